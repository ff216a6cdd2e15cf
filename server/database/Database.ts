import { PgClient } from "@effect/sql-pg"
import { Layer, type Redacted, String } from "effect"
import { WorkspaceReads } from "./WorkspaceReads.ts"

/**
 * Opened at the start and kept: a burst must not wait for connections to be made. Six of them listen: feed, directory,
 * sessions, and who looks, drafts and is online.
 */
const poolSize = 14

/** The connection pool: camelCase in code, snake_case in tables, keys inside JSON untouched. */
const poolLayer = (url: Redacted.Redacted) =>
  PgClient.layer({
    url,
    applicationName: "converse-desk",
    maxConnections: poolSize,
    minConnections: poolSize,
    connectTimeout: "15 seconds",
    // Pipelining several fibers over one connection was seen to lose the connection of a transaction while starting under
    // load, with its fiber waiting for ever. The journal batches on its own, so there is little to gain.
    multiplex: false,
    transformJson: false,
    transformQueryNames: String.camelToSnake,
    transformResultNames: String.snakeToCamel,
  })

/** The pool, and the connections on which users' calls read. */
export const databaseLayer = (url: Redacted.Redacted) =>
  WorkspaceReads.layer.pipe(Layer.provideMerge(poolLayer(url)))
