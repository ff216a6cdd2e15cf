import { Clock, Effect, Option, Schema, type Stream } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { TwilioCredentials } from "../ProviderAccount.ts"
import { askForPage, listPages, NotListed } from "../ProviderListing.ts"
import { templateBounds, type TemplatePage } from "../TemplateListing.ts"
import { readTwilioContent } from "./TwilioContent.ts"

export const defaultContentUrl = "https://content.twilio.com"
const pageTemplates = "200"

const Page = Schema.Struct({
  contents: Schema.Array(Schema.Unknown),
  meta: Schema.Struct({ next_page_url: Schema.optionalKey(Schema.NullOr(Schema.String)) }),
})
const decodePage = Schema.decodeUnknownOption(Page)
const decodeSid = Schema.decodeUnknownOption(Schema.Struct({ sid: Schema.String }))

/** Of the next page's address only the query is taken, so that nobody leads the credentials elsewhere. */
const queryIn = (next: string | null | undefined): string | null =>
  next && URL.canParse(next) ? new URL(next).search : null

const readPage = (askedAt: number, entries: ReadonlyArray<unknown>): TemplatePage => {
  const read = entries.map(readTwilioContent)
  return {
    askedAt,
    templates: read.flatMap((one) => Option.isSome(one) ? [one.value] : []),
    ids: entries.flatMap((entry) =>
      Option.match(decodeSid(entry), { onNone: () => [], onSome: ({ sid }) => [sid] })
    ),
    unreadable: read.filter(Option.isNone).length,
  }
}

/** The contents of a Twilio account with what WhatsApp says of each (GET /v1/ContentAndApprovals), page by page. */
export const readTwilioTemplates = (
  http: HttpClient.HttpClient,
  baseUrl: string,
  { accountSid, authToken }: TwilioCredentials,
): Stream.Stream<TemplatePage, NotListed> =>
  listPages<string, TemplatePage>(
    `?PageSize=${pageTemplates}`,
    templateBounds,
    (query) =>
      Effect.gen(function* () {
        const request = HttpClientRequest.get(`${baseUrl.replace(/\/+$/, "")}/v1/ContentAndApprovals${query}`)
          .pipe(
            HttpClientRequest.basicAuth(accountSid, authToken),
            HttpClientRequest.acceptJson,
          )
        const askedAt = yield* Clock.currentTimeMillis
        const answer = yield* askForPage(http, request, { busy: () => false, refused: () => false })
        const page = decodePage(answer)
        if (Option.isNone(page)) return yield* new NotListed({ reason: "unreadable" })
        const { contents, meta } = page.value
        return {
          page: readPage(askedAt, contents),
          entries: contents.length,
          next: queryIn(meta.next_page_url),
        }
      }),
  )
