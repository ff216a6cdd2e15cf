import { Result } from "effect"
import { type Accessor, createSignal } from "solid-js"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { type RowUpload, uploadPageMax } from "../../domain/upload/RowUpload.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { saveCsv } from "../ui/saveCsv.ts"
import { useToast } from "../ui/Toaster.tsx"

/** Fetches every row of an upload that is to be fixed, and hands them over as they stood in the file, with what to do. */
export const createRowsDownload = (shown: Accessor<RowUpload>) => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)

  const linesAfter = async (after: number): Promise<Result.Result<ReadonlyArray<string>, string>> => {
    const page = { id: shown().id, outcome: "refused", after, limit: uploadPageMax } as const
    const answer = await desk.link.ask((client) => client["RowUpload.rows"](page))
    if (Result.isFailure(answer)) return Result.fail(problemText(answer.failure))
    const { heads, rows } = answer.success
    const lines = rows.map(({ fields, reason }) => csvLine([...fields, reason ?? ""].map(guardFormula)))
    const head = after === 0 ? [csvLine([...heads, "Reason"])] : []
    const last = rows.at(-1)
    if (!last || rows.length < uploadPageMax) return Result.succeed([...head, ...lines])
    return Result.map(await linesAfter(last.line), (rest) => [...head, ...lines, ...rest])
  }

  const start = async () => {
    const { kind } = shown()
    setBusy(true)
    const lines = await linesAfter(0)
    setBusy(false)
    if (Result.isSuccess(lines)) saveCsv(`${kind}-to-fix.csv`, lines.success)
    else toast({ title: "The rows were not downloaded", text: lines.failure, error: true })
  }
  return { busy, start }
}
