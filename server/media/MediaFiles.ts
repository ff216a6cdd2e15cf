import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Queue, Semaphore } from "effect"
import { randomUUID } from "node:crypto"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MediaDescription } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { FilesLimit } from "../../domain/media/FilesLimit.ts"
import { mediaProblem, mediaSizeMax, sizeText } from "../../domain/media/mediaProblem.ts"
import { mediaCountMax, type MediaUploadId, type Upload } from "../../domain/media/Upload.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { eraseFiles } from "./eraseFiles.ts"
import { fileTypeOf } from "./fileTypeOf.ts"
import { MediaStore } from "./MediaStore.ts"
import { isClean } from "./scanFile.ts"

type Viewer = CurrentUser["Service"]

/** Files that are worked on at once: each may be 100 MB in memory. */
export const atOnce = 4
/** Files that a user or a bot may have put in and not sent, and their bytes in all. */
const unsentMax = 100
const unsentBytesMax = 500 * 1024 * 1024
const nameLengthMax = 255

/** A file of a message. */
export interface MediaFileRow {
  readonly conversationId: ConversationId
  readonly messageId: MessageId
  readonly position: number
  readonly workspaceId: WorkspaceId
  /** The account whose provider has it; null for what was put in here. */
  readonly accountId: string | null
  readonly providerRef: string | null
  readonly name: string | null
  readonly type: string
  readonly size: number | null
  readonly key: string | null
  readonly state: "wanted" | "stored" | "gone" | "refused"
  readonly attempts: number
  /** Where its thumbnail is, once one was asked for and made. */
  readonly thumbnailKey: string | null
  readonly thumbnailSize: number | null
  /** Why none can be made of it. */
  readonly thumbnailProblem: string | null
}

export const mediaFileColumns =
  "conversation_id, message_id, position, workspace_id, account_id, provider_ref, name, type, size::float8 AS size, key, state, attempts, thumbnail_key, thumbnail_size, thumbnail_problem"

interface UploadRow extends Upload {
  readonly key: string
}

const refuse = (message: string) => new Refusal({ code: "file_refused", message })
const notThere = new Refusal({ code: "not_found", message: "The file is no longer there. Add it again." })
const tooMany = new Refusal({
  code: "too_many_requests",
  message: "There are too many files that you added and did not send. Send some, or wait a day.",
})
const idTaken = new Refusal({
  code: "not_possible",
  message: "Another file has this id already. Choose a new one, or leave it out.",
})
const otherFiles = new Refusal({
  code: "not_possible",
  message: "Other files were given for a message of this id before. Choose a new id for the message.",
})
const notKept = new Unavailable({ message: "The file could not be stored. Try again." })
const notScanned = new Unavailable({
  message: "The file could not be checked for viruses. Add it again in a minute.",
})
const notErased = new Unavailable({ message: "A file could not be erased. Try again." })
const couldNotRead = orUnavailable("The file could not be read. Try again.")

/** What files go by: the channel, and what the Sender ID's provider takes where that is less. */
export interface FileCarrier {
  readonly channel: Channel
  readonly limit: FilesLimit
}

