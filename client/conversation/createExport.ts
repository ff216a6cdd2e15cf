import { Effect, Result, Stream } from "effect"
import type { TranscriptFormat } from "../../domain/conversation/TranscriptFormat.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import {
  TranscriptId,
  type TranscriptProgress,
  type TranscriptRequest,
} from "../../domain/transcript/TranscriptRequest.ts"
import { contactName } from "../contact/contactName.ts"
import { followToEnd } from "../sync/followToEnd.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { download } from "../ui/download.ts"
import { problemText } from "./problemText.ts"
import { type RunningExport, runningExports } from "./runningExports.ts"

/** So long one call follows an export; then the next call follows it on, by its id. */
const followedFor = "8 seconds"
/** From this moment on, and before that one, epoch milliseconds; null: without an end. */
export interface ExportPeriod {
  readonly from: number | null
  readonly until: number | null
}

const newId = () => TranscriptId.make(crypto.randomUUID())

/** Paper is Letter where people are used to it. */
const paperHere = (): "a4" | "letter" =>
  /-(US|CA|MX|PH|CL|CO|VE)\b/i.test(navigator.language) ? "letter" : "a4"

/**
 * Exports a conversation (EXPORT-1): a toast says how far it is, wherever one goes meanwhile, and the file comes by itself;
 * after a reload too, and to whoever has left the desk by a notice (FIT-3).
 */
export const createExport = () => {
  const desk = useDesk()
  const toast = useToast()
  const running = runningExports.of(desk.directory().me.id)

  const carryOut = async ({ request, who }: RunningExport): Promise<void> => {
    const { id } = request
    let percent = 0
    const words = () => ({
      title: `Exporting ${who}`,
      text: `${percent} % done. You can go on working.`,
      lasting: true,
      action: {
        label: "Cancel",
        run: () => void desk.link.ask((client) => client["Transcript.cancel"]({ id })),
      },
    })
    const shown = toast(words())

    const answer = await followToEnd<TranscriptProgress>({
      online: desk.online,
      ask: (onItem) =>
        desk.link.ask((client) =>
          client["Transcript.make"](request).pipe(
            Stream.interruptWhen(Effect.sleep(followedFor)),
            Stream.runForEach((progress) => Effect.sync(() => onItem(progress))),
          )
        ),
      isEnded: ({ _tag }) => _tag !== "Making",
      onItem: (progress) => {
        percent = progress._tag === "Making" ? progress.percent : percent
        if (progress._tag === "Making") shown.change(words())
      },
    })
    running.forget(id)
    shown.close()
    const action = { label: "Try again", run: () => begin({ ...request, id: newId() }, who) }
    if (Result.isFailure(answer)) {
      toast({ title: "Not exported", text: problemText(answer.failure), error: true, action })
      return
    }
    const end = answer.success
    if (end._tag === "Made") {
      const { path } = end
      download(path)
      toast({
        title: "Transcript exported",
        text: `${end.name} is kept for an hour.`,
        action: { label: "Download again", run: () => download(path) },
      })
    } else if (end._tag === "NotMade") {
      toast({ title: "Not exported", text: end.message, error: true, action })
    } else toast({ title: "Export cancelled" })
  }

  const begin = (request: TranscriptRequest, who: string): void => {
    const one = { request, who }
    running.remember(one)
    void carryOut(one)
  }

  return {
    start: (row: InboxRow, format: TranscriptFormat, period: ExportPeriod): void => {
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
      const of = { id: newId(), conversationId: row.id, format, ...period }
      begin({ ...of, timeZone, paper: paperHere() }, contactName(row))
    },
    /** Goes on following those that were under way when the page was left. */
    resume: (): void => {
      for (const one of running.all()) void carryOut(one)
    },
  }
}
