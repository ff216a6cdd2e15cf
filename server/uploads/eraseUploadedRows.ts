import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { consentRowKey } from "../consent/consentWork.ts"
import type { RowVerdict } from "./UploadWork.ts"

/** What becomes of a row whose person was erased. */
export const erasedRow = {
  outcome: "refused",
  fault: "erased",
  reason: "This person was erased.",
} as const satisfies Omit<RowVerdict, "line">

/**
 * CONTACT-6: what files say of these numbers goes, in the caller's transaction: no row that is still to be imported brings the
 * person back, and none that is kept names them. Those of contacts are few, since what was imported is gone: so no index is
 * kept for them.
 */
export const eraseUploadedRows = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<{ readonly canonical: string }>,
) {
  const addresses = phones.map(({ canonical }) => canonical)
  const keys = addresses.flatMap((address) =>
    Channel.literals.map((channel) => consentRowKey({ address, channel }))
  )
  const blank =
    sql`UPDATE uploaded_rows SET fields = '[]', numbers = '{}', key = NULL, fault = ${erasedRow.fault},
    reason = ${erasedRow.reason}`
  const of = (kind: string) =>
    sql`upload_id IN (SELECT id FROM row_uploads WHERE workspace_id = ${workspaceId} AND kind = ${kind})`
  yield* sql`${blank} WHERE ${of("contacts")} AND numbers && ${addresses}::text[]`
  yield* sql`${blank} WHERE ${of("consents")} AND key = ANY(${keys}::text[])`
})
