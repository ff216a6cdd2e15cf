import { PgClient } from "@effect/sql-pg"
import { Context, Deferred, Effect, FiberSet, Layer, Option, Queue, Schedule } from "effect"
import { mediaSizeMax } from "../../domain/media/mediaProblem.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { ChannelAdapters } from "../channels/ChannelAdapters.ts"
import { Directory } from "../directory/Directory.ts"
import { DownloadFailed } from "./download.ts"
import { atOnce, mediaFileColumns, type MediaFileRow, MediaFiles } from "./MediaFiles.ts"
import { isClean, type ScanFailed } from "./scanFile.ts"

/** Pauses between tries, in seconds; after the last the file is given up. Meta keeps a file for seven days. */
const pauses: ReadonlyArray<number> = [2, 10, 60, 600, 3_600, 21_600, 86_400]
/** A scanner that does not work is the operator's to mend: asked again each hour, for as long as any provider keeps a file. */
const scanPauseMax = 3_600
const scanTriesMax = 7 * 24
/** Whoever claimed a file and died is waited for so long. */
const leaseSeconds = 180
const sweepEvery = "5 seconds"
const claimMax = 32
/** Longer than most files take; who waits in vain asks again. */
const waitFor = "20 seconds"

const keyOf = ({ conversationId, messageId, position }: MediaFileRow): string =>
  `${conversationId}/${messageId}/${position}`

/** A file, and whether it waits for the virus scanner: nobody gets it before it was looked at. */
export interface FetchedFile extends MediaFileRow {
  readonly unscanned?: true
}

/** Fetches the files of customers' messages from their providers, at once and again until it succeeds (MEDIA-2). */
export class MediaFetcher extends Context.Service<MediaFetcher, {
  /** The file, fetched now if it was not; as it is when that takes longer than 20 s. */
  readonly fetched: (row: MediaFileRow) => Effect.Effect<FetchedFile, Unavailable>
}>()("desk/server/media/MediaFetcher") {
  static readonly layer = Layer.effect(
    MediaFetcher,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const adapters = yield* ChannelAdapters
      const directory = yield* Directory
      const files = yield* MediaFiles
      const underway = new Map<string, Deferred.Deferred<FetchedFile>>()
      const turns = yield* Queue.bounded<MediaFileRow>(claimMax)
      const running = yield* FiberSet.make()

      const bytesOf = Effect.fnUntraced(function* (row: MediaFileRow) {
        const account = (yield* directory.snapshot).accounts.get(row.accountId ?? "")
        const adapter = account && Option.getOrUndefined(adapters.adapterFor(account.credentials.kind))
        if (!account || !adapter) {
          return yield* new DownloadFailed({ gone: true, message: "the account is no longer there" })
        }
        return yield* adapter.fetchMedia(account, row.providerRef ?? "", mediaSizeMax)
      })

      const putOff = (row: MediaFileRow, seconds: number, problem: string) =>
        sql`
          UPDATE media_files SET attempts = attempts + 1, due_at = now() + ${seconds} * interval '1 second',
            problem = ${problem.slice(0, 300)}
          WHERE conversation_id = ${row.conversationId} AND message_id = ${row.messageId} AND position = ${row.position}`

      const failed = Effect.fnUntraced(function* (row: MediaFileRow, error: DownloadFailed) {
        const pause = pauses[row.attempts]
        if (error.gone || pause === undefined) {
          yield* files.giveUp(row, "gone", error.message)
          return { ...row, state: "gone" as const }
        }
        yield* putOff(row, pause, error.message)
        return row
      })

      const notScanned = Effect.fnUntraced(function* (row: MediaFileRow, { message }: ScanFailed) {
        yield* Effect.logError("a file was not scanned", message)
        if (row.attempts < scanTriesMax) {
          yield* putOff(row, Math.min(pauses[row.attempts] ?? scanPauseMax, scanPauseMax), message)
          return { ...row, unscanned: true as const }
        }
        yield* files.giveUp(row, "gone", message)
        return { ...row, state: "gone" as const }
      })

      const attempt = Effect.fn("MediaFetcher.attempt")(function* (row: MediaFileRow) {
        if (row.providerRef === null) return yield* files.discard(row)
        const { bytes } = yield* bytesOf(row)
        const clean = yield* isClean(bytes)
        if (clean) return yield* files.keep(row, bytes)
        yield* files.giveUp(row, "refused", "the virus scanner found something")
        return { ...row, state: "refused" as const }
      })

      const fetchOne = (row: MediaFileRow) =>
        Effect.suspend(() => {
          const done = underway.get(keyOf(row)) ?? Deferred.makeUnsafe<FetchedFile>()
          underway.set(keyOf(row), done)
          return attempt(row).pipe(
            Effect.catchTags({
              DownloadFailed: (error) => failed(row, error),
              ScanFailed: (error) => notScanned(row, error),
            }),
            Effect.catchCause((cause) => Effect.as(Effect.logWarning("a file was not fetched", cause), row)),
            Effect.tap((result) => Deferred.succeed(done, result)),
            Effect.ensuring(Effect.sync(() => underway.delete(keyOf(row)))),
          )
        })

      const claim = sql<MediaFileRow>`
        UPDATE media_files SET due_at = now() + ${leaseSeconds} * interval '1 second'
        WHERE (conversation_id, message_id, position) IN (
          SELECT conversation_id, message_id, position FROM media_files
          WHERE state = 'wanted' AND due_at <= now() ORDER BY due_at LIMIT ${claimMax} FOR UPDATE SKIP LOCKED)
        RETURNING ${sql.literal(mediaFileColumns)}`

      const sweep = claim.pipe(
        Effect.flatMap((rows) => Effect.forEach(rows, (row) => Queue.offer(turns, row), { discard: true })),
        Effect.catchCause((cause) => Effect.logWarning("no look for files to fetch", cause)),
      )
      const worker = Queue.take(turns).pipe(Effect.flatMap(fetchOne), Effect.forever)
      yield* Effect.forEach(Array.from({ length: atOnce }), () => FiberSet.run(running, worker), {
        discard: true,
      })
      yield* files.wanted.pipe(
        Effect.timeoutOption(sweepEvery),
        Effect.andThen(sweep),
        Effect.repeat(Schedule.forever),
        Effect.forkScoped,
      )

      const fetched: MediaFetcher["Service"]["fetched"] = Effect.fn("MediaFetcher.fetched")(function* (row) {
        if (row.state !== "wanted") return row
        const done = underway.get(keyOf(row)) ?? Deferred.makeUnsafe<FetchedFile>()
        underway.set(keyOf(row), done)
        yield* sql`
          UPDATE media_files SET due_at = now() WHERE conversation_id = ${row.conversationId}
            AND message_id = ${row.messageId} AND position = ${row.position} AND state = 'wanted' AND attempts > 0`
          .pipe(Effect.ignore)
        yield* files.wake
        const result = yield* Effect.timeoutOption(Deferred.await(done), waitFor)
        if (Option.isSome(result)) return result.value
        // Another node has it in hand, or the provider is slow.
        const now = yield* files.filesOf(row.conversationId, row.messageId)
        return now.find(({ position }) => position === row.position) ?? row
      })

      return MediaFetcher.of({ fetched })
    }),
  )
}
