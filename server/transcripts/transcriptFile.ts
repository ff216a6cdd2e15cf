import { strToU8, zipSync } from "fflate"
import type { TranscriptFormat } from "../../domain/conversation/TranscriptFormat.ts"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import { type TranscriptFacts, transcriptOf } from "../../domain/transcript/Transcript.ts"
import type { Paper } from "../../domain/transcript/TranscriptRequest.ts"
import { transcriptText } from "../../domain/transcript/transcriptText.ts"
import { transcriptPdf } from "./pdf/transcriptPdf.ts"

export interface TranscriptOrder {
  readonly format: TranscriptFormat
  readonly paper: Paper
  readonly facts: TranscriptFacts
  /** Of the file, without its ending. */
  readonly name: string
}

/** The file of a transcript: a PDF, text, or both in a .zip. `tell` hears now and then how many lines are set. */
export const transcriptFile = async (
  items: ReadonlyArray<TimelineItem>,
  { facts, format, name, paper }: TranscriptOrder,
  tell: (lines: number) => void,
): Promise<Uint8Array> => {
  const transcript = transcriptOf(items, facts)
  const pdf = () => transcriptPdf(transcript, { paper, madeAt: facts.exportedAt, tell })
  // Windows reads a file without the mark as if it were of its own old alphabet.
  const text = () => strToU8(`\uFEFF${transcriptText(transcript, facts.timeZone)}`)
  switch (format) {
    case "pdf":
      return await pdf()
    case "text":
      return text()
    case "both":
      // A PDF is compressed already.
      return zipSync({ [`${name}.pdf`]: [await pdf(), { level: 0 }], [`${name}.txt`]: text() })
  }
}
