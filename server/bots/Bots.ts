import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer } from "effect"
import { createHash, randomBytes, randomUUID } from "node:crypto"
import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import { BotId } from "../../domain/bot/BotMark.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import {
  type BotSecrets,
  type BotSettings,
  botsMax,
  type BotTest,
  type BotView,
} from "../../domain/rpc/BotRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { timestampOf } from "../api/Timestamp.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { inOrder, secretPlace } from "./BotDeliveryLive.ts"
import { BotDoor, secretPrefix } from "./BotDoor.ts"
import { botWork } from "./BotQueue.ts"
import { type BotWebhookBody, encodeBotWebhook } from "./BotWebhookBody.ts"

type Viewer = CurrentUser["Service"]

const noSuchBot = new Refusal({ code: "not_found", message: "There is no such bot." })
const noSuchSender = new Refusal({ code: "not_found", message: "There is no such Sender ID." })
const tooMany = new Refusal({ code: "not_possible", message: `A workspace has at most ${botsMax} bots.` })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this bot a moment ago. Look at it, and make your change again.",
})
const notAnAddress = new Refusal({
  code: "not_possible",
  message: "The address of the webhook is not one. Write it with https:// in front.",
})

/** What tells the keys of bots from those of users. */
export const botKeyPrefix = "bot_"

export const hashOfKey = (key: string): string => createHash("sha256").update(key).digest("hex")

const newSecrets = (): BotSecrets => ({
  secret: secretPrefix + randomBytes(32).toString("base64"),
  apiKey: `${botKeyPrefix}${randomBytes(24).toString("base64url")}`,
})

const words = ({ name, quietHours, senders, timeLimitSeconds, url }: BotSettings) => ({
  Name: name,
  Webhook: url,
  "Time limit": `${timeLimitSeconds} s`,
  "Rest before it answers first again": `${quietHours} h`,
  "Answers first on": senders.length === 0 ? null : [...senders].sort().join(", "),
})

/** What was changed, for the audit log. */
const differences = (before: BotSettings | null, after: BotSettings | null): ReadonlyArray<AuditChange> => {
  const [old, now] = [before && words(before), after && words(after)]
  const names = [
    "Name",
    "Webhook",
    "Time limit",
    "Rest before it answers first again",
    "Answers first on",
  ] as const
  return names.map((what) => ({ what, before: old?.[what] ?? null, after: now?.[what] ?? null }))
    .filter((change) => change.before !== change.after)
}

const settingsOf = ({ id: _, problem: __, skippedUntil: ___, ...settings }: BotView): BotSettings => settings

/** The bots of workspaces as admins see and change them. Every node and desk knows of a change at once. */
export class Bots extends Context.Service<Bots, {
  readonly list: (viewer: Viewer) => Effect.Effect<ReadonlyArray<BotView>, Unavailable>
  readonly add: (
    viewer: Viewer,
    settings: BotSettings,
  ) => Effect.Effect<BotSecrets & { readonly id: BotId }, Refusal | Unavailable>
  /** Compare and set. */
  readonly change: (
    viewer: Viewer,
    id: BotId,
    seen: BotSettings,
    next: BotSettings,
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly renew: (viewer: Viewer, id: BotId) => Effect.Effect<BotSecrets, Refusal | Unavailable>
  /** It ends where it was active; people get what a customer waits in. */
  readonly remove: (viewer: Viewer, id: BotId) => Effect.Effect<void, Refusal | Unavailable>
  readonly test: (viewer: Viewer, id: BotId) => Effect.Effect<BotTest, Refusal | Unavailable>
}>()("desk/server/bots/Bots") {
  static readonly layer = Layer.effect(
    Bots,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const audit = yield* AuditLog
      const box = yield* SecretBox
      const door = yield* BotDoor
      const work = yield* botWork

      const select = ({ workspaceId }: Viewer, id: BotId | null) =>
        sql<BotView>`
          SELECT id, name, url, time_limit_seconds, quiet_hours, problem,
            floor(extract(epoch FROM skipped_until) * 1000)::float8 AS skipped_until,
            ARRAY(SELECT s.id FROM senders s WHERE s.bot_id = bots.id ORDER BY s.label, s.id) AS senders
          FROM bots WHERE workspace_id = ${workspaceId} AND (${id}::uuid IS NULL OR id = ${id}::uuid)
          ORDER BY name, id`

      /** As it is, kept from changing until the transaction ends. */
      const hold = Effect.fnUntraced(function* (viewer: Viewer, id: BotId) {
        yield* sql`SELECT FROM bots WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} FOR UPDATE`
        const [bot] = yield* select(viewer, id)
        return bot ?? (yield* noSuchBot)
      })

      /** Where it is active on other Sender IDs than these, whoever delivers finds that it is over, and hands over. */
      const endElsewhere = (id: BotId, senders: ReadonlyArray<SenderId>) =>
        sql`
          INSERT INTO bot_deliveries (workspace_id, conversation_id, bot_id, turn, seq)
          SELECT workspace_id, id, last_bot, (bot ->> 'seq')::int, last_inbound_seq
          FROM conversations
          WHERE last_bot = ${id} AND bot IS NOT NULL AND sender_id <> ALL (${senders}::text[])`

      const answersOn = Effect.fnUntraced(
        function* ({ workspaceId }: Viewer, id: BotId, senders: ReadonlyArray<SenderId>) {
          yield* sql`UPDATE senders SET bot_id = NULL WHERE bot_id = ${id} AND id <> ALL (${senders}::text[])`
          const set = yield* sql`UPDATE senders SET bot_id = ${id}
            WHERE id = ANY (${senders}::text[]) AND workspace_id = ${workspaceId} RETURNING id`
          if (set.length < new Set(senders).size) return yield* noSuchSender
          yield* endElsewhere(id, senders)
        },
      )

      const record = (
        viewer: Viewer,
        id: BotId,
        name: string,
        changes: ReadonlyArray<AuditChange>,
        note?: string,
      ) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action: "bot_changed",
          subject: { kind: "bot", id, name },
          detail: { ...(changes.length === 0 ? {} : { changes }), ...(note === undefined ? {} : { note }) },
        })

