import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { HttpClient, HttpServer } from "effect/http"
import { formatUrlUnsafe } from "effect/net/NetAddress"
import { HttpApi } from "effect/http-api"
import { useBrowser } from "../../test/Browser.ts"
import { apiFixture } from "./ApiFixture.ts"
import { DeskApi } from "./DeskApi.ts"

const Json = Schema.Record(Schema.String, Schema.Unknown)
const Parameter = Schema.Struct({
  name: Schema.NonEmptyString,
  in: Schema.Literals(["path", "query", "header"]),
  required: Schema.Boolean,
  schema: Json,
})
const Content = Schema.Record(Schema.String, Schema.Struct({ schema: Json }))
const Operation = Schema.Struct({
  operationId: Schema.NonEmptyString,
  summary: Schema.NonEmptyString,
  parameters: Schema.Array(Parameter),
  requestBody: Schema.optionalKey(Schema.Struct({ content: Content, required: Schema.Literal(true) })),
  responses: Schema.Record(
    Schema.String,
    Schema.Struct({ description: Schema.NonEmptyString, content: Schema.optionalKey(Content) }),
  ),
  security: Schema.Array(Schema.Record(Schema.String, Schema.Array(Schema.String))),
})
/** The parts of OpenAPI 3.1 that this document must have. */
const OpenApiDocument = Schema.Struct({
  openapi: Schema.Literal("3.1.0"),
  info: Schema.Struct({
    title: Schema.NonEmptyString,
    version: Schema.NonEmptyString,
    description: Schema.NonEmptyString,
  }),
  paths: Schema.Record(Schema.String, Schema.Record(Schema.String, Operation)),
  /** What the desk sends by itself. */
  webhooks: Schema.Struct({ bot: Schema.Struct({ post: Json }) }),
  components: Schema.Struct({
    schemas: Schema.Record(Schema.String, Json),
    securitySchemes: Schema.Record(Schema.String, Json),
  }),
})

/** Every place in the document that another part of it points to. */
const referencesIn = (value: unknown): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : referencesIn(inner)
  )
}

const calls: Array<string> = []
HttpApi.reflect(DeskApi, {
  onGroup: () => {},
  onEndpoint: ({ endpoint: { method, path } }) => {
    calls.push(`${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`)
  },
})

const get = (path: string) => HttpClient.HttpClient.use((client) => client.get(path))

const browser = useBrowser()

layer(apiFixture, { excludeTestServices: true })("the public API's description", (it) => {
  it.effect("API-1: /openapi.json is an OpenAPI document that describes every call", () =>
    Effect.gen(function* () {
      const json = yield* Effect.flatMap(get("/openapi.json"), (response) => response.json)
      const { components, paths } = yield* Schema.decodeUnknownEffect(OpenApiDocument)(json)
      const operations = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ call: `${method} ${path}`, path, operation }))
      )
      assert.deepStrictEqual(operations.map(({ call }) => call).sort(), calls.toSorted())
      assert.strictEqual(
        new Set(operations.map(({ operation }) => operation.operationId)).size,
        operations.length,
      )
      for (const { call, operation, path } of operations) {
        const inPath = operation.parameters.filter((parameter) => parameter.in === "path")
        const named = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name)
        assert.deepStrictEqual(inPath.map(({ name }) => name), named, call)
        assert.isTrue(inPath.every(({ required }) => required), call)
        assert.isTrue(Object.keys(operation.responses).some((status) => status.startsWith("2")), call)
        for (const status of ["400", "401", "429", "503"]) {
          assert.isDefined(
            operation.responses[status]?.content?.["application/problem+json"],
            `${call} ${status}`,
          )
        }
        for (const required of operation.security.flatMap(Object.keys)) {
          assert.property(components.securitySchemes, required)
        }
        assert.isNotEmpty(operation.security, call)
      }
      for (const reference of referencesIn(json)) {
        assert.property(components.schemas, reference.replace("#/components/schemas/", ""))
      }
    }))

  it.effect("API-1: /docs shows every call and can try one, under a policy that loads nothing from elsewhere", () =>
    Effect.gen(function* () {
      const server = yield* HttpServer.HttpServer
      const origin = formatUrlUnsafe(server.address)
      const policy = (yield* get("/docs")).headers["content-security-policy"] ?? ""
      assert.match(policy, /default-src 'none'; script-src 'sha256-[^ ]+';/)
      yield* Effect.promise(async () => {
        const page = await browser.page()
        const foreign: Array<string> = []
        const blocked: Array<string> = []
        page.on("request", (request) => {
          if (!request.url().startsWith(origin)) foreign.push(request.url())
        })
        page.on("console", (message) => {
          if (message.text().includes("Content Security Policy")) blocked.push(message.text())
        })
        await page.goto(`${origin}/docs`)
        await page.locator(".opblock").nth(calls.length - 1).waitFor()
        await page.click("button.authorize")
        await page.fill(".auth-container input", "key-stan")
        await page.click(".auth-btn-wrapper button.authorize")
        await page.click("button.btn-done")
        await page.locator(".opblock-summary-control").first().click()
        await page.getByText("Try it out").click()
        await page.click("button.execute")
        const shown = await page.locator(".live-responses-table").innerText()
        assert.include(shown, `"cursor": null`)
        assert.deepStrictEqual({ foreign, blocked }, { foreign: [], blocked: [] })
      })
    }))
})
