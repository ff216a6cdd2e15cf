import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { problem } from "./problem.ts"

const databaseAnswersWithin = "2 seconds"

const notReady = problem(503, "not_ready", "The database does not answer.")

/** `/healthz`: the process lives. `/readyz`: it can take work, that is, the database answers. `/metrics`: Prometheus. */
export const HealthRoutes = Layer.unwrap(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const ready = sql`SELECT 1`.pipe(
    Effect.timeout(databaseAnswersWithin),
    Effect.match({ onSuccess: () => HttpServerResponse.text("ready"), onFailure: () => notReady }),
  )
  return Layer.mergeAll(
    HttpRouter.add("GET", "/healthz", HttpServerResponse.text("alive")),
    HttpRouter.add("GET", "/readyz", ready),
    PrometheusMetrics.layerHttp({ path: "/metrics" }),
  )
}))
