import {
  type Transcript,
  type TranscriptFile,
  type TranscriptLine,
  transcriptStatusText,
} from "./Transcript.ts"
import { transcriptClock } from "./transcriptClock.ts"

const fileText = ({ kind, name, size }: TranscriptFile): string =>
  `[${[name === kind ? kind : `${kind}: ${name}`, ...(size === null ? [] : [size])].join(", ")}]`

/** Lines after the first are set in: nobody's message can look like a line of somebody else's. */
const setIn = (text: string): string => text.split(/\r\n|[\n\r\u2028\u2029]/).join("\n    ")

const statusText = (line: Extract<TranscriptLine, { readonly kind: "message" }>): string | null => {
  if (line.status === null) return null
  const words = transcriptStatusText[line.status]
  const why = line.status === "failed" ? line.remarks.at(-1) : undefined
  return `(${why === undefined ? words : `${words}: ${why}`})`
}

const lineText = (stamp: string, line: TranscriptLine): string => {
  if (line.kind === "event") return `[${stamp}] -- ${line.text}`
  const remarks = line.status === "failed" ? line.remarks.slice(0, -1) : line.remarks
  const parts = [
    ...(line.quote === null ? [] : [`(In answer to ${line.quote})`]),
    ...line.files.map(fileText),
    line.text,
    ...remarks.map((remark) => `(${remark})`),
    statusText(line),
  ]
  return `[${stamp}] ${line.author}: ${setIn(parts.filter((part) => part !== null && part !== "").join(" "))}`
}

/** A transcript as plain text: the order of the PDF, a line for each message (UI 4.13). */
export const transcriptText = (transcript: Transcript, timeZone: string): string => {
  const { date } = transcriptClock(timeZone)
  return [
    `Conversation with ${transcript.title}`,
    ...transcript.head.map(([label, value]) => `${label}: ${value}`),
    transcript.note,
    ...transcript.days.flatMap(({ lines, title }) => [
      "",
      `== ${title} ==`,
      ...lines.map((line) => lineText(`${date(line.at)} ${line.time}`, line)),
    ]),
    "",
  ].join("\n")
}
