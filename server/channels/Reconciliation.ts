import { PgClient } from "@effect/sql-pg"
import { Cause, Clock, Effect, FiberMap, Latch, Layer, Option, Schedule, Semaphore, Stream } from "effect"
import { errorSummary } from "../database/errorSummary.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { AccountTrouble } from "./AccountTrouble.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"
import type { MessageList } from "./MessageList.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import { NotListed } from "./ProviderListing.ts"
import { type MissingSince, settleUnconfirmed } from "./settleUnconfirmed.ts"
import { takeListed } from "./takeListed.ts"
import { WebhookLog } from "./WebhookLog.ts"

const lookEvery = "5 seconds"
const accountsAtOnce = 4
/** Whoever compares for longer has died: another node may. */
const runningMinutesMax = 15
const comparedWithin = "14 minutes"

const regularSeconds = 15 * 60
/** While a customer's message is too young to be judged. */
const youngSeconds = 5
/** While it is not sure that a message of ours was never taken. */
const unsettledSeconds = 20
const afterFailureSeconds = 60
/** Its credentials have to be mended first, and then it is looked at anyway. */
const afterRefusalSeconds = 30 * 60

/** What came within this time may still be brought by its webhook, which says more than the list: Twilio tries for 15 s. */
const graceMillis = 20_000
/** How long after its sending a status that was missed is still found. */
const overlapMillis = 2 * 60 * 60 * 1000
/** No older message is taken in: a desk that was off for longer has other worries. */
const reachMillis = 30 * 24 * 60 * 60 * 1000
/** The clocks of the desk and the provider differ by less. */
const skewMillis = 5 * 60 * 1000
/** What customers wrote while an account was set up is taken in as well. */
const setUpMillis = 60 * 60 * 1000
const sliceMillis = 24 * 60 * 60 * 1000

interface Claim {
  readonly reconciledTo: Date
  readonly createdAt: Date
}

/** Accounts whose credentials or address are others than before. */
const mendedIn = (before: DirectorySnapshot, after: DirectorySnapshot): ReadonlyArray<string> =>
  [...after.accounts].flatMap(([id, account]) => {
    const was = before.accounts.get(id)
    return was && JSON.stringify(was) === JSON.stringify(account) ? [] : [id]
  })

/**
 * HOOK-5: compares accounts with their provider's list of messages, so that what webhooks missed is found: at each start,
 * when credentials were mended, when a provider's trouble ended, when a webhook was turned away, and regularly. Each by one
 * node. Whatever it finds goes through the same door as webhooks.
 */
