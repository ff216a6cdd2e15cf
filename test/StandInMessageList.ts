import { HttpServerResponse } from "effect/http"

/** A message on the stand-in's record, as Twilio lists it. */
export interface RecordedMessage {
  readonly sid: string
  readonly direction: "inbound" | "outbound-api"
  readonly from: string
  readonly to: string
  readonly body: string
  readonly status: string
  readonly errorCode: number | null
  readonly messagingServiceSid: string | null
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Ids and types of its files. */
  readonly files: ReadonlyArray<{ readonly sid: string; readonly type: string }>
}

const rfc2822 = (at: number): string => new Date(at).toUTCString().replace("GMT", "+0000")

const wireOf = (one: RecordedMessage) => ({
  sid: one.sid,
  direction: one.direction,
  from: one.from,
  to: one.to,
  body: one.body,
  status: one.status,
  error_code: one.errorCode,
  error_message: null,
  messaging_service_sid: one.messagingServiceSid,
  num_media: String(one.files.length),
  num_segments: "1",
  price: null,
  price_unit: "USD",
  api_version: "2010-04-01",
  date_created: rfc2822(one.createdAt),
  date_updated: rfc2822(one.createdAt),
  // What still waits at Twilio has not been sent.
  date_sent: one.status === "queued" || one.status === "accepted" ? null : rfc2822(one.createdAt),
})

const pageMessagesMax = 1_000

/** Twilio's record of an account's messages, newest first, a page at a time. */
export class StandInMessageList {
  /** Smaller pages than asked for, so that a test need not have thousands. */
  pageMax = pageMessagesMax
  private readonly messages = new Map<string, RecordedMessage>()
  private readonly root: string

  constructor(root: string) {
    this.root = root
  }

  put(message: RecordedMessage): void {
    this.messages.set(message.sid, message)
  }

  change(sid: string, change: Partial<Pick<RecordedMessage, "status" | "errorCode">>): void {
    const before = this.messages.get(sid)
    if (before) this.messages.set(sid, { ...before, ...change })
  }

  get all(): ReadonlyArray<RecordedMessage> {
    return [...this.messages.values()]
  }

  /** The answer to a call that asks for the list or for a message's files; null for any other. */
  answer(path: string): HttpServerResponse.HttpServerResponse | null {
    const url = new URL(path, "http://stand.in")
    if (url.pathname === `${this.root}/Messages.json`) return this.page(url)
    const [, sid] = /\/Messages\/(\w+)\/Media\.json$/.exec(url.pathname) ?? []
    if (sid === undefined) return null
    return HttpServerResponse.jsonUnsafe({
      media_list: (this.messages.get(sid)?.files ?? []).map((file) => ({
        sid: file.sid,
        content_type: file.type,
        parent_sid: sid,
      })),
      next_page_uri: null,
    })
  }

  private page({ searchParams: query }: URL): HttpServerResponse.HttpServerResponse {
    const after = Date.parse(query.get("DateSent>") ?? "") || -Infinity
    const before = Date.parse(query.get("DateSent<") ?? "") || Infinity
    const dated = Number.isFinite(after) || Number.isFinite(before)
    const found = this.all
      .filter(({ createdAt, status, to }) =>
        (!query.has("To") || to === query.get("To")) &&
        (!dated ||
          (status !== "queued" && status !== "accepted" && createdAt >= after && createdAt <= before))
      )
      .toSorted((a, b) => b.createdAt - a.createdAt)
    const size = Math.min(Number(query.get("PageSize") ?? 50), this.pageMax)
    const from = Number(query.get("Page") ?? 0) * size
    const next = new URLSearchParams(query)
    next.set("Page", String(from / size + 1))
    return HttpServerResponse.jsonUnsafe({
      messages: found.slice(from, from + size).map(wireOf),
      page: from / size,
      page_size: size,
      next_page_uri: from + size < found.length ? `${this.root}/Messages.json?${next}` : null,
    })
  }
}
