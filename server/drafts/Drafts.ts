import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option, PubSub, Queue, Schedule, Schema, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { type Draft, DraftKind, draftsMax } from "../../domain/draft/Draft.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { UserId } from "../../domain/user/User.ts"
import { Uuid } from "../../domain/Uuid.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Inbox } from "../inbox/Inbox.ts"

type Viewer = CurrentUser["Service"]

/** The PostgreSQL channel by which nodes tell one another. */
const notifyChannel = "drafts"
const listenAgainAfter = "1 second"
/** Changes that a slow reader may be behind; what is lost is asked for when a desk opens again. */
const changesMax = 1_024

/** A draft changed: whose, on which of their desks, and which; its text is read by whoever tells of it. */
const DraftChange = Schema.Struct({ user: UserId, desk: Uuid, id: ConversationId, kind: DraftKind })
export type DraftChange = typeof DraftChange.Type

const Told = Schema.fromJsonString(Schema.Struct({ node: Schema.String, ...DraftChange.fields }))
const decodeTold = Schema.decodeUnknownOption(Told)
const encodeTold = Schema.encodeSync(Told)

const tooMany = new Refusal({
  code: "too_many_requests",
  message: `You have ${draftsMax} drafts. Send or clear some of them. This one is kept in this browser.`,
})

interface DraftRow extends Omit<Draft, "version"> {
  readonly version: string
}
const draftOf = (row: DraftRow): Draft => ({ ...row, version: Number(row.version) })

/** What users typed and did not send, each their own (SYNC-2). */
export class Drafts extends Context.Service<Drafts, {
  /** Those of conversations that the viewer may see now (SYNC-3). */
  readonly list: (viewer: Viewer) => Effect.Effect<ReadonlyArray<Draft>, Unavailable>
  /** One of them; an empty one where there is none. */
  readonly read: (
    viewer: Viewer,
    id: ConversationId,
    kind: DraftKind,
  ) => Effect.Effect<Draft, Unavailable>
  /** Saves a draft that follows the version it names, or gives the one that another desk saved meanwhile. */
  readonly save: (
    viewer: Viewer,
    desk: string,
    draft: Draft,
  ) => Effect.Effect<{ readonly saved: boolean; readonly draft: Draft }, Refusal | Unavailable>
  /** Kept from the start on for the node's feed, which alone takes them. */
  readonly changes: Stream.Stream<DraftChange>
}>()("desk/server/drafts/Drafts") {
  static readonly layer = Layer.effect(
    Drafts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const inbox = yield* Inbox
      const node = randomUUID()
      const changes = yield* Effect.acquireRelease(
        PubSub.sliding<DraftChange>({ capacity: changesMax }),
        PubSub.shutdown,
      )
      const told = yield* PubSub.subscribe(changes)
      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(notifyChannel)
        yield* Queue.takeAll(notifications).pipe(
          Effect.flatMap((all) =>
            Effect.forEach(
              all,
              ({ payload }) =>
                Option.match(decodeTold(payload), {
                  onNone: () => Effect.void,
                  onSome: ({ node: from, ...change }) =>
                    from === node ? Effect.void : Effect.asVoid(PubSub.publish(changes, change)),
                }),
              { discard: true },
            )
          ),
          Effect.forever,
        )
      }).pipe(Effect.scoped, Effect.retry(Schedule.spaced(listenAgainAfter)))
      yield* Effect.forkScoped(listen)

      /** AUTH-4, as `maySee` has it. */
      const selectSeen = ({ user, workspaceId }: Viewer) =>
        sql`SELECT d.conversation_id AS id, d.kind, d.text, d.version
          FROM drafts d JOIN conversations c ON c.id = d.conversation_id
          WHERE d.user_id = ${user.id} AND c.workspace_id = ${workspaceId} AND ${
          user.role === "admin" ? sql`true` : sql`(c.owner_id = ${user.id} OR EXISTS (
            SELECT FROM members m WHERE m.conversation_id = c.id AND m.user_id = ${user.id} AND m.took_part))`
        }`

      const list = Effect.fn("Drafts.list")(
        function* (viewer: Viewer) {
          const rows = yield* sql<DraftRow>`${selectSeen(viewer)} LIMIT ${2 * draftsMax}`.pipe(
            asWorkspace(sql, viewer.workspaceId),
          )
          return rows.map(draftOf)
        },
        orUnavailable("Your drafts could not be read. What you type is kept in this browser."),
      )

      const read = Effect.fn("Drafts.read")(
        function* (viewer: Viewer, id: ConversationId, kind: DraftKind) {
          const [row] = yield* sql<DraftRow>`
            ${selectSeen(viewer)} AND d.conversation_id = ${id} AND d.kind = ${kind}`.pipe(
            asWorkspace(sql, viewer.workspaceId),
          )
          return row ? draftOf(row) : { id, kind, text: "", version: 0 }
        },
        orUnavailable("The draft could not be read. What you type is kept in this browser."),
      )

      const isFull = Effect.fnUntraced(function* (user: UserId) {
        const [held] = yield* sql<{ readonly full: boolean }>`
          SELECT count(*) >= ${draftsMax} AS full FROM drafts WHERE user_id = ${user}`
        return held?.full ?? false
      })

      const write = Effect.fnUntraced(function* (user: UserId, { id, kind, text, version }: Draft) {
        const key = sql`user_id = ${user} AND conversation_id = ${id} AND kind = ${kind}`
        if (text === "") {
          const cleared =
            yield* sql`DELETE FROM drafts WHERE ${key} AND version = ${version} RETURNING version`
          return cleared.length > 0 ? 0 : null
        }
        const [stored] = version === 0
          ? yield* sql<{ readonly version: string }>`
            INSERT INTO drafts (user_id, conversation_id, kind, text) VALUES (${user}, ${id}, ${kind}, ${text})
            ON CONFLICT DO NOTHING RETURNING version`
          : yield* sql<{ readonly version: string }>`
            UPDATE drafts SET text = ${text}, version = DEFAULT WHERE ${key} AND version = ${version}
            RETURNING version`
        return stored ? Number(stored.version) : null
      })

      const save = Effect.fn("Drafts.save")(
        function* (viewer: Viewer, desk: string, asked: Draft) {
          const draft = { ...asked, text: asked.text.replaceAll("\0", "") }
          yield* inbox.row(viewer, draft.id)
          if (draft.version === 0 && draft.text !== "" && (yield* isFull(viewer.user.id))) {
            return yield* tooMany
          }
          const version = yield* write(viewer.user.id, draft)
          if (version === null) {
            const stored = yield* read(viewer, draft.id, draft.kind)
            return { saved: stored.text === draft.text, draft: stored }
          }
          const { id, kind } = draft
          const change = { user: viewer.user.id, desk, id, kind }
          yield* PubSub.publish(changes, change)
          yield* sql.notify(notifyChannel, encodeTold({ node, ...change })).pipe(
            Effect.catchCause((cause) => Effect.logDebug("other nodes were not told of a draft", cause)),
          )
          return { saved: true, draft: { ...draft, version } }
        },
        orUnavailable("The draft was not saved. It is kept in this browser."),
      )

      return Drafts.of({ list, read, save, changes: Stream.fromSubscription(told) })
    }),
  )
}
