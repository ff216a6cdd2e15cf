import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option, Schema, Semaphore } from "effect"
import { randomBytes } from "node:crypto"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import type { ConnectionCheck } from "../../domain/account/ConnectionCheck.ts"
import type { NumberList } from "../../domain/account/ListedNumber.ts"
import type { ProviderAccountView } from "../../domain/account/ProviderAccountView.ts"
import type { ProviderSetup } from "../../domain/account/ProviderSetup.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { type AccountSettings, accountsMax, type ProviderList } from "../../domain/rpc/ProviderRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import type { AccountAdministration } from "../channels/AccountAdministration.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { ProviderCredentials } from "../channels/ProviderAccount.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { type AccountRecord, Directory } from "../directory/Directory.ts"
import { credentialsPlace } from "../directory/loadDirectory.ts"
import { AccountHealth } from "./AccountHealth.ts"
import { accountChanges } from "./accountChanges.ts"
import { mergedCredentials } from "./mergedCredentials.ts"
import { publicUrlProblem } from "./publicUrlProblem.ts"
import { SecretBox } from "./SecretBox.ts"
import { type ArrivalsOf, WebhookArrivals } from "./WebhookArrivals.ts"

type Viewer = CurrentUser["Service"]

/** Providers are asked for so many admins at once; the others wait. */
const askedAtOnce = 8
const idBytes = 6

const noSuchAccount = new Refusal({ code: "not_found", message: "There is no such provider account." })
const noSuchKind = new Refusal({ code: "not_possible", message: "The desk has no such kind of provider." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this account a moment ago. Look at it, and make your change again.",
})
const tooMany = new Refusal({
  code: "not_possible",
  message: `A workspace has at most ${accountsMax} provider accounts.`,
})

const decodeCredentials = Schema.decodeUnknownOption(ProviderCredentials)

const unusable = (setup: ProviderSetup) =>
  new Refusal({ code: "not_possible", message: `These are not all the credentials of ${setup.name}.` })