/** What a file system and a header can carry: no path, no control characters. */
const cleanName = (name: string): string =>
  name.replace(/^.*[/\\]/, "").replace(/[\p{Cc}\p{Cf}"]/gu, "").trim().slice(0, nameLengthMax)
    .toWellFormed() || "file"

/** The files of messages: what agents put in, what customers sent, and where the bytes of both are. */
export class MediaFiles extends Context.Service<MediaFiles, {
  /**
   * Keeps a file that a user or a bot put in; refused when it is too large or the scanner finds something in it. Under an `id`
   * that the caller gave, the first one is kept, and answered with as often as it is put in again.
   */
  readonly upload: (
    viewer: Viewer,
    name: string,
    bytes: Uint8Array,
    id?: MediaUploadId,
  ) => Effect.Effect<Upload, Refusal | Unavailable>
  /** What the caller put in under an id; null where there is nothing, or it is somebody else's. */
  readonly uploaded: (viewer: Viewer, id: MediaUploadId) => Effect.Effect<Upload | null, Unavailable>
  /** Makes the caller's own uploads the files of their message; refused when the channel cannot carry them (MEDIA-1). */
  readonly attach: (
    viewer: Viewer,
    carrier: FileCarrier,
    message: { readonly conversationId: ConversationId; readonly messageId: MessageId },
    uploads: ReadonlyArray<MediaUploadId>,
  ) => Effect.Effect<ReadonlyArray<MediaDescription>, Refusal | Unavailable>
  /** A message of ours that is sent again has the same files. */
  readonly copy: (
    conversationId: ConversationId,
    of: MessageId,
    messageId: MessageId,
  ) => Effect.Effect<void, Unavailable>
  /** The files of a message that came in are to be fetched; durable when it returns. */
  readonly want: (
    account: ProviderAccount,
    message: { readonly conversationId: ConversationId; readonly messageId: MessageId },
    media: ReadonlyArray<MediaDescription>,
  ) => Effect.Effect<void, Unavailable>
  readonly filesOf: (
    conversationId: ConversationId,
    messageId: MessageId,
  ) => Effect.Effect<ReadonlyArray<MediaFileRow>, Unavailable>
  /** Keeps the bytes of a file that was fetched. */
  readonly keep: (row: MediaFileRow, bytes: Uint8Array) => Effect.Effect<MediaFileRow, Unavailable>
  /** HOOK-7: the bytes of a file go, its place stays. */
  readonly discard: (row: MediaFileRow) => Effect.Effect<MediaFileRow, Unavailable>
  /** CONTACT-6: the files of a conversation go with what was said in it; bytes that are sent elsewhere too stay. */
  readonly erase: (conversationId: ConversationId) => Effect.Effect<void, Unavailable>
  /** Goes on when there may be something to fetch. */
  readonly wanted: Effect.Effect<void>
  readonly wake: Effect.Effect<void>
  readonly giveUp: (
    row: MediaFileRow,
    state: "gone" | "refused",
    problem: string,
  ) => Effect.Effect<void, Unavailable>
}>()("desk/server/media/MediaFiles") {
  static readonly layer = Layer.effect(
    MediaFiles,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const store = yield* MediaStore
      const turns = yield* Semaphore.make(atOnce)
      const woken = yield* Queue.sliding<void>(1)
      const wake = Effect.asVoid(Queue.offer(woken, undefined))

      const put = (workspaceId: string, bytes: Uint8Array) =>
        Effect.suspend(() => {
          const key = `${workspaceId}/${randomUUID()}`
          return Effect.as(store.put(key, bytes), key)
        }).pipe(
          Effect.tapError((error) => Effect.logError("a file was not stored", errorSummary(error))),
          Effect.mapError(() => notKept),
        )

      const remove = (keys: ReadonlyArray<string | null>) =>
        Effect.forEach(keys.filter((key) => key !== null), store.remove, {
          concurrency: atOnce,
          discard: true,
        }).pipe(
          Effect.mapError(() => notErased),
        )

      const checked = Effect.fnUntraced(function* (bytes: Uint8Array) {
        const clean = yield* isClean(bytes).pipe(
          Effect.tapError((error) => Effect.logError("a file was not scanned", error.message)),
          Effect.mapError(() => notScanned),
        )
        if (!clean) return yield* refuse("The virus scanner found something in this file. It was not kept.")
      })

      /** Whoever puts a file in is a user or a bot, and both have the id of their own. */
      const ownedBy = ({ user, workspaceId }: Viewer) =>
        sql`coalesce(user_id, bot_id) = ${user.id} AND workspace_id = ${workspaceId}`

      const uploaded = Effect.fn("MediaFiles.uploaded")(function* (viewer: Viewer, id: MediaUploadId) {
        const [row = null] = yield* sql<Upload>`
          SELECT id, name, type, size::float8 AS size FROM uploads WHERE id = ${id} AND ${ownedBy(viewer)}`
        return row
      }, couldNotRead)

      const upload: MediaFiles["Service"]["upload"] = Effect.fn("MediaFiles.upload")(
        function* (viewer, given, bytes, id) {
          const before = id === undefined ? null : yield* uploaded(viewer, id)
          if (before !== null) return before
          if (bytes.byteLength === 0) return yield* refuse("The file is empty. Choose another one.")
          if (bytes.byteLength > mediaSizeMax) {
            return yield* refuse(`The file is larger than ${sizeText(mediaSizeMax)}. Send a link instead.`)
          }
          const [unsent] = yield* sql<{ readonly count: number; readonly bytes: number }>`
            SELECT count(*)::int AS count, coalesce(sum(size), 0)::float8 AS bytes FROM uploads
            WHERE ${ownedBy(viewer)} AND NOT sent`
          if (unsent && (unsent.count >= unsentMax || unsent.bytes + bytes.byteLength > unsentBytesMax)) {
            return yield* tooMany
          }
          yield* checked(bytes)
          const name = cleanName(given)
          const type = yield* fileTypeOf(bytes, name)
          const key = yield* put(viewer.workspaceId, bytes)
          const [row] = yield* sql<Upload>`
            INSERT INTO uploads (id, workspace_id, user_id, bot_id, name, type, size, key)
            VALUES (${id ?? randomUUID()}, ${viewer.workspaceId}, ${viewer.bot ? null : viewer.user.id},
              ${viewer.bot?.id ?? null}, ${name}, ${type}, ${bytes.byteLength}, ${key})
            ON CONFLICT (id) DO NOTHING RETURNING id, name, type, size::float8 AS size`
          if (row) return row
          yield* remove([key])
          return (id === undefined ? null : yield* uploaded(viewer, id)) ?? (yield* idTaken)
        },
        turns.withPermits(1),
        orUnavailable("The file could not be stored. Try again."),
      )

      const attach: MediaFiles["Service"]["attach"] = Effect.fn("MediaFiles.attach")(
        function* (viewer, { channel, limit }, { conversationId, messageId }, uploads) {
          if (uploads.length > mediaCountMax) {
            return yield* refuse(`Up to ${mediaCountMax} files go into a message.`)
          }
          const rows = yield* sql<UploadRow>`
            SELECT id, name, type, size::float8 AS size, key FROM uploads
            WHERE ${sql.in("id", uploads)} AND ${ownedBy(viewer)}`
          const byId = new Map(rows.map((row) => [row.id, row]))
          const files = uploads.flatMap((id) => byId.get(id) ?? [])
          if (files.length < uploads.length) return yield* notThere
          const problem = mediaProblem(channel, files, limit)
          if (problem !== null) return yield* refuse(problem)
          const places = files.map(({ key, name, size, type }, position) => ({
            position,
            name,
            type,
            size,
            key,
          }))
          yield* Effect.gen(function* () {
            // First, so that none of them is swept away meanwhile.
            const held = yield* sql`UPDATE uploads SET sent = true WHERE ${sql.in("id", uploads)} RETURNING 1`
            if (held.length < new Set(uploads).size) return yield* notThere
            yield* sql`
              INSERT INTO media_files (conversation_id, message_id, position, workspace_id, name, type, size, key, state)
              SELECT ${conversationId}, ${messageId}, p.position, ${viewer.workspaceId}, p.name, p.type, p.size, p.key, 'stored'
              FROM json_to_recordset(${JSON.stringify(places)}::json)
                AS p(position int, name text, type text, size bigint, key text)
              ON CONFLICT DO NOTHING`
            const there = yield* sql<{ readonly key: string | null }>`
              SELECT key FROM media_files WHERE conversation_id = ${conversationId} AND message_id = ${messageId}
              ORDER BY position`
            const same = there.length === places.length &&
              there.every(({ key }, position) => key === places[position]?.key)
            if (!same) return yield* otherFiles
          }).pipe(asWorkspace(sql, viewer.workspaceId))
          return files.map(({ id, name, size, type }) => ({ id, name, type, size }))
        },
        couldNotRead,
      )

      const copy: MediaFiles["Service"]["copy"] = Effect.fn("MediaFiles.copy")(
        (conversationId, of, messageId) =>
          Effect.asVoid(sql`
            INSERT INTO media_files (conversation_id, message_id, position, workspace_id, name, type, size, key, state)
            SELECT conversation_id, ${messageId}, position, workspace_id, name, type, size, key, state FROM media_files
            WHERE conversation_id = ${conversationId} AND message_id = ${of} AND account_id IS NULL
            -- An erasure that is about to take them away is waited for.
            FOR KEY SHARE ON CONFLICT DO NOTHING`),
        orUnavailable("The files of the message could not be read. Try again."),
      )

      const want: MediaFiles["Service"]["want"] = Effect.fn("MediaFiles.want")(
        function* (account, { conversationId, messageId }, media) {
          const places = media.map(({ id, name, type }, position) => ({ position, ref: id, name, type }))
          yield* sql`
            INSERT INTO media_files (conversation_id, message_id, position, workspace_id, account_id, provider_ref, name,
              type, state)
            SELECT ${conversationId}, ${messageId}, p.position, ${account.workspaceId}, ${account.id}, p.ref, p.name,
              p.type, 'wanted'
            FROM json_to_recordset(${
            JSON.stringify(places)
          }::json) AS p(position int, ref text, name text, type text)
            ON CONFLICT DO NOTHING`
          yield* wake
        },
        orUnavailable("The files of a message could not be noted."),
      )

      const filesOf: MediaFiles["Service"]["filesOf"] = Effect.fn("MediaFiles.filesOf")(
        (conversationId, messageId) =>
          sql<MediaFileRow>`
            SELECT ${
            sql.literal(mediaFileColumns)
          } FROM media_files WHERE conversation_id = ${conversationId} AND message_id = ${messageId} ORDER BY position`,
        couldNotRead,
      )

      const settle = (row: MediaFileRow, changes: Partial<MediaFileRow> & { readonly problem?: string }) =>
        sql`UPDATE media_files SET ${
          sql.update({ ...changes })
        } WHERE conversation_id = ${row.conversationId} AND message_id = ${row.messageId}
          AND position = ${row.position} AND provider_ref IS NOT DISTINCT FROM ${row.providerRef} RETURNING 1`

      const keep: MediaFiles["Service"]["keep"] = Effect.fn("MediaFiles.keep")(
        function* (row, bytes) {
          const type = yield* fileTypeOf(bytes, row.name ?? "")
          const key = yield* put(row.workspaceId, bytes)
          const stored = { type, size: bytes.byteLength, key, state: "stored" as const }
          const kept = yield* settle(row, stored)
          if (kept.length > 0) return { ...row, ...stored }
          // Taken back while it was fetched.
          yield* remove([key])
          return { ...row, state: "gone" as const }
        },
        orUnavailable("The file could not be stored. Try again."),
      )

      const giveUp: MediaFiles["Service"]["giveUp"] = Effect.fn("MediaFiles.giveUp")(
        (row, state, problem) => Effect.asVoid(settle(row, { state, problem: problem.slice(0, 300) })),
        couldNotRead,
      )

      const discard: MediaFiles["Service"]["discard"] = Effect.fn("MediaFiles.discard")(
        function* (row) {
          yield* remove([row.key, row.thumbnailKey])
          const nothing = { state: "gone" as const, size: null, key: null, thumbnailKey: null, name: null }
          yield* settle(row, nothing)
          return { ...row, ...nothing }
        },
        orUnavailable("The file could not be removed."),
      )

      const erase: MediaFiles["Service"]["erase"] = Effect.fn("MediaFiles.erase")(
        (conversationId) =>
          eraseFiles(sql, store, conversationId).pipe(
            Effect.catchTag("MediaStoreError", ({ message }) =>
              Effect.andThen(Effect.logError("a file was not erased", message), Effect.fail(notErased))),
          ),
        orUnavailable(notErased.message),
      )

      return MediaFiles.of({
        upload,
        uploaded,
        attach,
        copy,
        want,
        filesOf,
        keep,
        giveUp,
        discard,
        erase,
        wake,
        wanted: Queue.take(woken),
      })
    }),
  )
}
