import { Effect, Result, Stream } from "effect"
import type { TranscriptFormat } from "../../domain/conversation/TranscriptFormat.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { TranscriptId, type TranscriptProgress } from "../../domain/transcript/TranscriptRequest.ts"
import { contactName } from "../contact/contactName.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { useDesk } from "../sync/createDesk.ts"
import { useToast } from "../ui/Toaster.tsx"
import { download } from "../ui/download.ts"
import { problemText } from "./problemText.ts"
import { type RunningExport, runningExports } from "./runningExports.ts"

/** So long one call follows an export; then the next call follows it on, by its id. */
const followedFor = "8 seconds"
/** How often the connection may be lost before the desk says so; the export goes on at the server anyway. */
const lossesMax = 5
const askAgainMillis = 2_000

/** From this moment on, and before that one, epoch milliseconds; null: without an end. */
export interface ExportPeriod {
  readonly from: number | null
  readonly until: number | null
}

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
  const running = runningExports(desk.directory().me.id)

  const carryOut = async ({ request, who }: RunningExport): Promise<void> => {
    const { id } = request
    const told: Array<TranscriptProgress> = []
    const newest = () => told[0]
    const words = () => {
      const now = newest()
      return {
        title: `Exporting ${who}`,
        text: `${now?._tag === "Making" ? now.percent : 0} % done. You can go on working.`,
        lasting: true,
        action: {
          label: "Cancel",
          run: () => void desk.link.ask((client) => client["Transcript.cancel"]({ id })),
        },
      }
    }
    const shown = toast(words())

    const follow = () =>
      desk.link.ask((client) =>
        client["Transcript.make"](request).pipe(
          Stream.interruptWhen(Effect.sleep(followedFor)),
          Stream.runForEach((progress) =>
            Effect.sync(() => {
              told.splice(0, 1, progress)
              if (progress._tag === "Making") shown.change(words())
            })
          ),
        )
      )

    /** Null once it has ended, else why it is no longer followed. */
    const followToEnd = async (): Promise<AskError | null> => {
      for (let losses = 0;;) {
        const answer: Result.Result<void, AskError> = await follow()
        const now = newest()
        if (now !== undefined && now._tag !== "Making") return null
        if (Result.isSuccess(answer)) continue
        losses += 1
        if (answer.failure._tag !== "Offline" || losses > lossesMax) return answer.failure
        await new Promise((resolve) => setTimeout(resolve, askAgainMillis))
      }
    }

    const failure = await followToEnd()
    running.forget(id)
    shown.close()
    const end = newest()
    if (failure !== null) {
      toast({ title: "Not exported", text: problemText(failure), error: true })
    } else if (end?._tag === "Made") {
      const { path } = end
      download(path)
      toast({
        title: "Transcript exported",
        text: `${end.name} is kept for an hour.`,
        action: { label: "Download again", run: () => download(path) },
      })
    } else if (end?._tag === "NotMade") toast({ title: "Not exported", text: end.message, error: true })
    else toast({ title: "Export cancelled" })
  }

  return {
    start: (row: InboxRow, format: TranscriptFormat, period: ExportPeriod): void => {
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
      const id = TranscriptId.make(crypto.randomUUID())
      const request = { id, conversationId: row.id, format, ...period, timeZone, paper: paperHere() }
      const one = { request, who: contactName(row) }
      running.remember(one)
      void carryOut(one)
    },
    /** Goes on following those that were under way when the page was left. */
    resume: (): void => {
      for (const one of running.all()) void carryOut(one)
    },
  }
}
