import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option } from "effect"
import { randomBytes } from "node:crypto"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import type { Address } from "../../domain/contact/Address.ts"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import {
  heldMax,
  type NewSender,
  type SenderHolder,
  type SenderSettings,
  sendersMax,
} from "../../domain/rpc/SenderRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { type Channel, channelNames, SenderId } from "../../domain/sender/Sender.ts"
import { senderAddressOf, senderAddressProblem } from "../../domain/sender/senderAddress.ts"
import type { UserId } from "../../domain/user/User.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"

const idBytes = 6

type Viewer = CurrentUser["Service"]

interface Seen {
  readonly label: string
  readonly users: ReadonlyArray<UserId>
  readonly ratePerSecond: number | null
}

interface Person {
  readonly id: UserId
  readonly name: string
  readonly licensed: boolean
}

const noSuchSender = new Refusal({ code: "not_found", message: "There is no such Sender ID." })
const noSuchAccount = new Refusal({ code: "not_found", message: "There is no such provider account." })
const tooMany = new Refusal({
  code: "not_possible",
  message: `A workspace has at most ${sendersMax} Sender IDs.`,
})
const wrongChannel = (channel: Channel) =>
  new Refusal({ code: "not_possible", message: `This account does not carry ${channelNames[channel]}.` })
const noNumberId = (label: string) =>
  new Refusal({ code: "not_possible", message: `Enter the ${label}, or add it from the account's numbers.` })
const invalidAddress = ({ address, channel }: NewSender) =>
  new Refusal({ code: "invalid_number", message: senderAddressProblem(channel, address) ?? "" })
const taken = (address: Address, label: string | null) =>
  new Refusal({
    code: "not_possible",
    message: `${formatAddress(address)} is a Sender ID already${label === null ? "" : `: ${label}`}.`,
  })
const noSuchUser = new Refusal({
  code: "not_found",
  message: "One of these people is not in this workspace.",
})
const notLicensed = (name: string) =>
  new Refusal({ code: "not_licensed", message: `${name} has no Portal licence. Give them one first.` })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this Sender ID a moment ago. Look at it, and make your change again.",
})

const sameSet = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === a.length

const isSame = (a: Seen, b: Seen): boolean =>
  a.label === b.label && a.ratePerSecond === b.ratePerSecond && sameSet(a.users, b.users)

const rateText = (rate: number | null): string | null => rate === null ? null : `${rate} a second`

