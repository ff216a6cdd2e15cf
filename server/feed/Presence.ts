import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Option, PubSub, Queue, Schedule, Schema, Stream } from "effect"
import { randomUUID } from "node:crypto"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import { Look, lookLastsMillis, type Viewing } from "../../domain/inbox/Presence.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { UserId } from "../../domain/user/User.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Looks } from "./Looks.ts"

type Viewer = CurrentUser["Service"]

/** The PostgreSQL channel by which nodes tell one another. */
const notifyChannel = "presence"
const sweepEvery = "5 seconds"
const listenAgainAfter = "1 second"
/** Changes that a slow reader may be behind: what is lost is said again with the next look. */
const changesMax = 1_024

const Told = Schema.fromJsonString(Schema.Struct({ node: Schema.String, user: UserId, look: Look }))
const decodeTold = Schema.decodeUnknownOption(Told)
const encodeTold = Schema.encodeSync(Told)

/** Who has a conversation open now. */
export interface PresenceChange {
  readonly id: ConversationId
  readonly people: ReadonlyArray<Viewing>
}

/** Who has which conversation open, and who is writing (ASSIGN-5). In memory only: it is true for seconds. */
export class Presence extends Context.Service<Presence, {
  /** A desk shows a conversation, or none; refused as not found where its user may not see it (AUTH-4). */
  readonly look: (viewer: Viewer, look: Look) => Effect.Effect<void, Refusal | Unavailable>
  /** Someone no longer sees a conversation, or with null none: nobody is told that they look, nor they who does (SYNC-3). */
  readonly forget: (user: UserId, id: ConversationId | null) => Effect.Effect<void>
  readonly changes: Stream.Stream<PresenceChange>
}>()("desk/server/feed/Presence") {
  static readonly layer = Layer.effect(
    Presence,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const inbox = yield* Inbox
      const node = randomUUID()
      const looks = new Looks()
      const changes = yield* Effect.acquireRelease(
        PubSub.sliding<PresenceChange>({ capacity: changesMax }),
        PubSub.shutdown,
      )

      const publish = (ids: ReadonlyArray<ConversationId>) =>
        Effect.forEach(ids, (id) => PubSub.publish(changes, { id, people: looks.at(id) }), { discard: true })

      const take = Effect.fnUntraced(function* (user: UserId, look: Look) {
        yield* publish(looks.put(user, look, yield* Clock.currentTimeMillis))
      })

      const hear = ({ payload }: { readonly payload: string }) =>
        Option.match(decodeTold(payload), {
          onNone: () => Effect.void,
          onSome: ({ look, node: from, user }) => from === node ? Effect.void : take(user, look),
        })
      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(notifyChannel)
        yield* Queue.takeAll(notifications).pipe(
          Effect.flatMap((payloads) => Effect.forEach(payloads, hear, { discard: true })),
          Effect.forever,
        )
      }).pipe(Effect.scoped, Effect.retry(Schedule.spaced(listenAgainAfter)))

      const sweep = Effect.gen(function* () {
        yield* publish(looks.expire((yield* Clock.currentTimeMillis) - lookLastsMillis))
      })
      yield* Effect.forkScoped(listen)
      yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))

      const look = Effect.fn("Presence.look")(function* (viewer: Viewer, seen: Look) {
        if (seen.id !== null) yield* inbox.row(viewer, seen.id)
        yield* take(viewer.user.id, seen)
        yield* sql.notify(notifyChannel, encodeTold({ node, user: viewer.user.id, look: seen })).pipe(
          Effect.catchCause((cause) => Effect.logDebug("other nodes were not told who looks", cause)),
        )
      })

      return Presence.of({
        look,
        forget: (user, id) => Effect.suspend(() => publish(looks.forget(user, id))),
        changes: Stream.fromPubSub(changes),
      })
    }),
  )
}