      const inTransaction = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.tap(sql.withTransaction(effect), () => directory.changed)

      const list = Effect.fn("Bots.list")(
        (viewer: Viewer) => select(viewer, null),
        orUnavailable("The bots could not be read. Try again."),
      )

      const add = Effect.fn("Bots.add")(function* (viewer: Viewer, settings: BotSettings) {
        if (!URL.canParse(settings.url)) return yield* notAnAddress
        const id = BotId.make(randomUUID())
        const secrets = newSecrets()
        yield* inTransaction(Effect.gen(function* () {
          if ((yield* select(viewer, null)).length >= botsMax) return yield* tooMany
          yield* sql`
            INSERT INTO bots (id, workspace_id, name, url, sealed_secret, key_hash, time_limit_seconds, quiet_hours)
            VALUES (${id}, ${viewer.workspaceId}, ${settings.name.trim()}, ${settings.url},
              ${box.seal(secrets.secret, secretPlace(id))}, decode(${hashOfKey(secrets.apiKey)}, 'hex'),
              ${settings.timeLimitSeconds}, ${settings.quietHours})`
          yield* answersOn(viewer, id, settings.senders)
          yield* record(viewer, id, settings.name, differences(null, settings))
        }))
        return { id, ...secrets }
      }, orUnavailable("The bot was not saved. Try again."))

      const change = Effect.fn("Bots.change")(
        function* (viewer: Viewer, id: BotId, seen: BotSettings, next: BotSettings) {
          if (!URL.canParse(next.url)) return yield* notAnAddress
          yield* inTransaction(Effect.gen(function* () {
            const before = settingsOf(yield* hold(viewer, id))
            if (differences(before, seen).length > 0) return yield* changedMeanwhile
            const changes = differences(before, next)
            if (changes.length === 0) return
            yield* sql`
              UPDATE bots SET name = ${next.name.trim()}, url = ${next.url}, quiet_hours = ${next.quietHours},
                time_limit_seconds = ${next.timeLimitSeconds}, ${inOrder(sql)}
              WHERE id = ${id}`
            yield* answersOn(viewer, id, next.senders)
            yield* record(viewer, id, next.name, changes)
          }))
          yield* work.open
        },
        orUnavailable("The bot was not saved. Try again."),
      )

      const renew = Effect.fn("Bots.renew")(function* (viewer: Viewer, id: BotId) {
        const secrets = newSecrets()
        yield* inTransaction(Effect.gen(function* () {
          const { name } = yield* hold(viewer, id)
          yield* sql`UPDATE bots SET sealed_secret = ${box.seal(secrets.secret, secretPlace(id))},
            key_hash = decode(${hashOfKey(secrets.apiKey)}, 'hex') WHERE id = ${id}`
          yield* record(viewer, id, name, [], "New secret and key.")
        }))
        return secrets
      }, orUnavailable("The secret and the key were not made. Try again."))

      const remove = Effect.fn("Bots.remove")(function* (viewer: Viewer, id: BotId) {
        yield* inTransaction(Effect.gen(function* () {
          const before = yield* hold(viewer, id)
          yield* endElsewhere(id, [])
          yield* sql`DELETE FROM bots WHERE id = ${id}`
          yield* record(viewer, id, before.name, differences(settingsOf(before), null))
        }))
        yield* work.open
      }, orUnavailable("The bot was not removed. Try again."))

      const test = Effect.fn("Bots.test")(function* (viewer: Viewer, id: BotId) {
        const [bot] = yield* sql<
          {
            readonly name: string
            readonly url: string
            readonly sealedSecret: string
            readonly timeLimitSeconds: number
          }
        >`
          SELECT name, url, sealed_secret, time_limit_seconds FROM bots
          WHERE id = ${id} AND workspace_id = ${viewer.workspaceId}`
        if (!bot) return yield* noSuchBot
        const secret = yield* Effect.orDie(box.open(bot.sealedSecret, secretPlace(id)))
        const began = yield* Clock.currentTimeMillis
        const body: BotWebhookBody = {
          type: "bot.test",
          timestamp: timestampOf(began),
          data: { bot: { id, name: bot.name } },
        }
        const problem = yield* door.send({
          id: `msg_${randomUUID()}`,
          url: bot.url,
          secret,
          timeLimitSeconds: bot.timeLimitSeconds,
          body: yield* encodeBotWebhook(body),
        }).pipe(Effect.match({ onSuccess: () => null, onFailure: ({ message }) => message }))
        if (problem === null) {
          yield* sql`UPDATE bots SET ${inOrder(sql)}
            WHERE id = ${id} AND failures > 0`
          yield* directory.changed
        }
        return { problem, millis: (yield* Clock.currentTimeMillis) - began }
      }, orUnavailable("The bot could not be tested. Try again."))

      return Bots.of({ list, add, change, renew, remove, test })
    }),
  )
}
