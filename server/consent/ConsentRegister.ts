import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer } from "effect"
import { type Address, type CanonicalAddress, canonicalAddress } from "../../domain/contact/Address.ts"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import {
  type ConsentToRecord,
  historyMax,
  type PermissionHistory,
  type RegisterPage,
  type RegisterQuery,
} from "../../domain/rpc/ConsentRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { AuditSubject } from "../../domain/audit/AuditEntry.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { tellDesks } from "../contacts/tellDesks.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { PermissionNotes } from "./PermissionNotes.ts"
import { noteStatement, type PermissionRecord } from "./permissionStatement.ts"
import { lockPermissions, recordPermissions } from "./recordPermissions.ts"
import {
  cursorOf,
  entryColumns,
  entryOf,
  type EntryRow,
  readCursor,
  registerEntryOf,
  type RegisterRow,
} from "./registerRows.ts"
import type { PermissionFacts } from "../../domain/consent/Permission.ts"
import { Permissions } from "./Permissions.ts"

type Viewer = CurrentUser["Service"]

export interface OptOutChange {
  readonly channel: Channel
  readonly address: Address
  readonly optedOut: boolean
  readonly reason: string
  /** As the audit log names it: never the number. */
  readonly subject: AuditSubject | null
}

const refused = (code: Refusal["code"], message: string) => new Refusal({ code, message })
const badCursor = refused("not_found", "This page is no longer there. Begin again.")
const invalidNumber = refused(
  "invalid_number",
  "This is not a mobile number. Write it with its country code, such as +1 415-555-0136.",
)
const optedOut = refused(
  "opted_out",
  "This person opted out. They must opt in themselves, by replying START.",
)
const heldByProvider = refused(
  "not_allowed",
  "The network holds this opt-out. Only the customer’s own START lifts it.",
)
const inTheFuture = refused("not_possible", "The date is in the future.")

const aheadMaxMillis = 14 * 3_600_000
const couldNotRead = orUnavailable("Consents could not be read. Try again.")
const couldNotSave = orUnavailable("This was not recorded. Try again.")