export const ReconciliationLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const directory = yield* Directory
  const adapters = yield* ChannelAdapters
  const trouble = yield* AccountTrouble
  const log = yield* WebhookLog
  const context = yield* Effect.context<
    Effect.Services<ReturnType<typeof settleUnconfirmed>> | Effect.Services<ReturnType<typeof takeListed>>
  >()
  const missingSince = new Map<string, MissingSince>()

  const listOf = (account: ProviderAccount): MessageList | null =>
    Option.getOrNull(adapters.adapterFor(account.credentials.kind))?.messages ?? null

  const accounts = Effect.map(directory.snapshot, ({ accounts: all, senders }) => {
    const used = new Set([...senders.values()].map(({ accountId }) => accountId))
    return [...all.values()].filter((account) => used.has(account.id) && listOf(account) !== null)
  })

  /** To be compared before their time. */
  const soon = new Set((yield* accounts).map(({ id }) => id))
  const woken = yield* Latch.make(true)
  const compareSoon = (ids: ReadonlyArray<string>) =>
    Effect.suspend(() => {
      for (const id of ids) soon.add(id)
      return Effect.asVoid(woken.open)
    })

  const claim = Effect.fnUntraced(function* ({ id }: ProviderAccount) {
    const [claimed] = yield* sql<Claim>`
      INSERT INTO reconciliations AS r (account_id, workspace_id, running, started_at, reconciled_to)
      SELECT id, workspace_id, true, now(), created_at FROM provider_accounts WHERE id = ${id}
      ON CONFLICT (account_id) DO UPDATE SET running = true, started_at = now()
      WHERE (r.due_at <= now() OR ${soon.has(id)})
        AND (NOT r.running OR r.started_at < now() - make_interval(mins => ${runningMinutesMax}))
      RETURNING reconciled_to, (SELECT created_at FROM provider_accounts WHERE id = ${id}) AS created_at`
    return claimed ?? null
  })

  const tell = (account: ProviderAccount, taken: number) =>
    log.notice(account, {
      _tag: "AccountNotice",
      topic: "messages_not_brought",
      severity: "warning",
      text: taken === 1
        ? "1 message did not come by webhook. The desk took it from the provider’s list. Check the webhook address."
        : `${taken} messages did not come by webhook. The desk took them from the provider’s list. Check the webhook address.`,
    }).pipe(Effect.ignore)

  const compare = Effect.fnUntraced(function* (account: ProviderAccount, list: MessageList, since: Claim) {
    const now = yield* Clock.currentTimeMillis
    const missing = missingSince.get(account.id) ?? new Map()
    missingSince.set(account.id, missing)
    yield* settleUnconfirmed(account, list, missing)
    let from = Math.max(
      since.reconciledTo.getTime() - overlapMillis,
      since.createdAt.getTime() - setUpMillis,
      now - reachMillis,
    )
    let young = false
    let taken = 0
    while (from < now) {
      const to = Math.min(from + sliceMillis, now)
      const slice = yield* takeListed(account, list, { from, to: to + skewMillis, before: now - graceMillis })
      taken += slice.taken
      young ||= slice.young
      const done = new Date(Math.min(to, now - graceMillis))
      yield* sql`UPDATE reconciliations SET reconciled_to = greatest(reconciled_to, ${done})
        WHERE account_id = ${account.id}`
      from = to
    }
    if (taken > 0) yield* tell(account, taken)
    if (young) return youngSeconds
    return missing.size > 0 ? unsettledSeconds : regularSeconds
  })

  const end = ({ id }: ProviderAccount, nextSeconds: number) =>
    sql`UPDATE reconciliations SET running = false, due_at = now() + make_interval(secs => ${nextSeconds})
      WHERE account_id = ${id}`

  const pauseAfter = (error: unknown): number =>
    error instanceof NotListed && error.reason === "refused" ? afterRefusalSeconds : afterFailureSeconds

  const reconcile = Effect.fn("Reconciliation.reconcile")(function* (account: ProviderAccount) {
    const list = listOf(account)
    const since = list && (yield* claim(account))
    if (!list || !since) return
    // Whatever happens from here on is for the next time.
    soon.delete(account.id)
    const nextSeconds = yield* compare(account, list, since).pipe(
      Effect.timeout(comparedWithin),
      Effect.catchCause((cause) =>
        Effect.as(
          Effect.logWarning("an account was not compared with its provider", account.id, cause),
          Option.match(Option.fromUndefinedOr(cause.reasons.find((reason) => reason._tag === "Fail")), {
            onNone: () => afterFailureSeconds,
            onSome: ({ error }) => pauseAfter(error),
          }),
        )
      ),
    )
    yield* end(account, nextSeconds)
  }, Effect.provide(context))

  const running = yield* FiberMap.make<string>()
  const turns = yield* Semaphore.make(accountsAtOnce)
  const quietly = (account: ProviderAccount) =>
    turns.withPermit(reconcile(account)).pipe(
      Effect.catchCause((cause) => Effect.logWarning("an account was not reconciled", account.id, cause)),
    )

  const look = Effect.gen(function* () {
    yield* Effect.timeoutOption(woken.await, lookEvery)
    yield* woken.close
    const waiting = yield* sql<{ readonly accountId: string }>`
      SELECT account_id FROM reconciliations WHERE due_at > now() OR running`
    const notYet = new Set(waiting.map(({ accountId }) => accountId))
    const due = (yield* accounts).filter(({ id }) => soon.has(id) || !notYet.has(id))
    yield* Effect.forEach(
      due,
      (account) => FiberMap.run(running, account.id, quietly(account), { onlyIfMissing: true }),
      { discard: true },
    )
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.logWarning("reconciliation did not look", errorSummary(Cause.squash(cause)))
    ),
  )

  let before = yield* directory.snapshot
  const mended = directory.changes.pipe(
    Stream.runForEach((after) =>
      Effect.suspend(() => {
        const mended = mendedIn(before, after)
        before = after
        // Opened in any case: one that had no Sender ID may have one now.
        return Effect.andThen(compareSoon(mended), woken.open)
      })
    ),
  )
  yield* Effect.forkScoped(mended)
  yield* Effect.forkScoped(Stream.runForEach(trouble.ended, (id) => compareSoon([id])))
  yield* Effect.forkScoped(Effect.repeat(look, Schedule.forever))
})).pipe(Layer.provide(AccountTrouble.layer))
