import { Data, Effect, Option, Schedule, Schema, Stream } from "effect"
import { HttpClient, type HttpClientRequest, type HttpClientResponse } from "effect/http"
import type { Registration, Template } from "../../domain/template/Template.ts"

/** A template as a provider lists it, in the desk's words. */
export interface ListedTemplate
  extends
    Pick<Template, "name" | "language" | "header" | "body" | "footer" | "buttons">,
    Omit<Registration, "accountId"> {}

export interface TemplatePage {
  /** When it was asked for, epoch milliseconds: what was learnt since is newer. */
  readonly askedAt: number
  readonly templates: ReadonlyArray<ListedTemplate>
  /** The provider's ids of all that it lists, those that could not be read among them. */
  readonly ids: ReadonlyArray<string>
  /** How many could not be read. */
  readonly unreadable: number
}

/** Why an account's templates could not be read to the end. */
export class TemplatesNotListed extends Data.TaggedError("TemplatesNotListed")<{
  /** `refused`: the credentials, or what they may do; only an admin can help. */
  readonly reason: "refused" | "unavailable" | "unreadable"
}> {}

/** Far more than a provider keeps for an account (Meta: 6,000). */
export const listedTemplatesMax = 20_000
export const listedPagesMax = 400

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
          : Effect.fail(new TemplatesNotListed({ reason: "unreadable" }))
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
      return body === undefined ? yield* new TemplatesNotListed({ reason: "unreadable" }) : body
    }
    if (status === 429 || status >= 500 || status === 408 || refusals.busy(body)) {
      return yield* new Busy({ afterMillis: retryAfterMillis(headers["retry-after"]) })
    }
    const refused = status === 401 || status === 403 || refusals.refused(body)
    return yield* new TemplatesNotListed({ reason: refused ? "refused" : "unreadable" })
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
): Effect.Effect<unknown, TemplatesNotListed> =>
  askOnce(http, request, refusals).pipe(
    Effect.retry({
      schedule: Schedule.exponential("1 second"),
      times: triesAgainMax,
      while: (error) => error._tag === "Busy",
    }),
    Effect.catchTag("Busy", () => Effect.fail(new TemplatesNotListed({ reason: "unavailable" }))),
  )

/** A page, and where the next one begins; null after the last. */
export interface ListingStep<Place> {
  readonly page: TemplatePage
  readonly next: Place | null
}

/**
 * One page after another, until there is none. A place that comes again is an end; more than any account has is an error,
 * since what is not in a list is taken for gone.
 */
export const listPages = <Place>(
  first: Place,
  ask: (place: Place) => Effect.Effect<ListingStep<Place>, TemplatesNotListed>,
): Stream.Stream<TemplatePage, TemplatesNotListed> =>
  Stream.paginate({ place: first, found: 0, been: new Set<Place>([first]) }, (at) =>
    Effect.gen(function* () {
      if (at.been.size > listedPagesMax || at.found > listedTemplatesMax) {
        return yield* new TemplatesNotListed({ reason: "unreadable" })
      }
      const { next, page } = yield* ask(at.place)
      const follows = next === null || at.been.has(next) ? Option.none() : Option.some({
        place: next,
        found: at.found + page.ids.length,
        been: new Set([...at.been, next]),
      })
      return [[page], follows] as const
    }))
