import { Effect, Option, Schema, Stream } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import type { InboundMessage, StatusUpdate, WebhookReading } from "../ChannelAdapter.ts"
import type { ListedIncoming, ListedOutgoing, MessageList, MessagePage } from "../MessageList.ts"
import { askForPage, type ListingBounds, listPages, NotListed } from "../ProviderListing.ts"
import type { ProviderAccount, TwilioCredentials } from "../ProviderAccount.ts"
import { readInboundForm, readStatusForm } from "./TwilioWebhook.ts"

/** Twilio's most (twilio-oai, ListMessage). */
const pageMessages = "1000"
/** Of a day of an account: more than its queues let through. */
const bounds: ListingBounds = { pagesMax: 1_000, entriesMax: 1_000_000 }
/** Of one customer. */
const customerPageMessages = "100"
const customerBounds: ListingBounds = { pagesMax: 20, entriesMax: 2_000 }
const filesMax = "10"

const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Numeric = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])))

const Entry = Schema.Struct({
  sid: Schema.String,
  direction: Schema.String,
  from: Words,
  to: Words,
  body: Words,
  status: Words,
  num_media: Numeric,
  date_created: Words,
  date_sent: Words,
  error_code: Numeric,
  error_message: Words,
  messaging_service_sid: Words,
})
type Entry = typeof Entry.Type

const Page = Schema.Struct({
  messages: Schema.Array(Schema.Unknown),
  next_page_uri: Words,
})
const Files = Schema.Struct({
  media_list: Schema.Array(Schema.Struct({ sid: Schema.String, content_type: Words })),
})

const decodeEntry = Schema.decodeUnknownOption(Entry)
const decodePage = Schema.decodeUnknownOption(Page)
const decodeFiles = Schema.decodeUnknownOption(Files)

type Params = ReadonlyArray<readonly [string, string]>

const timeOf = (date: string | null | undefined): number | null => {
  const millis = Date.parse(date ?? "")
  return Number.isNaN(millis) ? null : millis
}
const createdAt = (entry: Entry): number | null => timeOf(entry.date_created) ?? timeOf(entry.date_sent)

const isMessage = (update: unknown): update is InboundMessage =>
  typeof update === "object" && update !== null && "_tag" in update && update._tag === "InboundMessage"
const isStatus = (update: unknown): update is StatusUpdate =>
  typeof update === "object" && update !== null && "_tag" in update && update._tag === "StatusUpdate"

const firstOf = <A>(reading: WebhookReading, is: (update: unknown) => update is A): A | null => {
  const [first] = reading._tag === "Updates" ? reading.updates : []
  return is(first) ? first : null
}

/** An entry in the words of the webhook that it had or should have had, so that both are read alike. */
const inboundParams = (entry: Entry): Params => [
  ["MessageSid", entry.sid],
  ["From", entry.from ?? ""],
  ["To", entry.to ?? ""],
  ["Body", entry.body ?? ""],
  ["SmsStatus", entry.status ?? ""],
  ["MessagingServiceSid", entry.messaging_service_sid ?? ""],
]

const inboundOf = (entry: Entry, files: Params = []): InboundMessage | null => {
  const message = firstOf(readInboundForm([...inboundParams(entry), ...files]), isMessage)
  return message && { ...message, providerAt: timeOf(entry.date_sent) ?? createdAt(entry) }
}

const outgoingOf = (entry: Entry): ReadonlyArray<ListedOutgoing> => {
  const created = createdAt(entry)
  if (created === null) return []
  const params: Params = [
    ["MessageSid", entry.sid],
    ["MessageStatus", entry.status ?? ""],
    ["ErrorCode", String(entry.error_code ?? "")],
    ["ErrorMessage", entry.error_message ?? ""],
  ]
  return [{
    providerId: entry.sid,
    senders: [(entry.from ?? "").replace(/^whatsapp:/, ""), entry.messaging_service_sid ?? ""],
    createdAt: created,
    text: entry.body ?? "",
    update: firstOf(readStatusForm(params, ""), isStatus),
  }]
}