/** What is on file of numbers: read by people, and recorded by them one by one. */
export class ConsentRegister extends Context.Service<ConsentRegister, {
  /** Of some numbers of the viewer's workspace; whether they may see these is the caller's to say. */
  readonly history: (
    viewer: Viewer,
    addresses: ReadonlyArray<CanonicalAddress>,
  ) => Effect.Effect<PermissionHistory, Unavailable>
  readonly page: (viewer: Viewer, query: RegisterQuery) => Effect.Effect<RegisterPage, Refusal | Unavailable>
  readonly record: (viewer: Viewer, consent: ConsentToRecord) => Effect.Effect<void, Refusal | Unavailable>
  readonly setOptOut: (viewer: Viewer, change: OptOutChange) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/consent/ConsentRegister") {
  static readonly layer = Layer.effect(
    ConsentRegister,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const permissions = yield* Permissions
      const notes = yield* PermissionNotes
      const audit = yield* AuditLog

      const history = Effect.fn("ConsentRegister.history")(
        function* ({ workspaceId }: Viewer, addresses: ReadonlyArray<CanonicalAddress>) {
          const numbers = yield* sql<{ readonly numbers: PermissionHistory["numbers"] }>`
            SELECT coalesce(json_agg(json_build_object('channel', channel, 'address', address,
              'optedOutAt', (extract(epoch FROM opted_out_at) * 1000)::bigint, 'optedOutSource', opt_source,
              'providerHolds', provider_holds, 'consentAt', (extract(epoch FROM consent_at) * 1000)::bigint)
              ORDER BY address, channel DESC), '[]') AS numbers
            FROM permissions WHERE workspace_id = ${workspaceId} AND channel IN ('sms', 'whatsapp')
              AND address = ANY(${addresses}::text[])`
          const rows = yield* sql<EntryRow>`
            SELECT ${entryColumns(sql)} FROM permission_records r
            WHERE workspace_id = ${workspaceId} AND channel IN ('sms', 'whatsapp')
              AND address = ANY(${addresses}::text[]) ORDER BY r.id DESC LIMIT ${historyMax}`
          return { numbers: numbers[0]?.numbers ?? [], entries: rows.map(entryOf) }
        },
        (reading, viewer) => asWorkspace(sql, viewer.workspaceId)(reading),
        couldNotRead,
      )

      const page = Effect.fn("ConsentRegister.page")(
        function* ({ workspaceId }: Viewer, { cursor, limit, of, search }: RegisterQuery) {
          const after = cursor === null ? null : readCursor(cursor)
          if (cursor !== null && after === null) return yield* badCursor
          const time = sql.literal(of === "consents" ? "consent_at" : "opted_out_at")
          const word = of === "consents" ? "given" : "opted_out"
          const digits = search.replace(/[^\d]/g, "")
          const wanted = sql`workspace_id = ${workspaceId} AND ${time} IS NOT NULL AND ${
            search.trim() === "" ? sql`true` : sql`address LIKE ${`+${digits}%`}`
          }`
          const rows = yield* sql<RegisterRow>`
            SELECT r.*, p.provider_holds, p.sort_at,
              CASE WHEN contact.id IS NOT NULL
                THEN json_build_object('id', contact.id, 'name', contact.name) END AS contact
            FROM (SELECT channel, address, provider_holds, ${time} AS sort_at FROM permissions
              WHERE ${wanted} AND ${
            after === null
              ? sql`true`
              : sql`(${time} < ${after.at}::timestamptz OR (${time} = ${after.at}::timestamptz
              AND (channel, address) > (${after.channel}, ${after.address})))`
          } ORDER BY ${time} DESC, channel, address LIMIT ${limit + 1}) p
            CROSS JOIN LATERAL (SELECT ${entryColumns(sql)} FROM permission_records r
              WHERE r.workspace_id = ${workspaceId} AND r.channel = p.channel AND r.address = p.address
                AND r.what = ${word} ORDER BY r.at DESC, r.id DESC LIMIT 1) r
            LEFT JOIN contact_phones phone ON phone.workspace_id = ${workspaceId} AND phone.canonical = p.address
            LEFT JOIN contacts contact ON contact.id = phone.contact_id
            ORDER BY p.sort_at DESC, p.channel, p.address`
          const shown = rows.slice(0, limit)
          const last = rows.length > limit ? shown.at(-1) : undefined
          const [counted] = after === null
            ? yield* sql<
              { readonly total: number }
            >`SELECT count(*)::int AS total FROM permissions WHERE ${wanted}`
            : []
          return {
            entries: shown.map(registerEntryOf),
            cursor: last ? cursorOf(last) : null,
            total: counted?.total ?? null,
          }
        },
        (reading, viewer) => asWorkspace(sql, viewer.workspaceId)(reading),
        couldNotRead,
      )

      const write = Effect.fnUntraced(function* (viewer: Viewer, said: PermissionRecord, entry: {
        readonly action: "consent_recorded" | "opt_out_changed"
        readonly subject: AuditSubject | null
        readonly note: string
      }, check: (known: PermissionFacts) => Refusal | null) {
        yield* Effect.gen(function* () {
          yield* lockPermissions(sql, [said])
          // What the customer says meanwhile waits, and is not overwritten by what was decided before it.
          const refusal = check(yield* permissions.facts(said))
          if (refusal !== null) return yield* refusal
          const addresses = (yield* recordPermissions(sql, [said])).map(({ address }) => address)
          yield* noteStatement(sql, said, addresses, null)
          yield* tellDesks(sql, said.workspaceId, addresses)
          const { action, note, subject } = entry
          yield* audit.record({
            workspaceId: said.workspaceId,
            actor: auditActorOf(viewer),
            action,
            subject,
            detail: { note },
          })
        }).pipe(asWorkspace(sql, said.workspaceId))
        yield* notes.remind(said)
      })

      const record = Effect.fn("ConsentRegister.record")(
        function* (viewer: Viewer, { at, channel, phone, proof, source, what }: ConsentToRecord) {
          const number = parseTypedNumber(phone)
          if (number === null) return yield* invalidNumber
          if (at > (yield* Clock.currentTimeMillis) + aheadMaxMillis) return yield* inTheFuture
          const key = { workspaceId: viewer.workspaceId, channel, address: canonicalAddress(number) }
          yield* write(viewer, {
            ...key,
            what,
            origin: "agent",
            at,
            source: source.trim(),
            proof,
            by: viewer.user.id,
            conversationId: null,
            providerHolds: false,
          }, {
            action: "consent_recorded",
            subject: null,
            note: what === "given" ? "A consent was given." : "A consent was withdrawn.",
          }, ({ optedOutAt }) => what === "given" && optedOutAt !== null ? optedOut : null)
        },
        couldNotSave,
      )

      const setOptOut = Effect.fn("ConsentRegister.setOptOut")(
        function* (viewer: Viewer, { address, channel, optedOut, reason, subject }: OptOutChange) {
          const key = { workspaceId: viewer.workspaceId, channel, address: canonicalAddress(address) }
          const known = yield* permissions.facts(key)
          if ((known.optedOutAt !== null) === optedOut) return
          yield* write(viewer, {
            ...key,
            what: optedOut ? "opted_out" : "opted_in",
            origin: "agent",
            at: yield* Clock.currentTimeMillis,
            source: reason.trim(),
            proof: null,
            by: viewer.user.id,
            conversationId: null,
            providerHolds: false,
          }, {
            action: "opt_out_changed",
            subject,
            note: optedOut ? "An opt-out was recorded." : "An opt-out was lifted.",
          }, ({ providerHolds }) => !optedOut && providerHolds ? heldByProvider : null)
        },
        couldNotSave,
      )

      return ConsentRegister.of({ history, page, record, setOptOut })
    }),
  )
}
