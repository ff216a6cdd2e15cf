import { PgClient } from "@effect/sql-pg"
import { type Redacted, String } from "effect"

export const poolSizeMax = 12

/** The connection pool: camelCase in code, snake_case in tables, keys inside JSON untouched. */
export const databaseLayer = (url: Redacted.Redacted) =>
  PgClient.layer({
    url,
    applicationName: "converse-desk",
    maxConnections: poolSizeMax,
    minConnections: 2,
    connectTimeout: "5 seconds",
    // Pipelining several fibers over one connection was seen to lose the connection of a transaction while starting under
    // load, with its fiber waiting for ever. The journal batches on its own, so there is little to gain.
    multiplex: false,
    transformJson: false,
    transformQueryNames: String.camelToSnake,
    transformResultNames: String.snakeToCamel,
  })