const queryIn = (next: string | null | undefined): string | null => {
  const start = next?.indexOf("?") ?? -1
  return next && start >= 0 ? next.slice(start) : null
}

const noJudge = { busy: () => false, refused: () => false }

/** Twilio's list of messages (GET Messages.json), newest first; entries that are none of ours to read are passed over. */
export const makeTwilioMessages = (http: HttpClient.HttpClient, defaultBaseUrl: string): MessageList => {
  const get = (account: ProviderAccount, credentials: TwilioCredentials, path: string) => {
    const { accountSid, authToken } = credentials
    const base = `${(account.baseUrl ?? defaultBaseUrl).replace(/\/+$/, "")}/2010-04-01/Accounts`
    const request = HttpClientRequest.get(`${base}/${encodeURIComponent(accountSid)}/${path}`).pipe(
      HttpClientRequest.basicAuth(accountSid, authToken),
      HttpClientRequest.acceptJson,
    )
    return askForPage(http, request, noJudge)
  }

  const wholeOf = (account: ProviderAccount, credentials: TwilioCredentials, entry: Entry) =>
    Effect.gen(function* () {
      const path = `Messages/${encodeURIComponent(entry.sid)}/Media.json?PageSize=${filesMax}`
      const files = decodeFiles(yield* get(account, credentials, path))
      if (Option.isNone(files)) return yield* new NotListed({ reason: "unreadable" })
      const message = inboundOf(
        entry,
        files.value.media_list.flatMap(({ content_type, sid }, n): Params => [
          [`MediaUrl${n}`, `/Media/${sid}`],
          [`MediaContentType${n}`, content_type ?? ""],
        ]),
      )
      return message ?? (yield* new NotListed({ reason: "unreadable" }))
    })

  const incomingOf = (
    account: ProviderAccount,
    credentials: TwilioCredentials,
    entry: Entry,
  ): ReadonlyArray<ListedIncoming> => {
    const message = inboundOf(entry)
    if (message === null) return []
    const hasFiles = Number(entry.num_media ?? 0) > 0
    return [{ message, whole: hasFiles ? wholeOf(account, credentials, entry) : Effect.succeed(message) }]
  }

  const pages = (account: ProviderAccount, query: string, within: ListingBounds) => {
    const { credentials } = account
    if (credentials.kind !== "twilio") return Stream.fail(new NotListed({ reason: "refused" }))
    return listPages<string, MessagePage>(query, within, (place) =>
      Effect.gen(function* () {
        const page = decodePage(yield* get(account, credentials, `Messages.json${place}`))
        if (Option.isNone(page)) return yield* new NotListed({ reason: "unreadable" })
        const entries = page.value.messages.flatMap((one) => Option.toArray(decodeEntry(one)))
        return {
          page: {
            incoming: entries.filter(({ direction }) => direction === "inbound")
              .flatMap((entry) => incomingOf(account, credentials, entry)),
            outgoing: entries.filter(({ direction }) => direction === "outbound-api").flatMap(outgoingOf),
          },
          entries: page.value.messages.length,
          next: queryIn(page.value.next_page_uri),
        }
      }))
  }

  return {
    between: (account, from, to) => {
      const query = new URLSearchParams([
        ["DateSent>", new Date(from).toISOString()],
        ["DateSent<", new Date(to).toISOString()],
        ["PageSize", pageMessages],
      ])
      return pages(account, `?${query}`, bounds)
    },
    sentTo: (account, channel, customer, since) => {
      const to = channel === "whatsapp" ? `whatsapp:${customer}` : customer
      const query = new URLSearchParams([["To", to], ["PageSize", customerPageMessages]])
      return pages(account, `?${query}`, customerBounds).pipe(
        // The newest come first: after a page of older ones there is nothing more to find.
        Stream.takeUntil(({ outgoing }) =>
          outgoing.length > 0 && outgoing.every(({ createdAt }) => createdAt < since)
        ),
        Stream.runFold(
          (): ReadonlyArray<ListedOutgoing> => [],
          (all, { outgoing }) => [...all, ...outgoing.filter(({ createdAt }) => createdAt >= since)],
        ),
      )
    },
  }
}
