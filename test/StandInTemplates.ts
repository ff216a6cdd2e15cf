import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Queue, Ref, type Scope } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { formatUrlUnsafe } from "effect/net/NetAddress"
import { createServer } from "node:http"

/** An entry as Meta lists it; anything else is what a test wants read as junk. */
export type WireTemplate = unknown

/** A body of Meta's list, with what a test wants otherwise. */
export const wireTemplate = (id: string, change: Readonly<Record<string, unknown>> = {}) => ({
  id,
  name: `template_${id}`,
  language: "en_US",
  status: "APPROVED",
  category: "UTILITY",
  quality_score: { score: "GREEN", date: 1_746_082_800 },
  parameter_format: "POSITIONAL",
  components: [{
    type: "BODY",
    text: "Hi {{1}}, your order {{2}} is on its way.",
    example: { body_text: [["Samir", "BW-20466"]] },
  }],
  ...change,
})

export interface TemplateRequest {
  readonly path: string
  readonly authorization: string
  readonly after: string | null
}

export interface StandInTemplates {
  readonly url: string
  readonly setTemplates: (templates: ReadonlyArray<WireTemplate>) => Effect.Effect<void>
  /** The next answers in place of a page, in order: a status with a JSON body. */
  readonly script: (
    ...answers: ReadonlyArray<
      { readonly status: number; readonly body?: unknown; readonly retryAfter?: string }
    >
  ) => Effect.Effect<void>
  /** Done before each page after the first is answered. */
  readonly betweenPages: (effect: Effect.Effect<void>) => Effect.Effect<void>
  readonly requests: Effect.Effect<ReadonlyArray<TemplateRequest>>
}

const scriptMax = 100

/** Meta's list of message templates in the place of the Graph API, on a free port, for as long as the scope lives. */
export const makeStandInTemplates = Effect.fnUntraced(function* (
  accessToken: string,
  pageSize = 100,
): Effect.fn.Return<StandInTemplates, never, Scope.Scope> {
  const templates = yield* Ref.make<ReadonlyArray<WireTemplate>>([])
  const requests = yield* Ref.make<ReadonlyArray<TemplateRequest>>([])
  const between = yield* Ref.make<Effect.Effect<void>>(Effect.void)
  const answers = yield* Queue.bounded<
    { readonly status: number; readonly body?: unknown; readonly retryAfter?: string }
  >(scriptMax)

  const handle = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const url = new URL(request.url, "http://stand-in")
    const after = url.searchParams.get("after")
    const authorization = request.headers["authorization"] ?? ""
    yield* Ref.update(requests, (all) => [...all, { path: url.pathname, authorization, after }])
    const scripted = yield* Queue.poll(answers)
    if (scripted._tag === "Some") {
      const { body = {}, retryAfter, status } = scripted.value
      const answer = HttpServerResponse.jsonUnsafe(body, { status })
      return retryAfter === undefined
        ? answer
        : HttpServerResponse.setHeader(answer, "retry-after", retryAfter)
    }
    if (authorization !== `Bearer ${accessToken}`) {
      const error = { message: "Invalid OAuth access token.", type: "OAuthException", code: 190 }
      return HttpServerResponse.jsonUnsafe({ error }, { status: 401 })
    }
    if (after !== null) yield* Effect.flatten(Ref.get(between))
    const from = Number(after ?? "0")
    const all = yield* Ref.get(templates)
    const data = all.slice(from, from + pageSize)
    const next = from + pageSize
    return HttpServerResponse.jsonUnsafe({
      data,
      paging: {
        // As Meta does: a place to go on from comes with the last page too.
        cursors: { before: String(from), after: String(next) },
        ...(next < all.length ? { next: `https://graph.example/elsewhere?after=${next}` } : {}),
      },
    })
  })

  const server = yield* NodeHttpServer.make(createServer, {
    port: 0,
    host: "127.0.0.1",
    gracefulShutdownTimeout: 0,
  }).pipe(Effect.orDie)
  yield* server.serve(handle)
  return {
    url: formatUrlUnsafe(server.address),
    setTemplates: (next) => Ref.set(templates, next),
    script: (...next) => Queue.offerAll(answers, next).pipe(Effect.asVoid),
    betweenPages: (effect) => Ref.set(between, effect),
    requests: Ref.get(requests),
  }
})
