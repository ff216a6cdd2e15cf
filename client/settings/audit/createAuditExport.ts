import { Result } from "effect"
import { createSignal } from "solid-js"
import type { AuditFilter } from "../../../domain/rpc/AuditRpcs.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { saveCsv } from "../../ui/saveCsv.ts"
import { useToast } from "../../ui/Toaster.tsx"

/** Fetches every entry that a filter lets through, part by part, and hands them over as one CSV file. */
export const createAuditExport = () => {
  const desk = useDesk()
  const toast = useToast()
  const [busy, setBusy] = createSignal(false)

  const fetchAll = async (filter: AuditFilter): Promise<Result.Result<ReadonlyArray<string>, string>> => {
    const parts: Array<string> = []
    let cursor: string | null = null
    do {
      const answer: Result.Result<{ csv: string; cursor: string | null }, Parameters<typeof problemText>[0]> =
        await desk.link.ask((client) => client["Audit.export"]({ ...filter, cursor }))
      if (Result.isFailure(answer)) return Result.fail(problemText(answer.failure))
      parts.push(answer.success.csv)
      cursor = answer.success.cursor
    } while (cursor !== null)
    return Result.succeed(parts)
  }

  return {
    busy,
    start: async (filter: AuditFilter) => {
      if (busy()) return
      setBusy(true)
      const parts = await fetchAll(filter)
      setBusy(false)
      if (Result.isFailure(parts)) {
        toast({ title: "The audit log was not exported", text: parts.failure, error: true })
        return
      }
      saveCsv("audit-log.csv", parts.success)
    },
  }
}
