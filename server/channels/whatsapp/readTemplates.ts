import { Clock, Effect, Option, Schema, type Stream } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { WhatsAppCredentials } from "../ProviderAccount.ts"
import { askForPage, listPages, NotListed } from "../ProviderListing.ts"
import { templateBounds, type TemplatePage } from "../TemplateListing.ts"
import { graphOf } from "./createWhatsAppMessage.ts"
import { readMetaTemplate } from "./MetaTemplate.ts"

const pageTemplates = 100
const fields = "id,name,language,status,category,quality_score,parameter_format,rejected_reason,components"

/** Too many calls of the app, the account or the number. */
const busyCodes = new Set([4, 17, 32, 613, 80007, 80008, 130429, 131056])
/** The token, or what it may do. */
const refusedCodes = new Set([3, 10, 190, 200])

const Failure = Schema.Struct({ error: Schema.Struct({ code: Schema.Int }) })
const decodeFailure = Schema.decodeUnknownOption(Failure)
const codeIn = (body: unknown, codes: ReadonlySet<number>): boolean =>
  Option.exists(decodeFailure(body), ({ error }) => codes.has(error.code))

const Page = Schema.Struct({
  data: Schema.Array(Schema.Unknown),
  paging: Schema.optionalKey(Schema.NullOr(Schema.Struct({
    cursors: Schema.optionalKey(
      Schema.NullOr(Schema.Struct({ after: Schema.optionalKey(Schema.NullOr(Schema.String)) })),
    ),
    next: Schema.optionalKey(Schema.NullOr(Schema.String)),
  }))),
})
const decodePage = Schema.decodeUnknownOption(Page)
const Identified = Schema.Struct({ id: Schema.String })
const decodeId = Schema.decodeUnknownOption(Identified)

/** `next` is an address at Meta: of it only the place is taken, so that nobody leads the token elsewhere. */
const afterIn = (next: string | null | undefined): string | null =>
  next && URL.canParse(next) ? new URL(next).searchParams.get("after") : null

const readPage = (askedAt: number, entries: ReadonlyArray<unknown>): TemplatePage => {
  const read = entries.map(readMetaTemplate)
  return {
    askedAt,
    templates: read.flatMap((one) => Option.isSome(one) ? [one.value] : []),
    ids: entries.flatMap((entry) =>
      Option.match(decodeId(entry), { onNone: () => [], onSome: ({ id }) => [id] })
    ),
    unreadable: read.filter(Option.isNone).length,
  }
}

/**
 * The message templates of a WhatsApp Business Account, page by page (GET /{account}/message_templates). Meta gives a place
 * to go on from with the last page too: an empty page ends the list.
 */
export const readTemplates = (
  http: HttpClient.HttpClient,
  baseUrl: string,
  { accessToken, businessAccountId }: WhatsAppCredentials,
): Stream.Stream<TemplatePage, NotListed> => {
  const url = `${graphOf(baseUrl)}/${encodeURIComponent(businessAccountId)}/message_templates`
  return listPages<string, TemplatePage>("", templateBounds, (after) =>
    Effect.gen(function* () {
      const request = HttpClientRequest.get(url).pipe(
        HttpClientRequest.bearerToken(accessToken),
        HttpClientRequest.acceptJson,
        HttpClientRequest.setUrlParams({
          limit: String(pageTemplates),
          fields,
          ...(after === "" ? {} : { after }),
        }),
      )
      const askedAt = yield* Clock.currentTimeMillis
      const answer = yield* askForPage(http, request, {
        busy: (body) => codeIn(body, busyCodes),
        refused: (body) => codeIn(body, refusedCodes),
      })
      const page = decodePage(answer)
      if (Option.isNone(page)) return yield* new NotListed({ reason: "unreadable" })
      const { data, paging } = page.value
      const next = paging?.cursors?.after ?? afterIn(paging?.next)
      return {
        page: readPage(askedAt, data),
        entries: data.length,
        next: data.length === 0 || !next ? null : next,
      }
    }))
}