/** The Sender IDs of workspaces as admins change them. Everybody's desk and every node knows of a change at once. */
export class Senders extends Context.Service<Senders, {
  /**
   * Compare and set: refused where it is no longer as `seen`. Who is taken off it stops using it at once (SYNC-3); their
   * conversations stay with them until a customer writes, and are then someone else's (INBOX-2).
   */
  readonly save: (
    viewer: Viewer,
    id: SenderId,
    seen: Seen,
    next: SenderSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
  /** Gives its id. Refused where the account cannot carry it, and where the account has the same one already. */
  readonly add: (viewer: Viewer, asked: NewSender) => Effect.Effect<SenderId, Refusal | Unavailable>
  /** Who has conversations on it, of those that it is shared with. */
  readonly holders: (
    viewer: Viewer,
    id: SenderId,
  ) => Effect.Effect<ReadonlyArray<SenderHolder>, Refusal | Unavailable>
}>()("desk/server/senders/Senders") {
  static readonly layer = Layer.effect(
    Senders,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const audit = yield* AuditLog
      const directory = yield* Directory
      const adapters = yield* ChannelAdapters

      /** As it is, kept from changing until the transaction ends. */
      const hold = Effect.fnUntraced(function* ({ workspaceId }: Viewer, id: SenderId) {
        const [sender] = yield* sql<Omit<Seen, "users">>`
          SELECT label, rate_per_second FROM senders WHERE id = ${id} AND workspace_id = ${workspaceId} FOR UPDATE`
        if (!sender) return yield* noSuchSender
        const users = yield* sql<{ readonly userId: UserId }>`
          SELECT user_id FROM sender_users WHERE sender_id = ${id}`
        return { ...sender, users: users.map(({ userId }) => userId) }
      })

      /** Who they are, and that they may have it; a licence that is being taken away waits. */
      const peopleOf = ({ workspaceId }: Viewer, ids: ReadonlyArray<UserId>) =>
        sql<Person>`SELECT id, name, licensed FROM users
          WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}::uuid[]) ORDER BY name, id FOR SHARE`

      const write = Effect.fnUntraced(
        function* (viewer: Viewer, id: SenderId, seen: Seen, next: SenderSettings) {
          const { label: typed, ratePerSecond: rate, users } = next
          const before = yield* hold(viewer, id)
          if (!isSame(before, seen)) return yield* changedMeanwhile
          const label = typed.trim()
          const wanted = [...new Set(users)]
          const people = yield* peopleOf(viewer, [...new Set([...before.users, ...wanted])])
          if (!wanted.every((user) => people.some((person) => person.id === user))) return yield* noSuchUser
          const added = people.filter((one) => wanted.includes(one.id) && !before.users.includes(one.id))
          const removed = people.filter((one) => !wanted.includes(one.id))
          const unlicensed = added.find((one) => !one.licensed)
          if (unlicensed) return yield* notLicensed(unlicensed.name)
          const changes: ReadonlyArray<AuditChange> = [
            ...(label === before.label ? [] : [{ what: "Label", before: before.label, after: label }]),
            ...(rate === before.ratePerSecond
              ? []
              : [{ what: "Send speed", before: rateText(before.ratePerSecond), after: rateText(rate) }]),
            ...added.map(({ name }) => ({ what: "Shared with", before: null, after: name })),
            ...removed.map(({ name }) => ({ what: "Shared with", before: name, after: null })),
          ]
          if (changes.length === 0) return
          yield* sql`UPDATE senders SET label = ${label}, rate_per_second = ${rate} WHERE id = ${id}`
          yield* sql`DELETE FROM sender_users WHERE sender_id = ${id} AND user_id = ANY(${
            removed.map((one) => one.id)
          }::uuid[])`
          yield* sql`INSERT INTO sender_users (sender_id, user_id)
            SELECT ${id}, user_id FROM unnest(${added.map((one) => one.id)}::uuid[]) AS added (user_id)`
          yield* audit.record({
            workspaceId: viewer.workspaceId,
            actor: auditActorOf(viewer),
            action: "sender_changed",
            subject: { kind: "sender", id, name: label },
            detail: { changes },
          })
        },
      )

      const insert = Effect.fnUntraced(function* (viewer: Viewer, asked: NewSender, address: Address) {
        const { workspaceId } = viewer
        const { accountId, channel, numberId, settings } = asked
        // Others of this workspace wait, so that two cannot both be the last.
        yield* sql`SELECT id FROM workspaces WHERE id = ${workspaceId} FOR UPDATE`
        const known =
          yield* sql`SELECT id FROM senders WHERE workspace_id = ${workspaceId} LIMIT ${sendersMax}`
        if (known.length >= sendersMax) return yield* tooMany
        const [same] = yield* sql<{ readonly label: string }>`
          SELECT label FROM senders WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND (address = ${address}
            OR (account_id = ${accountId} AND phone_number_id = ${numberId})) LIMIT 1`
        if (same) return yield* taken(address, same.label)
        const users = [...new Set(settings.users)]
        const people = yield* peopleOf(viewer, users)
        if (people.length < users.length) return yield* noSuchUser
        const unlicensed = people.find(({ licensed }) => !licensed)
        if (unlicensed) return yield* notLicensed(unlicensed.name)
        const id = SenderId.make(`s-${randomBytes(idBytes).toString("hex")}`)
        const label = settings.label.trim()
        const rows = yield* sql`
          INSERT INTO senders (id, workspace_id, account_id, label, channel, address, phone_number_id, rate_per_second)
          SELECT ${id}, ${workspaceId}, ${accountId}, ${label}, ${channel}, ${address}, ${numberId}, ${settings.ratePerSecond}
          ON CONFLICT DO NOTHING RETURNING id`
        if (rows.length === 0) return yield* taken(address, null)
        yield* sql`INSERT INTO sender_users (sender_id, user_id)
          SELECT ${id}, user_id FROM unnest(${users}::uuid[]) AS added (user_id)`
        yield* audit.record({
          workspaceId,
          actor: auditActorOf(viewer),
          action: "sender_added",
          subject: { kind: "sender", id, name: label },
          detail: {
            changes: [
              { what: "Number", before: null, after: `${address} (${channelNames[channel]})` },
              ...people.map(({ name }) => ({ what: "Shared with", before: null, after: name })),
            ],
          },
        })
        return id
      })

      const add = Effect.fn("Senders.add")(function* (viewer: Viewer, asked: NewSender) {
        const account = (yield* directory.snapshot).accounts.get(asked.accountId)
        if (account?.workspaceId !== viewer.workspaceId) return yield* noSuchAccount
        const { kind } = account.credentials
        const setup = Option.getOrUndefined(adapters.adapterFor(kind))?.administration?.setup
        if (setup && !setup.channels.includes(asked.channel)) return yield* wrongChannel(asked.channel)
        if (setup && setup.numberIdLabel !== null && asked.numberId === null) {
          return yield* noNumberId(setup.numberIdLabel)
        }
        const address = senderAddressOf(asked.channel, asked.address)
        if (address === null) return yield* invalidAddress(asked)
        const id = yield* sql.withTransaction(insert(viewer, asked, address))
        yield* directory.changed
        return id
      }, orUnavailable("The Sender ID was not added. Try again."))

      const save = Effect.fn("Senders.save")(
        (viewer: Viewer, id: SenderId, seen: Seen, next: SenderSettings) =>
          Effect.andThen(sql.withTransaction(write(viewer, id, seen, next)), directory.changed),
        orUnavailable("The Sender ID was not saved. Try again."),
      )

      const holders = Effect.fn("Senders.holders")(function* (viewer: Viewer, id: SenderId) {
        const sender = (yield* directory.snapshot).senders.get(id)
        if (sender?.workspaceId !== viewer.workspaceId) return yield* noSuchSender
        return yield* sql<SenderHolder>`
          SELECT u.user_id AS "user", held.conversations FROM sender_users u CROSS JOIN LATERAL (
            SELECT count(*)::int AS conversations FROM (
              SELECT FROM conversations c WHERE c.owner_id = u.user_id AND c.sender_id = u.sender_id
                AND c.inbound_count > 0 LIMIT ${heldMax}) one) held
          WHERE u.sender_id = ${id}`.pipe(asWorkspace(sql, viewer.workspaceId))
      }, orUnavailable("The Sender ID could not be read. Try again."))

      return Senders.of({ save, add, holders })
    }),
  )
}
