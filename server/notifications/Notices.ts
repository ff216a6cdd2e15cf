import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Option, PubSub, Queue, Schedule, Schema, Stream } from "effect"
import { type Notice, noticeDays, type NoticeId, noticesMax } from "../../domain/notification/Notice.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { UserId } from "../../domain/user/User.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { Directory } from "../directory/Directory.ts"
import { contactJoins } from "../inbox/ConversationSummary.ts"
import { isKept } from "../transcripts/keptTranscripts.ts"
import { noticeOf, type NoticeRow } from "./NoticeRow.ts"
import { noticesChannel, tellWhose } from "./writtenNotices.ts"

type Viewer = CurrentUser["Service"]

const listenAgainAfter = "1 second"
/** Changes that a slow reader may be behind; what is lost is asked for when a desk opens again. */
const changesMax = 1_024
/** What users were told of in the desk: written by `NotificationWriter` and by whoever notices more, read here. */
export class Notices extends Context.Service<Notices, {
  /** Newest first, of the newest 200 of 30 days; of what the viewer may see now (AUTH-4). */
  readonly list: (
    viewer: Viewer,
    page: { readonly limit: number; readonly before?: NoticeId },
  ) => Effect.Effect<{ readonly notices: ReadonlyArray<Notice>; readonly more: boolean }, Unavailable>
  readonly unread: (viewer: Viewer) => Effect.Effect<number, Unavailable>
  readonly read: (viewer: Viewer, id: NoticeId) => Effect.Effect<void, Unavailable>
  /** Those that were there with this one, and not what came since. */
  readonly readAll: (viewer: Viewer, upTo: NoticeId) => Effect.Effect<void, Unavailable>
  /** Whose notices changed, on any node. Kept from the start on for the node's feed, which alone takes them. */
  readonly changes: Stream.Stream<UserId>
}>()("desk/server/notifications/Notices") {
  static readonly layer = Layer.effect(
    Notices,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const directory = yield* Directory
      const changes = yield* Effect.acquireRelease(
        PubSub.sliding<UserId>({ capacity: changesMax }),
        PubSub.shutdown,
      )
      const told = yield* PubSub.subscribe(changes)
      const decode = Schema.decodeUnknownOption(UserId)
      yield* Effect.gen(function* () {
        const notifications = yield* sql.listen(noticesChannel)
        yield* Queue.takeAll(notifications).pipe(
          Effect.flatMap((all) =>
            Effect.forEach(
              new Set(all.map(({ payload }) => payload)),
              (payload) =>
                Option.match(decode(payload), {
                  onNone: () => Effect.void,
                  onSome: (user) => PubSub.publish(changes, user),
                }),
              { discard: true },
            )
          ),
          Effect.forever,
        )
      }).pipe(Effect.scoped, Effect.retry(Schedule.spaced(listenAgainAfter)), Effect.forkScoped)

      /** Of `c`, as `maySee` has it. */
      const seenBy = ({ user, workspaceId }: Viewer) =>
        sql`c.workspace_id = ${workspaceId} AND c.begun AND ${
          user.role === "admin" ? sql`true` : sql`(c.owner_id = ${user.id} OR EXISTS (
            SELECT FROM members m WHERE m.conversation_id = c.id AND m.user_id = ${user.id} AND m.took_part))`
        }`

      /** What the viewer has, as `n`. */
      const held = ({ user }: Viewer) =>
        sql`(SELECT * FROM notices WHERE user_id = ${user.id} AND at > now() - make_interval(days => ${noticeDays})
          ORDER BY id DESC LIMIT ${noticesMax}) n`
      /** What is about no conversation: but for imports of contacts an admin's. */
      const ofNoConversation = ({ user }: Viewer) =>
        sql`n.conversation_ids = '{}' AND ${user.role === "admin" ? sql`true` : sql`n.kind = 'import'`}`
      const subjectOf = (...kinds: ReadonlyArray<NoticeRow["kind"]>) =>
        sql`CASE WHEN ${sql.in("n.kind", kinds)} THEN n.subject::uuid END`

      const list = Effect.fn("Notices.list")(
        function* (
          viewer: Viewer,
          { before, limit }: { readonly limit: number; readonly before?: NoticeId },
        ) {
          const rows = yield* sql<NoticeRow>`
            SELECT n.id, n.kind, n.at, n.read_at IS NOT NULL AS read, n.by_user, n.seq, n.subject, n.detail,
              seen.conversations, n.count - cardinality(n.conversation_ids) + seen.count AS count, item.content, item.error,
              (SELECT json_build_object('id', campaign.id, 'name', campaign.draft ->> 'name') FROM campaigns campaign
                WHERE campaign.id = ${subjectOf("campaign")}) AS campaign,
              (SELECT json_build_object('name', made.name, 'keptUntil', (extract(epoch FROM made.expires_at) * 1000)::int8)
                FROM transcripts made WHERE made.id = ${subjectOf("transcript")} AND made.user_id = n.user_id
                  AND ${isKept(sql)}) AS transcript,
              (SELECT json_build_object('id', id, 'kind', upload.kind, 'name', name, 'imported', imported, 'known', known,
                'refused', refused) FROM row_uploads upload WHERE upload.id = ${
            subjectOf("upload", "import")
          }) AS upload
            FROM ${held(viewer)} CROSS JOIN LATERAL (
              SELECT count(*)::int AS count, coalesce(json_agg(json_build_object('id', c.id, 'address', c.reply_to,
                'contact', CASE WHEN contact.id IS NOT NULL
                  THEN json_build_object('id', contact.id, 'name', contact.name) END) ORDER BY given.place), '[]')
                AS conversations
              FROM unnest(n.conversation_ids) WITH ORDINALITY given (id, place) JOIN conversations c ON c.id = given.id
              ${contactJoins(sql)} WHERE ${seenBy(viewer)}
            ) seen LEFT JOIN LATERAL (
              SELECT i.content, d.error FROM items i
              LEFT JOIN deliveries d ON d.conversation_id = i.conversation_id AND d.message_id = i.message_id
              WHERE i.conversation_id = n.conversation_ids[1] AND i.seq = n.seq
            ) item ON seen.count > 0
            WHERE (${ofNoConversation(viewer)} OR seen.count > 0)
              AND ${before === undefined ? sql`true` : sql`n.id < ${before}::int8`}
            ORDER BY n.id DESC LIMIT ${limit + 1}`.pipe(reads.of(sql, viewer.workspaceId))
          const snapshot = yield* directory.snapshot
          const notices = rows.slice(0, limit).flatMap((row) => noticeOf(row, snapshot) ?? [])
          return { notices, more: rows.length > limit }
        },
        orUnavailable("Your notifications could not be read. Try again."),
      )

      const unread = Effect.fn("Notices.unread")(
        function* (viewer: Viewer) {
          const [row] = yield* sql<{ readonly unread: number }>`
            SELECT count(*)::int AS unread FROM ${held(viewer)} WHERE n.read_at IS NULL AND (${
            ofNoConversation(viewer)
          }
              OR EXISTS (SELECT FROM conversations c WHERE c.id = ANY (n.conversation_ids) AND ${
            seenBy(viewer)
          }))`
            .pipe(reads.of(sql, viewer.workspaceId))
          return row?.unread ?? 0
        },
        orUnavailable("Your notifications could not be read. Try again."),
      )

      const mark = Effect.fn("Notices.mark")(
        function* ({ user, workspaceId }: Viewer, upTo: NoticeId, from: NoticeId | 0) {
          yield* sql`
            WITH marked AS (
              UPDATE notices SET read_at = now()
              WHERE user_id = ${user.id} AND id BETWEEN ${from}::int8 AND ${upTo}::int8 AND read_at IS NULL RETURNING user_id
            ) ${tellWhose(sql, sql`SELECT DISTINCT user_id FROM marked`)}`.pipe(asWorkspace(sql, workspaceId))
        },
        orUnavailable("That was not saved. Try again."),
      )

      return Notices.of({
        list,
        unread,
        read: (viewer, id) => mark(viewer, id, id),
        readAll: (viewer, upTo) => mark(viewer, upTo, 0),
        changes: Stream.fromSubscription(told),
      })
    }),
  )
}
