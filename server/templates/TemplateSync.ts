import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, FiberMap, Latch, Layer, Option, Schedule, Semaphore, Stream } from "effect"
import type { SqlError } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { TemplateSyncState } from "../../domain/template/TemplateSyncState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import type { NotListed } from "../channels/ProviderListing.ts"
import type { TemplatePage } from "../channels/TemplateListing.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { countMissing, markVanished, storePage } from "./storeTemplates.ts"
import { tellTemplates } from "./tellTemplates.ts"

type Viewer = CurrentUser["Service"]

/** Meta answers 200 management calls an hour, and 6,000 templates take 60: webhooks tell what changes meanwhile. */
const readEveryMinutes = 60
/** After a provider that did not answer. */
const tryAgainMinutes = 5
/** Whoever reads for longer has died: another node may read. */
const runningMinutesMax = 10
const readWithin = "9 minutes"
const lookEvery = "20 seconds"
const accountsAtOnce = 4

const adminsOnly = new Refusal({
  code: "not_allowed",
  message: "Only admins can read templates from WhatsApp.",
})

const problemTexts: Record<NotListed["reason"], string> = {
  refused: "WhatsApp refused the credentials of this account. Check them in the account’s settings.",
  unavailable: "WhatsApp could not be reached. The desk tries again by itself.",
  unreadable: "WhatsApp answered something that the desk does not understand. It tries again by itself.",
}

interface Reading {
  readonly ids: ReadonlySet<string>
  readonly unreadable: number
}

const unreadableText = (count: number): string | null =>
  count === 0
    ? null
    : `${count} ${count === 1 ? "template" : "templates"} could not be read and are left out.`

