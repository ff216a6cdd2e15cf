import { PgClient } from "@effect/sql-pg"
import {
  Clock,
  Context,
  Duration,
  Effect,
  Layer,
  Option,
  PubSub,
  Queue,
  Schedule,
  Schema,
  type Scope,
  Stream,
} from "effect"
import { randomUUID } from "node:crypto"
import { UserId } from "../../domain/user/User.ts"
import { OnlineUsers } from "./OnlineUsers.ts"

/** The PostgreSQL channel by which nodes tell one another. */
const notifyChannel = "online"
const listenAgainAfter = "1 second"
/** A reload closes a desk and opens it again: nobody is offline for that. */
const reloadMax = Duration.seconds(3)
/** A node says again who is online there; of one that died nobody is online for longer than this. */
const sayEvery = Duration.seconds(10)
const lastsMillis = 25_000
/** A notification carries 8,000 bytes. */
const usersPerNotification = 150

const Users = Schema.Array(UserId).check(Schema.isMaxLength(usersPerNotification))
const Told = Schema.fromJsonString(Schema.Struct({ node: Schema.String, online: Users, gone: Users }))
const decodeTold = Schema.decodeUnknownOption(Told)
const encodeTold = Schema.encodeSync(Told)

/**
 * Who has a desk open, on any node. In memory only: a node that starts knows of the others' desks within ten seconds, and
 * one that died takes its users with it after twenty-five.
 */
export class OnlineDesks extends Context.Service<OnlineDesks, {
  /** The user is online while the scope lasts, and some seconds longer. */
  readonly opened: (user: UserId) => Effect.Effect<void, never, Scope.Scope>
  readonly users: Effect.Effect<ReadonlySet<UserId>>
  /** Says when someone came or went; who is slow hears of the last time only. */
  readonly changes: Stream.Stream<void>
}>()("desk/server/feed/OnlineDesks") {
  static readonly layer = Layer.effect(
    OnlineDesks,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const lasting = yield* Effect.scope
      const node = randomUUID()
      const online = new OnlineUsers()
      const desks = new Map<UserId, number>()
      const changes = yield* Effect.acquireRelease(PubSub.sliding<void>({ capacity: 1 }), PubSub.shutdown)

      const changed = (is: boolean) => is ? Effect.asVoid(PubSub.publish(changes, undefined)) : Effect.void
      const say = (users: ReadonlyArray<UserId>, gone: ReadonlyArray<UserId>) =>
        sql.notify(notifyChannel, encodeTold({ node, online: users, gone })).pipe(
          Effect.catchCause((cause) => Effect.logDebug("other nodes were not told who is online", cause)),
        )

      const come = Effect.fnUntraced(function* (user: UserId) {
        const before = desks.get(user) ?? 0
        desks.set(user, before + 1)
        if (before > 0) return
        yield* changed(online.put(node, [user], yield* Clock.currentTimeMillis))
        yield* say([user], [])
      })
      const leave = Effect.fnUntraced(function* (user: UserId) {
        yield* Effect.sleep(reloadMax)
        const left = (desks.get(user) ?? 1) - 1
        if (left > 0) return void desks.set(user, left)
        desks.delete(user)
        yield* changed(online.drop(node, [user]))
        yield* say([], [user])
      })

      const hear = Effect.fnUntraced(function* ({ payload }: { readonly payload: string }) {
        const told = Option.getOrUndefined(decodeTold(payload))
        if (told === undefined || told.node === node) return
        const now = yield* Clock.currentTimeMillis
        yield* changed(online.put(told.node, told.online, now))
        yield* changed(online.drop(told.node, told.gone))
      })
      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(notifyChannel)
        yield* Queue.takeAll(notifications).pipe(
          Effect.flatMap((all) => Effect.forEach(all, hear, { discard: true })),
          Effect.forever,
        )
      }).pipe(Effect.scoped, Effect.retry(Schedule.spaced(listenAgainAfter)))

      const sayAgain = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const here = [...desks.keys()]
        online.put(node, here, now)
        for (let at = 0; at < here.length; at += usersPerNotification) {
          yield* say(here.slice(at, at + usersPerNotification), [])
        }
        yield* changed(online.expire(now - lastsMillis))
      })
      yield* Effect.forkScoped(listen)
      yield* Effect.forkScoped(Effect.repeat(sayAgain, Schedule.spaced(sayEvery)))

      return OnlineDesks.of({
        opened: (user) =>
          Effect.acquireRelease(come(user), () => Effect.forkIn(leave(user), lasting)).pipe(Effect.asVoid),
        users: Effect.sync(() => online.users()),
        changes: Stream.fromPubSub(changes),
      })
    }),
  )
}
