import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { WebhookAddress } from "../../domain/account/ProviderAccountView.ts"
import type { WebhookOutcome } from "../../domain/account/WebhookEntry.ts"

/** What came last to an address of an account. */
export type ArrivalsOf = (
  accountId: string,
  endpoint: string,
) => Pick<WebhookAddress, "last" | "badSignatureAt">

interface Row {
  readonly accountId: string
  readonly endpoint: string
  readonly receivedAt: Date
  readonly outcome: WebhookOutcome
}

/** Bad ones are rare or many: those that are older than so many requests are no news. */
const badLookedAt = 200

const nothing = { last: null, badSignatureAt: null }

/** What last came to the addresses of accounts, of the log of the last seven days. */
export class WebhookArrivals extends Context.Service<WebhookArrivals, {
  readonly of: (accountIds: ReadonlyArray<string>) => Effect.Effect<ArrivalsOf, SqlError.SqlError>
}>()("desk/server/accounts/WebhookArrivals") {
  static readonly layer = Layer.effect(
    WebhookArrivals,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const of = Effect.fn("WebhookArrivals.of")(function* (accountIds: ReadonlyArray<string>) {
        const rows = yield* sql<Row>`
          SELECT address.account_id, address.endpoint, newest.received_at, newest.outcome
          FROM (SELECT account_id, endpoint FROM unnest(${accountIds}::text[]) AS account (account_id)
            CROSS JOIN unnest(ARRAY['', 'messages', 'inbound', 'status']) AS part (endpoint)) address
          CROSS JOIN LATERAL (
            (SELECT received_at, outcome FROM webhook_log
              WHERE account_id = address.account_id AND endpoint = address.endpoint AND outcome <> 'bad_signature'
              ORDER BY id DESC LIMIT 1)
            UNION ALL
            (SELECT received_at, outcome FROM (
              SELECT id, received_at, outcome FROM webhook_log
              WHERE account_id = address.account_id AND endpoint = address.endpoint ORDER BY id DESC LIMIT ${badLookedAt}
            ) recent WHERE outcome = 'bad_signature' ORDER BY id DESC LIMIT 1)) newest`
        const arrivals: ArrivalsOf = (accountId, endpoint) => {
          const own = rows.filter((row) => row.accountId === accountId && row.endpoint === endpoint)
          const good = own.find(({ outcome }) => outcome !== "bad_signature")
          const bad = own.find(({ outcome }) => outcome === "bad_signature")
          if (!good && !bad) return nothing
          return {
            last: good ? { at: good.receivedAt.getTime(), outcome: good.outcome } : null,
            badSignatureAt: bad && !(good && good.receivedAt >= bad.receivedAt)
              ? bad.receivedAt.getTime()
              : null,
          }
        }
        return arrivals
      })
      return WebhookArrivals.of({ of })
    }),
  )
}
