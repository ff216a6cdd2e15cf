import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Queue, Schedule, Schema } from "effect"
import type {
  AccountNoticeEntry,
  WebhookEntry,
  WebhookEntryId,
  WebhookOutcome,
} from "../../domain/account/WebhookEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import type { AccountNotice, WebhookRequest } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** Entries that wait to be written beside the answers; what does not fit is not in the log. */
const waitingMax = 10_000
const batchMax = 500
const writeEvery = "500 millis"
const keptFor = "7 days"
const clearEvery = "1 hour"
const clearMax = 10_000
const noticesShown = 20
const detailLengthMax = 1000
/** Whoever forges requests fills no disk: of badly signed ones so many are noted per account and minute. */
const badSignaturesPerMinute = 20

/** A request and what became of it. */
export interface Logged {
  readonly account: ProviderAccount
  readonly request: WebhookRequest
  /** When it came, epoch milliseconds. */
  readonly at: number
  readonly outcome: WebhookOutcome
  readonly updates: number
  /** What was wrong with it; empty when nothing was. */
  readonly detail: string
}

const StoredRequest = Schema.Struct({
  method: Schema.String,
  url: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
})
const decodeRequest = Schema.decodeUnknownEffect(StoredRequest)

/** A request that was kept whole, to be taken again. */
export interface KeptRequest {
  readonly accountId: string
  readonly request: Omit<WebhookRequest, "account">
  readonly at: number
}

interface EntryRow extends Omit<WebhookEntry, "at" | "replayedAt"> {
  readonly receivedAt: Date
  readonly replayedAt: Date | null
}

const noSuchEntry = new Refusal({
  code: "not_found",
  message: "There is no such request in the log, or it was not kept.",
})
const couldNotRead = orUnavailable("The webhook log could not be read. Try again.")
const couldNotKeep = orUnavailable("The webhook log could not be written. Try again.")

const rowOf = ({ account, at, detail, outcome, request, updates }: Logged) => ({
  workspace_id: account.workspaceId,
  account_id: account.id,
  received_at: new Date(at).toISOString(),
  endpoint: request.endpoint.slice(0, 64).toWellFormed(),
  outcome,
  updates,
  detail: detail.slice(0, detailLengthMax).toWellFormed(),
})

const entryOf = ({ receivedAt, replayedAt, ...row }: EntryRow): WebhookEntry => ({
  ...row,
  at: receivedAt.getTime(),
  replayedAt: replayedAt?.getTime() ?? null,
})