/** Accounts at providers as admins see and change them. Every node and desk knows of a change at once, without a restart. */
export class ProviderAccounts extends Context.Service<ProviderAccounts, {
  readonly list: (viewer: Viewer) => Effect.Effect<ProviderList, Unavailable>
  /** Gives the new account's id, which is part of its webhook addresses. */
  readonly add: (
    viewer: Viewer,
    kind: string,
    settings: AccountSettings,
  ) => Effect.Effect<string, Refusal | Unavailable>
  /** Compare and set by `version`. Secrets that are left out stay, unless they would go to another address. */
  readonly change: (
    viewer: Viewer,
    id: string,
    version: number,
    settings: AccountSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly switchOff: (
    viewer: Viewer,
    id: string,
    disabled: boolean,
  ) => Effect.Effect<void, Refusal | Unavailable>
  /** Asks the provider with what was typed and, where an account is named, with what is kept of it. */
  readonly check: (viewer: Viewer, asked: {
    readonly id: string | null
    readonly kind: string
    readonly baseUrl: string | null
    readonly credentials: AccountSettings["credentials"]
  }) => Effect.Effect<ConnectionCheck, Refusal | Unavailable>
  readonly numbers: (viewer: Viewer, id: string) => Effect.Effect<NumberList, Refusal>
}>()("desk/server/accounts/ProviderAccounts") {
  static readonly layer = Layer.effect(
    ProviderAccounts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const directory = yield* Directory
      const adapters = yield* ChannelAdapters
      const arrivals = yield* WebhookArrivals
      const health = yield* AccountHealth
      const box = yield* SecretBox
      const config = yield* DeskConfig
      const asking = yield* Semaphore.make(askedAtOnce)

      const administrationOf = (kind: string): Effect.Effect<AccountAdministration, Refusal> => {
        const found = Option.getOrUndefined(adapters.adapterFor(kind))?.administration
        return found ? Effect.succeed(found) : Effect.fail(noSuchKind)
      }
      const accountOf = Effect.fnUntraced(function* ({ workspaceId }: Viewer, id: string) {
        const account = (yield* directory.snapshot).accounts.get(id)
        return account?.workspaceId === workspaceId ? account : yield* noSuchAccount
      })

      const viewOf = (
        account: AccountRecord,
        senders: ProviderAccountView["senders"],
        last: ArrivalsOf,
      ): ProviderAccountView => {
        const { baseUrl, credentials: { kind, ...credentials }, disabledAt, id, label, version } = account
        const setup = Option.getOrUndefined(adapters.adapterFor(kind))?.administration?.setup
        const known = Object.entries(credentials)
        const isSecret = (name: string) =>
          setup?.fields.find((field) => field.name === name)?.secret !== false
        return {
          id,
          kind,
          label: label || (setup?.name ?? "Phone simulator"),
          version,
          baseUrl,
          disabled: disabledAt !== null,
          values: Object.fromEntries(known.filter(([name]) => !isSecret(name))),
          kept: known.filter(([name]) => isSecret(name)).map(([name]) => name),
          webhooks: (setup?.webhooks ?? []).map(({ endpoint, fragment }) => {
            const path = ["webhooks", kind, encodeURIComponent(id), endpoint].filter((part) => part !== "")
            return {
              endpoint,
              url: `${config.publicUrl}/${path.join("/")}${fragment}`,
              ...last(id, endpoint),
            }
          }),
          senders,
        }
      }

      const list = Effect.fn("ProviderAccounts.list")(function* ({ workspaceId }: Viewer) {
        const { accounts, senders } = yield* directory.snapshot
        const own = [...accounts.values()].filter((account) => account.workspaceId === workspaceId)
        const last = yield* arrivals.of(own.map(({ id }) => id))
        const usedBy = (id: string) =>
          [...senders.values()].filter(({ accountId }) => accountId === id).map((sender) => sender.id)
        return {
          accounts: own.map((account) => viewOf(account, usedBy(account.id), last)),
          setups: adapters.all.flatMap(({ administration }) => administration ? [administration.setup] : []),
          unreachable: publicUrlProblem(config.publicUrl, Option.isSome(config.webhookOrigin)),
        }
      }, orUnavailable("The provider accounts could not be read. Try again."))

      const record = (viewer: Viewer, action: AuditAction, id: string, name: string, detail = {}) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action,
          subject: { kind: "account", id, name },
          detail,
        })

      const sealed = (id: string, credentials: ProviderCredentials) =>
        box.seal(JSON.stringify(credentials), credentialsPlace(id))

      /** What is to be kept or asked with: typed, and what of the account is not replaced. */
      const prepared = Effect.fnUntraced(function* (
        kind: string,
        asked: Pick<AccountSettings, "baseUrl" | "credentials">,
        before: AccountRecord | null,
      ) {
        const { setup } = yield* administrationOf(kind)
        const { baseUrl, values } = yield* mergedCredentials(setup, asked, before)
        const credentials = decodeCredentials({ kind, ...values })
        return Option.isSome(credentials)
          ? { setup, baseUrl, credentials: credentials.value }
          : yield* unusable(setup)
      })

      const add = Effect.fn("ProviderAccounts.add")(
        function* (viewer: Viewer, kind: string, settings: AccountSettings) {
          const { baseUrl, credentials, setup } = yield* prepared(kind, settings, null)
          const id = `${kind}-${randomBytes(idBytes).toString("hex")}`
          const label = settings.label.trim()
          yield* sql.withTransaction(Effect.gen(function* () {
            // Others of this workspace wait, so that two cannot both be the last.
            yield* sql`SELECT id FROM workspaces WHERE id = ${viewer.workspaceId} FOR UPDATE`
            const known = yield* sql`
              SELECT id FROM provider_accounts WHERE workspace_id = ${viewer.workspaceId} LIMIT ${accountsMax}`
            if (known.length >= accountsMax) return yield* tooMany
            yield* sql`
              INSERT INTO provider_accounts (id, workspace_id, kind, label, base_url, sealed_credentials)
              VALUES (${id}, ${viewer.workspaceId}, ${kind}, ${label}, ${baseUrl}, ${
              sealed(id, credentials)
            })`
            yield* record(viewer, "account_added", id, label, { note: setup.name })
          }))
          yield* directory.changed
          return id
        },
        orUnavailable("The account was not added. Try again."),
      )

