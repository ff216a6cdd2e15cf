import { Data, Effect, Option, Schedule, Schema, Stream } from "effect"
import { HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"

/** Why an account's list could not be read to the end. */
export class NotListed extends Data.TaggedError("NotListed")<{
  /** `refused`: the credentials, or what they may do; only an admin can help. */
  readonly reason: "refused" | "unavailable" | "unreadable"
}> {}

const answerWithin = "30 seconds"
const answerBytesMax = 16 * 1024 * 1024
const triesAgainMax = 4
const retryAfterSecondsMax = 60

class Busy extends Data.TaggedError("Busy")<{ readonly afterMillis: number }> {}

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** What a provider's answer means where it is no page: by its status, and the code in its body. */
export interface ListingRefusals {
  readonly busy: (body: unknown) => boolean
  readonly refused: (body: unknown) => boolean
}

const textOf = (response: HttpClientResponse.HttpClientResponse) =>
  Effect.suspend(() => {
    let bytesLeft = answerBytesMax
    return response.stream.pipe(
      Stream.mapEffect((chunk) =>
        (bytesLeft -= chunk.byteLength) >= 0
          ? Effect.succeed(chunk)
          : Effect.fail(new NotListed({ reason: "unreadable" }))
      ),
      Stream.decodeText(),
      Stream.mkString,
    )
  })

const retryAfterMillis = (header: string | undefined): number =>
  header !== undefined && /^\d{1,6}$/.test(header)
    ? Math.min(Number(header), retryAfterSecondsMax) * 1_000
    : 0

const askOnce = (
  http: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  refusals: ListingRefusals,
) =>
  Effect.gen(function* () {
    const response = yield* http.execute(request)
    const body = Option.getOrUndefined(decodeJson(yield* textOf(response)))
    const { headers, status } = response
    if (status >= 200 && status < 300) {
      return body === undefined ? yield* new NotListed({ reason: "unreadable" }) : body
    }
    if (status === 429 || status >= 500 || status === 408 || refusals.busy(body)) {
      return yield* new Busy({ afterMillis: retryAfterMillis(headers["retry-after"]) })
    }
    const refused = status === 401 || status === 403 || refusals.refused(body)
    return yield* new NotListed({ reason: refused ? "refused" : "unreadable" })
  }).pipe(
    Effect.timeout(answerWithin),
    Effect.catchTag(["HttpClientError", "TimeoutError"], () => Effect.fail(new Busy({ afterMillis: 0 }))),
    Effect.tapErrorTag("Busy", ({ afterMillis }) => Effect.sleep(afterMillis)),
  )

/**
 * Asks a provider for a page, again after 1, 2, 4 and 8 s, or as long as it says up to a minute, where it is busy or cannot
 * be reached. Gives the answer as JSON.
 */
export const askForPage = (
  http: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  refusals: ListingRefusals,
): Effect.Effect<unknown, NotListed> =>
  askOnce(http, request, refusals).pipe(
    Effect.retry({
      schedule: Schedule.exponential("1 second"),
      times: triesAgainMax,
      while: (error) => error._tag === "Busy",
    }),
    Effect.catchTag("Busy", () => Effect.fail(new NotListed({ reason: "unavailable" }))),
  )

/** A page, how much is in it, and where the next one begins; null after the last. */
export interface ListingStep<Place, Page> {
  readonly page: Page
  readonly entries: number
  readonly next: Place | null
}

/** Far more than a list that is read ever has. */
export interface ListingBounds {
  readonly pagesMax: number
  readonly entriesMax: number
}

/**
 * One page after another, until there is none. A place that comes again is an end; more than a list ever has is an error,
 * since what is not in one is taken for gone.
 */
export const listPages = <Place, Page>(
  first: Place,
  { entriesMax, pagesMax }: ListingBounds,
  ask: (place: Place) => Effect.Effect<ListingStep<Place, Page>, NotListed>,
): Stream.Stream<Page, NotListed> =>
  Stream.paginate({ place: first, found: 0, been: new Set<Place>([first]) }, (at) =>
    Effect.gen(function* () {
      if (at.been.size > pagesMax || at.found > entriesMax) {
        return yield* new NotListed({ reason: "unreadable" })
      }
      const { entries, next, page } = yield* ask(at.place)
      const follows = next === null || at.been.has(next) ? Option.none() : Option.some({
        place: next,
        found: at.found + entries,
        been: new Set([...at.been, next]),
      })
      return [[page], follows] as const
    }))
