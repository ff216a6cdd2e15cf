import { Config, Effect, Layer, Logger, Option, References } from "effect"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"

/** Logs to the console, as JSON when nobody watches; traces, logs and metrics to `OTLP_URL` where it is set. */
export const TelemetryLive = Layer.unwrap(Effect.gen(function* () {
  const otlpUrl = yield* Config.String("OTLP_URL").pipe(Config.option)
  const format = yield* Config.Literals(["json", "pretty"], "LOG_FORMAT").pipe(
    Config.withDefault(process.stdout.isTTY ? "pretty" as const : "json" as const),
  )
  const exporter = Option.match(otlpUrl, {
    // Where nobody reads spans, none are made.
    onNone: () => Layer.succeed(References.TracerEnabled, false),
    onSome: (baseUrl) =>
      Otlp.layerJson({ baseUrl, resource: { serviceName: "converse-desk" } }).pipe(
        Layer.provide(FetchHttpClient.layer),
      ),
  })
  return Layer.mergeAll(
    Logger.layer([format === "json" ? Logger.consoleJson : Logger.consolePretty()]),
    Layer.succeed(References.MinimumLogLevel, "Info"),
    exporter,
  )
}))
