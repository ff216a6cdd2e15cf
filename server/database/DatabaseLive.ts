import { Effect, Layer, Option } from "effect"
import { DeskConfig } from "../DeskConfig.ts"
import { databaseLayer } from "./Database.ts"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"

const Embedded = Layer.unwrap(EmbeddedPostgres.use(({ url }) => Effect.succeed(databaseLayer(url)))).pipe(
  Layer.provide(EmbeddedPostgres.layer),
)

/** The database of `DATABASE_URL`, or a PostgreSQL of our own in the data folder. */
export const DatabaseLive = Layer.unwrap(
  DeskConfig.use(({ databaseUrl }) =>
    Effect.succeed(Option.match(databaseUrl, { onNone: () => Embedded, onSome: databaseLayer }))
  ),
)
