import type { PgClient } from "@effect/sql-pg"
import { Clock, Effect } from "effect"
import { consentRowOf } from "../../domain/consent/ConsentRow.ts"
import { type GivenConsent, readConsentRow } from "../../domain/consent/readConsentRow.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { tellDesks } from "../contacts/tellDesks.ts"
import type { RowVerdict, UploadWork, WorkedUpload } from "../uploads/UploadWork.ts"
import { judgeConsentRow, type KnownOfNumber } from "./judgeConsentRow.ts"
import { recordPermissions } from "./recordPermissions.ts"

interface ReadRow extends GivenConsent {
  readonly line: number
}

/** What makes two rows say the same. */
export const consentRowKey = (
  { address, channel }: { readonly address: string; readonly channel: string },
): string => `${address} ${channel}`

/**
 * What the desk knows of the numbers of rows, by their lines. OFFSET 0 keeps the planner from looking for the first row of a
 * number by going through the file from its beginning.
 */
const knownOf = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, { id, workspaceId }: WorkedUpload, rows: ReadonlyArray<ReadRow>) {
    const asked = rows.map((row) => ({ ...row, key: consentRowKey(row) }))
    const known = yield* sql<KnownOfNumber & { readonly line: number }>`
      SELECT r.line, p.opted_out_at, p.consent_at, p.consent_changed_at,
        (SELECT min(same.line) FROM (SELECT f.line FROM uploaded_rows f
          WHERE f.upload_id = ${id} AND f.key = r.key OFFSET 0) same) AS first_line
      FROM json_to_recordset(${
      JSON.stringify(asked)
    }::json) AS r(line int, key text, channel text, address text)
      LEFT JOIN permissions p ON p.workspace_id = ${workspaceId} AND p.channel = r.channel AND p.address = r.address`
    return new Map(known.map((one) => [one.line, one]))
  },
)

const record = Effect.fnUntraced(
  function* (
    sql: PgClient.PgClient,
    { userId, workspaceId }: WorkedUpload,
    rows: ReadonlyArray<GivenConsent>,
  ) {
    if (rows.length === 0) return
    const versions = yield* recordPermissions(
      sql,
      rows.map(({ address, at, channel, proof, source }) => ({
        workspaceId,
        channel,
        address,
        what: "given",
        origin: "upload",
        at,
        source,
        proof,
        by: userId,
        conversationId: null,
        providerHolds: false,
      })),
    )
    yield* tellDesks(sql, workspaceId, versions.map(({ address }) => address))
  },
)

/** CONSENT-2: files of consents, the admins' in common: checked first, and imported once one of them says so. */
export const consentWork: UploadWork = {
  adminsOnly: new Refusal({ code: "not_allowed", message: "Only admins can manage consents." }),
  checksFirst: true,
  keeps: "all",
  uploadsKept: 20,
  rowsKeptDays: null,
  batchMax: 1000,
  notice: "upload",
  marksOf: (columns, row, now) => {
    const read = readConsentRow(consentRowOf(columns, row), now)
    return { numbers: [], key: "reason" in read ? null : consentRowKey(read) }
  },
  work: Effect.fnUntraced(function* (sql, upload, _user, rows) {
    const now = yield* Clock.currentTimeMillis
    const read = rows.map((row) => ({
      line: row.line,
      ...readConsentRow(consentRowOf(upload.columns, row), now),
    }))
    const readable = read.flatMap((row) => "reason" in row ? [] : [row])
    const known = yield* knownOf(sql, upload, readable)
    const verdicts = read.map((row): RowVerdict => {
      const facts = known.get(row.line)
      return "reason" in row || !facts
        ? { line: row.line, outcome: "refused", reason: "reason" in row ? row.reason : null }
        : judgeConsentRow(row, facts)
    })
    if (upload.state === "checking") return verdicts
    const ready = new Set(verdicts.flatMap(({ line, outcome }) => outcome === "ready" ? [line] : []))
    yield* record(sql, upload, readable.filter(({ line }) => ready.has(line)))
    return verdicts.map((verdict) => ready.has(verdict.line) ? { ...verdict, outcome: "imported" } : verdict)
  }),
  begun: ({ ready, total }) => ({
    action: "consents_imported",
    named: true,
    note: `${ready} of ${total} rows were ready.`,
  }),
  ended: () => null,
}
