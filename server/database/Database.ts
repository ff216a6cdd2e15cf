import { PgClient, PgConnection } from "@effect/sql-pg"
import { Effect, Layer, RcRef, type Redacted, String } from "effect"
import { WorkspaceReads } from "./WorkspaceReads.ts"

/** Opened at the start and kept: a burst must not wait for connections to be made. */
const poolSize = 8

/** The connection pool: camelCase in code, snake_case in tables, keys inside JSON untouched. */
const makePool = Effect.fnUntraced(function* (url: Redacted.Redacted) {
  const session = { url, connectTimeout: "15 seconds" } as const
  const pool = yield* PgClient.make({
    ...session,
    applicationName: "converse-desk",
    maxConnections: poolSize,
    minConnections: poolSize,
    // Pipelining several fibers over one connection was seen to lose the connection of a transaction while starting under
    // load, with its fiber waiting for ever. The journal batches on its own, so there is little to gain.
    multiplex: false,
    transformJson: false,
    transformQueryNames: String.camelToSnake,
    transformResultNames: String.snakeToCamel,
  })
  // The pool would give each channel a connection of its own, and every commit that tells something wakes all of them.
  const listener = yield* RcRef.make({
    acquire: Effect.flatMap(
      PgConnection.make({ ...session, applicationName: "converse-desk listener" }),
      (connection) => connection.pin,
    ),
  })
  const listen: PgClient.PgClient["listen"] = (channel) =>
    Effect.flatMap(RcRef.get(listener), (connection) => connection.listen(channel))
  return Object.assign(pool, { listen })
})

/** The pool, one connection that listens on all channels, and the connections on which users' calls read. */
export const databaseLayer = (url: Redacted.Redacted) =>
  WorkspaceReads.layer.pipe(Layer.provideMerge(PgClient.layerFrom(makePool(url))))
