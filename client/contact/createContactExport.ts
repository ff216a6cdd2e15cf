import { Result } from "effect"
import { createSignal } from "solid-js"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { saveCsv } from "../ui/saveCsv.ts"
import { useToast } from "../ui/Toaster.tsx"

/** Fetches every contact that the user may see, part by part, and hands them over as one CSV file. */
export const createContactExport = () => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)

  /** The part that begins at `cursor` and all that follow, or why one did not come. */
  const fetchFrom = async (cursor: string | null): Promise<Result.Result<ReadonlyArray<string>, string>> => {
    const answer = await desk.link.ask((client) => client["Contact.export"]({ cursor }))
    if (Result.isFailure(answer)) return Result.fail(problemText(answer.failure))
    const { csv, cursor: next } = answer.success
    if (next === null) return Result.succeed([csv])
    return Result.map(await fetchFrom(next), (rest) => [csv, ...rest])
  }

  const start = async () => {
    if (busy()) return
    setBusy(true)
    const parts = await fetchFrom(null)
    setBusy(false)
    if (Result.isFailure(parts)) {
      toast({ title: "Contacts were not exported", text: parts.failure, error: true })
      return
    }
    saveCsv("contacts.csv", parts.success)
  }
  return { busy, start }
}
