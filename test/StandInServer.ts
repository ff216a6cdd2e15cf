import { NodeHttpServer, NodeHttpServerRequest } from "@effect/platform-node"
import { Deferred, Effect, Option, Queue, type Scope, Stream, SubscriptionRef } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { formatUrlUnsafe } from "effect/net/NetAddress"
import { createServer } from "node:http"

/** How a stand-in treats the next request that is in order; without a script it accepts. */
export type ScriptedAnswer =
  | { readonly _tag: "Accept" }
  | { readonly _tag: "Refuse"; readonly status: number; readonly code: number; readonly message: string }
  /** `retryAfter` as the header's text. */
  | { readonly _tag: "Busy"; readonly status: 429 | 500 | 503; readonly retryAfter?: string }
  /** Reads the request and never answers. */
  | { readonly _tag: "Hang" }
  /** Reads the request and cuts the connection without taking the message. */
  | { readonly _tag: "Cut" }
  /** Takes the message and cuts the connection before the answer: the crash that SEND-7 is about. */
  | { readonly _tag: "AcceptThenCut" }
  /** Takes the message and answers when `gate` is done. */
  | { readonly _tag: "AcceptThenWait"; readonly gate: Effect.Effect<void> }
  | { readonly _tag: "Answer"; readonly status: number; readonly contentType: string; readonly body: string }

/** A call that the stand-in got, in order or not. */
export interface ReceivedCall {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** What one provider's API does with calls. */
export interface StandInApi<Message> {
  /** What is answered without a message being taken, such as a file that is asked for; null for every other call. */
  readonly aside?: (call: ReceivedCall) => HttpServerResponse.HttpServerResponse | null
  /** The refusal of a call that is not in order; null when it is. */
  readonly objectionTo: (call: ReceivedCall) => HttpServerResponse.HttpServerResponse | null
  /** The answer to a call that is about no message, and not among the received ones; null for any other. */
  readonly beside?: (call: ReceivedCall) => HttpServerResponse.HttpServerResponse | null
  /** The message that an accepted call makes, with an id of its own. */
  readonly take: (call: ReceivedCall) => Message
  readonly accepted: (message: Message) => HttpServerResponse.HttpServerResponse
  readonly refused: (
    refusal: Extract<ScriptedAnswer, { readonly _tag: "Refuse" | "Busy" }>,
  ) => HttpServerResponse.HttpServerResponse
}

export interface StandInServer<Message> {
  /** Its address, for the account's base URL. */
  readonly url: string
  readonly received: Effect.Effect<ReadonlyArray<ReceivedCall>>
  readonly accepted: Effect.Effect<ReadonlyArray<Message>>
  /** Waits until that many calls came. */
  readonly awaitReceived: (count: number) => Effect.Effect<ReadonlyArray<ReceivedCall>>
  /** Waits until that many messages were taken. */
  readonly awaitAccepted: (count: number) => Effect.Effect<ReadonlyArray<Message>>
  /** The next answers, in order. */
  readonly script: (...answers: ReadonlyArray<ScriptedAnswer>) => Effect.Effect<void>
}

const scriptMax = 1_000

const cutConnection = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  yield* Effect.sync(() => NodeHttpServerRequest.toIncomingMessage(request).socket.destroy())
  // Nobody reads it, but Deno's server does not close while a request has no answer.
  return HttpServerResponse.empty()
})

const receive = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const body = yield* request.text
  const { headers, method, url } = request
  return { method, path: url, headers, body } satisfies ReceivedCall
})

/** Waits for a list to grow; the list itself says when. */
const awaitLength = <A>(list: SubscriptionRef.SubscriptionRef<ReadonlyArray<A>>, count: number) =>
  SubscriptionRef.changes(list).pipe(
    Stream.filter((entries) => entries.length >= count),
    Stream.runHead,
    Effect.map(Option.getOrElse((): ReadonlyArray<A> => [])),
  )

/** An HTTP server in the place of a provider's API, on a free port, for as long as the scope lives. It fails on demand. */
export const makeStandInServer = Effect.fnUntraced(function* <Message>(
  api: StandInApi<Message>,
): Effect.fn.Return<StandInServer<Message>, never, Scope.Scope> {
  const received = yield* SubscriptionRef.make<ReadonlyArray<ReceivedCall>>([])
  const accepted = yield* SubscriptionRef.make<ReadonlyArray<Message>>([])
  const closing = yield* Deferred.make<void>()
  const answers = yield* Queue.bounded<ScriptedAnswer>(scriptMax)

  const take = Effect.fnUntraced(function* (call: ReceivedCall) {
    const message = api.take(call)
    yield* SubscriptionRef.update(accepted, (messages) => [...messages, message])
    return message
  })

  const answer = Effect.fnUntraced(function* (scripted: ScriptedAnswer, call: ReceivedCall) {
    switch (scripted._tag) {
      case "Accept":
        return api.accepted(yield* take(call))
      case "Refuse":
        return api.refused(scripted)
      case "Busy": {
        const busy = api.refused(scripted)
        return scripted.retryAfter === undefined
          ? busy
          : HttpServerResponse.setHeader(busy, "retry-after", scripted.retryAfter)
      }
      case "Hang":
        return yield* Effect.as(Deferred.await(closing), HttpServerResponse.empty())
      case "Cut":
        return yield* cutConnection
      case "AcceptThenCut":
        yield* take(call)
        return yield* cutConnection
      case "AcceptThenWait": {
        const message = yield* take(call)
        yield* Effect.raceFirst(scripted.gate, Deferred.await(closing))
        return api.accepted(message)
      }
      case "Answer": {
        const { body, contentType, status } = scripted
        return HttpServerResponse.text(body, { status, contentType })
      }
    }
  })

  const handle = Effect.gen(function* () {
    const call = yield* receive
    const beside = api.beside?.(call) ?? null
    if (beside) return beside
    const aside = api.aside?.(call) ?? null
    if (aside) {
      yield* SubscriptionRef.update(received, (calls) => [...calls, call])
      return aside
    }
    const objection = api.objectionTo(call)
    // Before anybody is told of the call: who then cuts it off has used up its answer.
    const scripted = objection ? Option.none() : yield* Queue.poll(answers)
    yield* SubscriptionRef.update(received, (calls) => [...calls, call])
    if (objection) return objection
    return yield* answer(Option.getOrElse(scripted, (): ScriptedAnswer => ({ _tag: "Accept" })), call)
  })

  const server = yield* NodeHttpServer.make(createServer, {
    port: 0,
    host: "127.0.0.1",
    gracefulShutdownTimeout: 0,
  }).pipe(Effect.orDie)
  yield* server.serve(handle)
  yield* Effect.addFinalizer(() => Deferred.succeed(closing, undefined))

  return {
    url: formatUrlUnsafe(server.address),
    received: SubscriptionRef.get(received),
    accepted: SubscriptionRef.get(accepted),
    awaitReceived: (count) => awaitLength(received, count),
    awaitAccepted: (count) => awaitLength(accepted, count),
    script: (...next) => Queue.offerAll(answers, next).pipe(Effect.asVoid),
  }
})
