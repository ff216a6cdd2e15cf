import { Data, Effect, Option, Schema, Stream } from "effect"
import type { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import type { ConnectionCheck, ConnectionOutcome } from "../../domain/account/ConnectionCheck.ts"
import type { ListedNumber, NumberList } from "../../domain/account/ListedNumber.ts"
import { cleanText } from "./cleanText.ts"

const answerWithin = "10 seconds"
const answerBytesMax = 4 * 1024 * 1024
const detailLengthMax = 120
/** Desks wait for an answer for 15 s. */
const listedWithin = "12 seconds"
const pagesMax = 40
const numbersMax = 2_000

/** Why a provider's answer about an account is none. */
export class ConnectionFailed extends Data.TaggedError("ConnectionFailed")<{
  readonly outcome: Exclude<ConnectionOutcome, "connected">
  readonly detail: string
}> {}

export const connectionFailed = (outcome: ConnectionFailed["outcome"], detail = ""): ConnectionFailed =>
  new ConnectionFailed({ outcome, detail: cleanText(detail, detailLengthMax) })

/** What a provider's refusal means, by its status and body as JSON; null where these are not its words. */
export type RefusalJudge = (status: number, body: unknown) => ConnectionFailed["outcome"] | null

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** Nothing of an answer that is longer than any of a provider is. */
const textOf = (response: HttpClientResponse.HttpClientResponse) =>
  Effect.suspend(() => {
    let bytesLeft = answerBytesMax
    return response.stream.pipe(
      Stream.mapEffect((chunk) =>
        (bytesLeft -= chunk.byteLength) >= 0
          ? Effect.succeed(chunk)
          : Effect.fail(connectionFailed("wrong_address"))
      ),
      Stream.decodeText(),
      Stream.mkString,
    )
  })

const meaningOf = (status: number, body: unknown, judge: RefusalJudge): ConnectionFailed["outcome"] => {
  const judged = judge(status, body)
  if (judged !== null) return judged
  if (status === 401 || status === 403) return "refused"
  return status === 408 || status === 429 || status >= 500 ? "busy" : "wrong_address"
}

const failureOf = ({ reason }: HttpClientError.HttpClientError): ConnectionFailed =>
  connectionFailed(reason._tag === "InvalidUrlError" ? "wrong_address" : "unreachable")

/** Asks a provider once about an account, for at most 10 s; gives its answer as JSON. */
export const askAccount = (
  http: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  judge: RefusalJudge,
): Effect.Effect<unknown, ConnectionFailed> =>
  Effect.gen(function* () {
    const response = yield* http.execute(request)
    const body = decodeJson(yield* textOf(response))
    const { status } = response
    if (status < 200 || status >= 300) {
      return yield* connectionFailed(meaningOf(status, Option.getOrUndefined(body), judge))
    }
    return Option.isSome(body) ? body.value : yield* connectionFailed("wrong_address")
  }).pipe(
    Effect.timeout(answerWithin),
    Effect.catchTags({
      HttpClientError: (error) => Effect.fail(failureOf(error)),
      TimeoutError: () => Effect.fail(connectionFailed("timed_out")),
    }),
  )

/** An answer as what this provider answers; anything else comes from something that is not this provider. */
export const answerAs =
  <A>(decode: (body: unknown) => Option.Option<A>) => (body: unknown): Effect.Effect<A, ConnectionFailed> =>
    Option.match(decode(body), {
      onNone: () => Effect.fail(connectionFailed("wrong_address")),
      onSome: Effect.succeed,
    })

/** What was learnt about an account as a connection test; the text says what the provider calls it. */
export const connectionCheckOf = (
  learnt: Effect.Effect<string, ConnectionFailed>,
): Effect.Effect<ConnectionCheck> =>
  learnt.pipe(
    Effect.map((detail): ConnectionCheck => ({
      outcome: "connected",
      detail: cleanText(detail, detailLengthMax).trim(),
    })),
    Effect.catch(({ detail, outcome }) => Effect.succeed({ outcome, detail })),
  )

/** A page of an account's numbers, and where the next one is; null after the last. */
export interface NumberPage<Place> {
  readonly numbers: ReadonlyArray<ListedNumber>
  readonly next: Place | null
}

/** One page after another: at most 40, 2,000 numbers and 12 s. What was read before a failure is kept. */
export const listNumbers = <Place>(
  first: Place,
  ask: (place: Place) => Effect.Effect<NumberPage<Place>, ConnectionFailed>,
): Effect.Effect<NumberList> =>
  Effect.suspend(() => {
    const numbers: Array<ListedNumber> = []
    const readAll = Effect.gen(function* () {
      let place: Place | null = first
      for (let page = 0; page < pagesMax && place !== null && numbers.length < numbersMax; page += 1) {
        const answer: NumberPage<Place> = yield* ask(place)
        numbers.push(...answer.numbers.slice(0, numbersMax - numbers.length))
        place = answer.next
      }
      return place === null
    })
    return readAll.pipe(
      Effect.timeout(listedWithin),
      Effect.map((complete): NumberList => ({ numbers, complete, problem: null })),
      Effect.catchTags({
        ConnectionFailed: ({ detail, outcome }) =>
          Effect.succeed<NumberList>({ numbers, complete: false, problem: { outcome, detail } }),
        TimeoutError: () =>
          Effect.succeed<NumberList>({
            numbers,
            complete: false,
            problem: { outcome: "timed_out", detail: "" },
          }),
      }),
    )
  })

/** For an account of another kind: it has nothing to ask with. */
export const foreignAccount = connectionFailed("refused")

/** Of the address of a next page only the query is taken, so that nobody leads the credentials elsewhere. */
export const queryOf = (next: string | null | undefined): string | null =>
  next && URL.canParse(next, "https://provider.invalid")
    ? new URL(next, "https://provider.invalid").search || null
    : null