      const change = Effect.fn("ProviderAccounts.change")(
        function* (viewer: Viewer, id: string, version: number, settings: AccountSettings) {
          const before = yield* accountOf(viewer, id)
          const { baseUrl, credentials, setup } = yield* prepared(before.credentials.kind, settings, before)
          const label = settings.label.trim()
          const changes = accountChanges(setup, before, { label, baseUrl, credentials })
          yield* sql.withTransaction(Effect.gen(function* () {
            const rows = yield* sql`
              UPDATE provider_accounts SET label = ${label}, base_url = ${baseUrl}, version = version + 1,
                sealed_credentials = ${sealed(id, credentials)}
              WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} AND version = ${version} RETURNING id`
            // What was merged with is of that version too.
            if (rows.length === 0 || before.version !== version) return yield* changedMeanwhile
            yield* record(viewer, "account_changed", id, label, { changes })
          }))
          yield* directory.changed
          const after = { ...before, baseUrl, credentials }
          if (JSON.stringify(before.credentials) !== JSON.stringify(credentials)) {
            yield* health.checked(after, { outcome: "connected", detail: "" })
          }
        },
        orUnavailable("The account was not saved. Try again."),
      )

      const switchOff = Effect.fn("ProviderAccounts.switchOff")(
        function* (viewer: Viewer, id: string, disabled: boolean) {
          const account = yield* accountOf(viewer, id)
          yield* sql.withTransaction(Effect.gen(function* () {
            const rows = yield* sql`
              UPDATE provider_accounts SET disabled_at = CASE WHEN ${disabled} THEN now() END, version = version + 1
              WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} AND (disabled_at IS NOT NULL) <> ${disabled}
              RETURNING id`
            if (rows.length === 0) return
            yield* record(
              viewer,
              disabled ? "account_switched_off" : "account_switched_on",
              id,
              account.label,
            )
          }))
          yield* directory.changed
        },
        orUnavailable("The account was not changed. Try again."),
      )

      const check: ProviderAccounts["Service"]["check"] = Effect.fn("ProviderAccounts.check")(
        function* (viewer, { id, kind, ...asked }) {
          const before = id === null ? null : yield* accountOf(viewer, id)
          const known = before?.credentials.kind ?? kind
          const administration = yield* administrationOf(known)
          const { baseUrl, credentials } = yield* prepared(known, asked, before)
          const account = { id: id ?? "", workspaceId: viewer.workspaceId, baseUrl, credentials }
          const verdict = yield* asking.withPermit(administration.check(account))
          const isKept = before?.baseUrl === baseUrl &&
            JSON.stringify(before.credentials) === JSON.stringify(credentials)
          if (isKept) yield* health.checked(account, verdict)
          return verdict
        },
      )

      const numbers = Effect.fn("ProviderAccounts.numbers")(function* (viewer: Viewer, id: string) {
        const account = yield* accountOf(viewer, id)
        const administration = yield* administrationOf(account.credentials.kind)
        const found = yield* asking.withPermit(administration.numbers(account))
        yield* health.listed(account, found)
        return found
      })

      return ProviderAccounts.of({ list, add, change, switchOff, check, numbers })
    }),
  ).pipe(Layer.provide([AccountHealth.layer, WebhookArrivals.layer]))
}