/** HOOK-6: what providers brought and what became of it, for a week. Requests not taken whole are kept to be replayed. */
export class WebhookLog extends Context.Service<WebhookLog, {
  /** Notes a request beside its answer: never waits, and what the log cannot take is left out. */
  readonly note: (entry: Logged) => Effect.Effect<void>
  /** Keeps a request whole; durable when it returns, so that the provider may be told that we have it (HOOK-4). */
  readonly keep: (entry: Logged) => Effect.Effect<void, Unavailable>
  /** Keeps what a provider told about an account. */
  readonly notice: (account: ProviderAccount, notice: AccountNotice) => Effect.Effect<void, Unavailable>
  /** The newest first; `before` is the last of the page before. */
  readonly list: (workspaceId: WorkspaceId, query: {
    readonly accountId: string | null
    readonly outcome: WebhookOutcome | null
    readonly before: WebhookEntryId | null
    readonly limit: number
  }) => Effect.Effect<{
    readonly entries: ReadonlyArray<WebhookEntry>
    readonly notices: ReadonlyArray<AccountNoticeEntry>
  }, Unavailable>
  readonly kept: (
    workspaceId: WorkspaceId,
    id: WebhookEntryId,
  ) => Effect.Effect<KeptRequest, Refusal | Unavailable>
  /** What became of a kept request when it was taken again. */
  readonly replayed: (
    id: WebhookEntryId,
    result: Pick<Logged, "outcome" | "updates" | "detail">,
  ) => Effect.Effect<WebhookEntry, Refusal | Unavailable>
}>()("desk/server/channels/WebhookLog") {
  static readonly layer = Layer.effect(
    WebhookLog,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const queue = yield* Queue.dropping<Logged>(waitingMax)
      const forged = new Map<string, { readonly minute: number; readonly count: number }>()

      const write = Effect.gen(function* () {
        const entries = yield* Queue.takeBetween(queue, 1, batchMax)
        const rows = storableJson(entries.map(rowOf))
        yield* sql`
          INSERT INTO webhook_log (workspace_id, account_id, received_at, endpoint, outcome, updates, detail)
          SELECT * FROM json_to_recordset(${rows}::json) AS r(
            workspace_id uuid, account_id text, received_at timestamptz, endpoint text, outcome text, updates int,
            detail text)`
      }).pipe(Effect.catchCause((cause) => Effect.logWarning("the webhook log was not written", cause)))
      yield* Effect.forkScoped(Effect.repeat(write, Schedule.spaced(writeEvery)))

      const clear = sql<{ readonly cleared: number }>`
        WITH gone AS (
          DELETE FROM webhook_log WHERE id IN (
            SELECT id FROM webhook_log WHERE received_at < now() - ${keptFor}::interval
            ORDER BY received_at LIMIT ${clearMax})
          RETURNING id)
        SELECT count(*)::int AS cleared FROM gone`.pipe(
        Effect.repeat({ while: ([row]) => row?.cleared === clearMax }),
        Effect.catchCause((cause) => Effect.logWarning("the webhook log was not cleared", cause)),
      )
      yield* Effect.forkScoped(Effect.repeat(clear, Schedule.spaced(clearEvery)))

      const isTooMuch = ({ account, at, outcome }: Logged): boolean => {
        if (outcome !== "bad_signature") return false
        const minute = Math.floor(at / 60_000)
        const known = forged.get(account.id)
        const count = known?.minute === minute ? known.count + 1 : 1
        forged.set(account.id, { minute, count })
        return count > badSignaturesPerMinute
      }

      const keep = Effect.fn("WebhookLog.keep")(function* (entry: Logged) {
        const { body, headers, method, url } = entry.request
        const row = rowOf(entry)
        yield* sql`
          INSERT INTO webhook_log (workspace_id, account_id, received_at, endpoint, outcome, updates, detail, request, body)
          VALUES (${row.workspace_id}, ${row.account_id}, ${row.received_at}, ${row.endpoint}, ${row.outcome},
            ${row.updates}, ${row.detail}, ${storableJson({ method, url, headers })}::jsonb, ${body})`
      }, couldNotKeep)

      const notice = Effect.fn("WebhookLog.notice")(
        function* (account: ProviderAccount, told: AccountNotice) {
          yield* sql`
          INSERT INTO account_notices (workspace_id, account_id, topic, severity, text)
          VALUES (${account.workspaceId}, ${account.id}, ${told.topic}, ${told.severity}, ${told.text})`
        },
        couldNotKeep,
      )

      const entries = sql`
        SELECT id::int, account_id, received_at, endpoint, outcome, updates, detail, replayed_at,
          body IS NOT NULL AS replayable FROM webhook_log`

      const list: WebhookLog["Service"]["list"] = Effect.fn("WebhookLog.list")(
        function* (workspaceId, { accountId, before, limit, outcome }) {
          const rows = yield* sql<EntryRow>`
            ${entries} WHERE workspace_id = ${workspaceId} AND id < coalesce(${before}::bigint, 9223372036854775807)
              AND (${accountId}::text IS NULL OR account_id = ${accountId})
              AND (${outcome}::text IS NULL OR outcome = ${outcome})
            ORDER BY id DESC LIMIT ${limit}`
          const notices = yield* sql<Omit<AccountNoticeEntry, "at"> & { readonly at: Date }>`
            SELECT id::int, account_id, at, topic, severity, text FROM account_notices
            WHERE workspace_id = ${workspaceId} ORDER BY id DESC LIMIT ${noticesShown}`
          return {
            entries: rows.map(entryOf),
            notices: notices.map((one) => ({ ...one, at: one.at.getTime() })),
          }
        },
        couldNotRead,
      )

      const kept: WebhookLog["Service"]["kept"] = Effect.fn("WebhookLog.kept")(
        function* (workspaceId, id) {
          const [row] = yield* sql<{
            readonly accountId: string
            readonly endpoint: string
            readonly receivedAt: Date
            readonly request: unknown
            readonly body: Uint8Array
          }>`
            SELECT account_id, endpoint, received_at, request, body FROM webhook_log
            WHERE id = ${id} AND workspace_id = ${workspaceId} AND body IS NOT NULL`
          if (!row) return yield* noSuchEntry
          const request = yield* decodeRequest(row.request).pipe(Effect.mapError(() => noSuchEntry))
          const at = row.receivedAt.getTime()
          return {
            accountId: row.accountId,
            at,
            request: { ...request, endpoint: row.endpoint, body: new Uint8Array(row.body), receivedAt: at },
          }
        },
        couldNotRead,
      )

      const replayed: WebhookLog["Service"]["replayed"] = Effect.fn("WebhookLog.replayed")(
        function* (id, { detail, outcome, updates }) {
          yield* sql`
            UPDATE webhook_log SET outcome = ${outcome}, updates = ${updates}, detail = ${detail}, replayed_at = now()
            WHERE id = ${id}`
          const [row] = yield* sql<EntryRow>`${entries} WHERE id = ${id}`
          return row ? entryOf(row) : yield* noSuchEntry
        },
        couldNotKeep,
      )

      return WebhookLog.of({
        note: (entry) => isTooMuch(entry) ? Effect.void : Effect.asVoid(Queue.offer(queue, entry)),
        keep,
        notice,
        list,
        kept,
        replayed,
      })
    }),
  )
}