/** Reads the registered templates of every WhatsApp account, regularly and on request (TMPL-3). */
export class TemplateSync extends Context.Service<TemplateSync, {
  /** The accounts of a workspace that have registered templates, and how they were last read. */
  readonly states: (workspaceId: WorkspaceId) => Effect.Effect<ReadonlyArray<TemplateSyncState>, Unavailable>
  /** Has them all read now; admins only. */
  readonly request: (viewer: Viewer) => Effect.Effect<ReadonlyArray<TemplateSyncState>, Refusal | Unavailable>
}>()("desk/server/templates/TemplateSync") {
  static readonly layer = Layer.effect(
    TemplateSync,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const adapters = yield* ChannelAdapters
      const woken = yield* Latch.make(true)

      const listingOf = (account: ProviderAccount): Stream.Stream<TemplatePage, NotListed> | null =>
        Option.getOrNull(adapters.adapterFor(account.credentials.kind))?.templates?.(account) ?? null

      /** Accounts with a WhatsApp Sender ID whose provider lists templates. */
      const accounts = Effect.map(directory.snapshot, ({ accounts: all, senders }) => {
        const used = new Set(
          [...senders.values()].filter(({ channel }) => channel === "whatsapp").map(({ accountId }) =>
            accountId
          ),
        )
        return [...all.values()].filter((account) => used.has(account.id) && listingOf(account) !== null)
      })

      /** By one node alone, and not before it is due. */
      const claim = Effect.fnUntraced(function* ({ id, workspaceId }: ProviderAccount) {
        const claimed = yield* sql`
          INSERT INTO template_syncs AS sync (account_id, workspace_id, running, started_at)
          VALUES (${id}, ${workspaceId}, true, now())
          ON CONFLICT (account_id) DO UPDATE SET running = true, started_at = now()
          WHERE sync.due_at <= now()
            AND (NOT sync.running OR sync.started_at < now() - make_interval(mins => ${runningMinutesMax}))
          RETURNING 1 AS one`
        if (claimed.length > 0) yield* tellTemplates(sql, workspaceId)
        return claimed.length > 0
      })

      const readAll = (
        account: ProviderAccount,
        pages: Stream.Stream<TemplatePage, NotListed>,
        seen: Reading,
      ) =>
        pages.pipe(
          Stream.tap((page) => storePage(sql, account, page)),
          Stream.runFold(
            () => seen,
            (reading, page): Reading => ({
              ids: new Set([...reading.ids, ...page.ids]),
              unreadable: reading.unreadable + page.unreadable,
            }),
          ),
        )

      /** What is missing is looked for once more, since a list may shift while its pages are read. */
      const read = Effect.fnUntraced(function* (
        account: ProviderAccount,
        pages: Stream.Stream<TemplatePage, NotListed>,
      ) {
        const since = yield* Clock.currentTimeMillis
        const first = yield* readAll(account, pages, { ids: new Set(), unreadable: 0 })
        if ((yield* countMissing(sql, account, [...first.ids], since)) === 0) return first
        const both = yield* readAll(account, pages, { ids: first.ids, unreadable: 0 })
        yield* markVanished(sql, account, [...both.ids], since)
        return both
      })

      const end = Effect.fnUntraced(function* (
        { id, workspaceId }: ProviderAccount,
        outcome: {
          readonly problem: string | null
          readonly found: number | null
          readonly nextMinutes: number
        },
      ) {
        const { found, nextMinutes, problem } = outcome
        yield* sql`UPDATE template_syncs SET running = false, problem = ${problem},
          due_at = now() + make_interval(mins => ${nextMinutes}),
          ended_at = ${found === null ? sql`ended_at` : sql`now()`},
          templates = ${found === null ? sql`templates` : sql`${found}`} WHERE account_id = ${id}`
        yield* tellTemplates(sql, workspaceId)
      })

      const failed = (account: ProviderAccount, reason: NotListed["reason"]) =>
        end(account, {
          problem: problemTexts[reason],
          found: null,
          nextMinutes: reason === "refused" ? readEveryMinutes : tryAgainMinutes,
        })

      const sync = Effect.fn("TemplateSync.sync")(function* (account: ProviderAccount) {
        const pages = listingOf(account)
        if (pages === null || !(yield* claim(account))) return
        yield* read(account, pages).pipe(
          Effect.timeout(readWithin),
          Effect.matchEffect({
            onSuccess: ({ ids, unreadable }) =>
              end(account, {
                problem: unreadableText(unreadable),
                found: ids.size,
                nextMinutes: readEveryMinutes,
              }),
            onFailure: (error: NotListed | SqlError.SqlError | { readonly _tag: "TimeoutError" }) =>
              Effect.andThen(
                Effect.logWarning(
                  "the templates of an account were not read",
                  account.id,
                  errorSummary(error),
                ),
                failed(account, error._tag === "NotListed" ? error.reason : "unavailable"),
              ),
          }),
        )
      })

      const running = yield* FiberMap.make<string>()
      const turns = yield* Semaphore.make(accountsAtOnce)

      /** Each account by itself: one whose provider does not answer holds up no other. */
      const look = Effect.gen(function* () {
        yield* Effect.timeoutOption(woken.await, lookEvery)
        yield* woken.close
        yield* Effect.forEach(
          yield* accounts,
          (account) =>
            FiberMap.run(
              running,
              account.id,
              turns.withPermit(sync(account)).pipe(
                Effect.catchCause((cause) =>
                  Effect.logWarning("templates not synchronised", account.id, cause)
                ),
              ),
              { onlyIfMissing: true },
            ),
          { discard: true },
        )
      })
      yield* Effect.forkScoped(Effect.repeat(look, Schedule.forever))

      const states = Effect.fn("TemplateSync.states")(function* (workspaceId: WorkspaceId) {
        const own = (yield* accounts).filter((account) => account.workspaceId === workspaceId)
        const rows = yield* sql<Omit<TemplateSyncState, "endedAt"> & { readonly endedAt: Date | null }>`
          SELECT account_id, running, ended_at, templates, problem FROM template_syncs WHERE workspace_id = ${workspaceId}`
          .pipe(
            asWorkspace(sql, workspaceId),
          )
        return own.map(({ id }): TemplateSyncState => {
          const row = rows.find(({ accountId }) => accountId === id)
          return row ? { ...row, endedAt: row.endedAt?.getTime() ?? null } : {
            accountId: id,
            running: false,
            endedAt: null,
            templates: 0,
            problem: null,
          }
        })
      }, orUnavailable("The templates could not be read. Try again."))

      const request = Effect.fn("TemplateSync.request")(function* ({ user, workspaceId }: Viewer) {
        if (user.role !== "admin") return yield* adminsOnly
        yield* sql`UPDATE template_syncs SET due_at = now() WHERE workspace_id = ${workspaceId}`.pipe(
          asWorkspace(sql, workspaceId),
        )
        yield* woken.open
        return yield* states(workspaceId)
      }, orUnavailable("The templates could not be read. Try again."))

      return TemplateSync.of({ states, request })
    }),
  )
}
