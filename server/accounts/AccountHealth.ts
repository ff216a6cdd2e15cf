import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Schedule } from "effect"
import type { SqlError } from "effect/sql"
import type { ConnectionCheck } from "../../domain/account/ConnectionCheck.ts"
import type { NumberList } from "../../domain/account/ListedNumber.ts"
import type { AccountProblemKind } from "../../domain/account/AccountProblem.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { AccountNotice } from "../channels/ChannelAdapter.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { type AccountRecord, Directory } from "../directory/Directory.ts"
import { accountNotices } from "../notifications/accountNotices.ts"

/** Silent is an account of which so many messages were taken, and nothing at all came for so long afterwards. */
export const silentAfterMessages = 3
export const silentAfterMillis = 10 * 60 * 1000
const lookEvery = "1 minute"
/** An account whose sends are taken and refused by turns is not written down more often. */
const refusedAgainMillis = 60_000
const detailLengthMax = 500

interface Found {
  readonly kind: Exclude<AccountProblemKind, "disabled">
  readonly subject: string
  readonly detail: string
  /** When it ends by itself, epoch milliseconds; null where that is not known. */
  readonly until: number | null
}

const quietly = <A>(effect: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<void> =>
  effect.pipe(
    Effect.asVoid,
    Effect.catch((error) =>
      Effect.logWarning("the state of an account was not written", errorSummary(error))
    ),
  )

/**
 * Notices when an account stops working, and when it works again (HOOK-6). What it finds is in the directory, so that every
 * node and every open desk knows at once; it goes by itself.
 */
export class AccountHealth extends Context.Service<AccountHealth, {
  /** What became of a message that was handed over. */
  readonly sent: (account: AccountRecord, outcome: DispatchOutcome) => Effect.Effect<void>
  /** What the provider answered when it was asked with the account's own credentials. */
  readonly checked: (account: ProviderAccount, check: ConnectionCheck) => Effect.Effect<void>
  /** What the provider told by itself. */
  readonly noticed: (account: ProviderAccount, notice: AccountNotice) => Effect.Effect<void>
  /** The numbers as the provider has just listed them. */
  readonly listed: (account: ProviderAccount, list: NumberList) => Effect.Effect<void>
  /** Looks which accounts have gone silent or speak again; done every minute by itself. */
  readonly look: Effect.Effect<void>
}>()("desk/server/accounts/AccountHealth") {
  static readonly layer = Layer.effect(
    AccountHealth,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      /** The first messages of each account that this node handed over and after which nothing came yet. */
      const unanswered = new Map<string, ReadonlyArray<number>>()
      const refusedAt = new Map<string, number>()

      const set = Effect.fn("AccountHealth.set")(function* (account: ProviderAccount, found: Found) {
        const { detail, kind, subject, until } = found
        const since = new Date(yield* Clock.currentTimeMillis)
        const rows = yield* sql`
          WITH written AS (
            INSERT INTO account_problems AS known (account_id, workspace_id, kind, subject, detail, since, until)
            VALUES (${account.id}, ${account.workspaceId}, ${kind}, ${subject}, ${
          detail.slice(0, detailLengthMax)
        }, ${since},
              ${until === null ? null : new Date(until)})
            ON CONFLICT (account_id, kind, subject) DO UPDATE SET detail = excluded.detail, until = excluded.until
            WHERE (known.detail, known.until) IS DISTINCT FROM (excluded.detail, excluded.until)
            RETURNING known.xmax = 0 AS fresh
          ), ${accountNotices(sql, account, { kind, subject })}
          SELECT count(told) FROM written LEFT JOIN noticed ON true HAVING count(written.fresh) > 0`
        if (rows.length > 0) yield* directory.changed
      }, quietly)

      const clear = Effect.fn("AccountHealth.clear")(
        function* (account: ProviderAccount, kind: Found["kind"], subject: string | null) {
          const rows = yield* sql`
            DELETE FROM account_problems WHERE account_id = ${account.id} AND kind = ${kind}
              AND (${subject}::text IS NULL OR subject = ${subject}) RETURNING kind`
          if (rows.length > 0) yield* directory.changed
        },
        quietly,
      )

      const accepted = Effect.fnUntraced(function* (account: AccountRecord) {
        const waiting = unanswered.get(account.id) ?? []
        if (waiting.length < silentAfterMessages) {
          unanswered.set(account.id, [...waiting, yield* Clock.currentTimeMillis])
        }
        if (account.problems.some(({ kind }) => kind === "refused")) yield* clear(account, "refused", null)
      })

      const refused = Effect.fnUntraced(function* (account: ProviderAccount, detail: string) {
        const now = yield* Clock.currentTimeMillis
        if (now - (refusedAt.get(account.id) ?? -Infinity) < refusedAgainMillis) return
        refusedAt.set(account.id, now)
        yield* set(account, { kind: "refused", subject: "", detail, until: null })
      })

      const sent: AccountHealth["Service"]["sent"] = (account, outcome) => {
        if (account.credentials.kind === "simulator") return Effect.void
        if (outcome._tag === "Accepted") return accepted(account)
        if (outcome._tag === "Unknown" || outcome.error.class !== "account") return Effect.void
        return refused(account, `${outcome.error.text} (${outcome.error.code})`)
      }

      const checked: AccountHealth["Service"]["checked"] = (account, { detail, outcome }) => {
        if (outcome === "connected") return clear(account, "refused", null)
        const words = outcome === "suspended" ? `The account is ${detail || "suspended"}.` : ""
        return outcome === "refused" || outcome === "suspended" || outcome === "unknown_account"
          ? set(account, { kind: "refused", subject: "", detail: words, until: null })
          : Effect.void
      }

      const noticed: AccountHealth["Service"]["noticed"] = (account, { restriction, text }) => {
        if (restriction === undefined) return Effect.void
        const { lifted, subject, until } = restriction
        return lifted
          ? clear(account, "restricted", subject)
          : set(account, { kind: "restricted", subject, detail: text, until })
      }

      const listed: AccountHealth["Service"]["listed"] = (account, { numbers }) =>
        Effect.forEach(numbers, ({ address, quality }) => {
          if (quality === "red") {
            const detail = "The provider rates the quality of this number as low."
            return set(account, { kind: "restricted", subject: address, detail, until: null })
          }
          return quality === "green" || quality === "yellow"
            ? clear(account, "restricted", address)
            : Effect.void
        }, { discard: true })

      /** When something that the account signed last came, whichever node took it; null where nothing did. */
      const heardAt = Effect.fnUntraced(function* (accountId: string) {
        const [row] = yield* sql<{ readonly receivedAt: Date }>`
          SELECT received_at FROM webhook_log WHERE account_id = ${accountId} AND outcome <> 'bad_signature'
          ORDER BY id DESC LIMIT 1`
        return row?.receivedAt.getTime() ?? null
      })

      const judge = Effect.fnUntraced(function* (account: AccountRecord) {
        const told = account.problems.find(({ kind }) => kind === "silent")
        const waiting = unanswered.get(account.id) ?? []
        const now = yield* Clock.currentTimeMillis
        const last = waiting[silentAfterMessages - 1]
        const due = last !== undefined && now - last >= silentAfterMillis
        if (!told && !due) return
        const heard = yield* heardAt(account.id)
        const first = waiting[0]
        if (heard !== null && first !== undefined && heard >= first) unanswered.delete(account.id)
        else if (due && !told) {
          const detail = `${silentAfterMessages} messages were taken since, and none of them was reported on.`
          return yield* set(account, { kind: "silent", subject: "", detail, until: null })
        }
        if (told && heard !== null && heard >= told.since) yield* clear(account, "silent", null)
      })

      const look = Effect.gen(function* () {
        const { accounts } = yield* directory.snapshot
        yield* Effect.forEach(
          [...accounts.values()].filter(({ credentials }) => credentials.kind !== "simulator"),
          judge,
          { discard: true },
        )
      }).pipe(quietly)
      yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(lookEvery)))

      return AccountHealth.of({ sent, checked, noticed, listed, look })
    }),
  )
}
