import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { Reactivity } from "effect/reactivity"

const connectionsMax = 3
const statementMillisMax = 2_000

/**
 * Connections for searches alone: few, and each statement of bounded time, so that no search, however broad, takes a
 * connection from the journal or keeps the database busy for long. Further searches wait for their turn.
 */
export class SearchClient extends Context.Service<SearchClient, PgClient.PgClient>()(
  "desk/server/search/SearchClient",
) {
  static readonly layer = Layer.effect(
    SearchClient,
    Effect.gen(function* () {
      const { config } = yield* PgClient.PgClient
      return yield* PgClient.make({
        ...config,
        applicationName: "converse-desk search",
        maxConnections: connectionsMax,
        minConnections: 0,
        startupParameters: {
          statement_timeout: String(statementMillisMax),
          // What is rare and what is common want different plans.
          plan_cache_mode: "force_custom_plan",
        },
      })
    }),
  ).pipe(Layer.provide(Reactivity.layer))
}
