import { Clock, Effect, type Scope } from "effect"
import { HttpClient, HttpClientRequest, HttpServerResponse } from "effect/http"
import { Buffer } from "node:buffer"
import { twilioSignature } from "../server/channels/twilio/TwilioSignature.ts"
import { type RecordedMessage, StandInMessageList } from "./StandInMessageList.ts"
import {
  makeStandInServer,
  type ReceivedCall,
  type ScriptedAnswer,
  type StandInServer,
} from "./StandInServer.ts"
import { answerOfTwilioAccount } from "./StandInTwilioAccount.ts"

/** One call of the messages address, in order or not. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string
  readonly contentType: string
  readonly form: Readonly<Record<string, string>>
}

/** A message that the stand-in took: it would be on its way to the customer. */
export interface AcceptedMessage {
  readonly sid: string
  readonly from: string
  readonly to: string
  readonly body: string
  readonly statusCallback: string | null
  /** Of a registered template. */
  readonly content: { readonly sid: string; readonly variables: string } | null
}

/** A customer's message. */
export interface BroughtMessage {
  readonly sid: string
  readonly from: string
  readonly to: string
  readonly body: string
}

export interface StandInProvider extends Omit<StandInServer<AcceptedMessage>, "received" | "awaitReceived"> {
  readonly received: Effect.Effect<ReadonlyArray<ReceivedRequest>>
  /** Waits until that many requests came. */
  readonly awaitReceived: (count: number) => Effect.Effect<ReadonlyArray<ReceivedRequest>>
  /** Has a file of a customer's message, by the ids of both. */
  readonly keepFile: (
    message: string,
    medium: string,
    file: { readonly type: string; readonly body: string | Uint8Array },
  ) => Effect.Effect<void>
  /** What the account's list of contents has from now on. */
  readonly setContents: (contents: ReadonlyArray<object>) => Effect.Effect<void>
  /** Posts a signed form to the desk and gives the status of its answer. */
  readonly post: (url: string, params: Readonly<Record<string, string>>) => Effect.Effect<number>
  /** Reports what became of a message at the address that came with it. */
  readonly reportStatus: (
    message: AcceptedMessage,
    status: string,
    params?: Readonly<Record<string, string>>,
  ) => Effect.Effect<number>
  /** Brings a customer's message to the desk. */
  readonly bringMessage: (
    url: string,
    message: BroughtMessage,
    params?: Readonly<Record<string, string>>,
  ) => Effect.Effect<number>
  /** What the account's list of messages has; every message that is sent or brought is in it. */
  readonly list: StandInMessageList
  /** A customer writes, and nobody is told of it but by the list. */
  readonly record: (message: BroughtMessage, change?: Partial<RecordedMessage>) => Effect.Effect<void>
}

const bodyLengthMax = 1_600

type Refusal = Extract<ScriptedAnswer, { readonly _tag: "Refuse" }>
const refuse = (status: number, code: number, message: string): Refusal => ({
  _tag: "Refuse",
  status,
  code,
  message,
})

/** Twilio's test numbers and what sending to or from them gives. */
const magicTo: ReadonlyMap<string, Refusal> = new Map([
  ["+15005550001", refuse(400, 21211, "Invalid 'To' Phone Number: +1500555XXXX")],
  ["+15005550002", refuse(400, 21612, "The 'To' phone number cannot be reached from this 'From' number.")],
  ["+15005550003", refuse(400, 21408, "Permission to send an SMS has not been enabled for the region.")],
  ["+15005550004", refuse(400, 21610, "Attempt to send to unsubscribed recipient")],
  ["+15005550009", refuse(400, 21614, "'To' number is not a valid mobile number")],
])
const magicFrom: ReadonlyMap<string, Refusal> = new Map([
  ["+15005550001", refuse(400, 21212, "The 'From' phone number is not valid.")],
  ["+15005550007", refuse(400, 21606, "The 'From' phone number is not a valid SMS-capable number.")],
  [
    "+15005550008",
    refuse(429, 21611, "This 'From' number has exceeded the maximum number of queued messages."),
  ],
])

const address = /^(whatsapp:)?(\+[1-9]\d{6,14}|[A-Z]{2}\.\d{5,32}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/

/** What the messages call of the API of 2010-04-01 requires; null when the request is in order. */
const objectionTo = (request: ReceivedRequest, account: StandInAccount): Refusal | null => {
  if (request.path !== `/2010-04-01/Accounts/${account.accountSid}/Messages.json`) {
    return refuse(404, 20404, "The requested resource was not found")
  }
  if (request.method !== "POST") return refuse(405, 20004, "Method not allowed")
  const basic = Buffer.from(`${account.accountSid}:${account.authToken}`).toString("base64")
  if (request.authorization !== `Basic ${basic}`) return refuse(401, 20003, "Authenticate")
  if (!request.contentType.startsWith("application/x-www-form-urlencoded")) {
    return refuse(415, 20000, "Unsupported media type")
  }
  const { Body, ContentSid, From, MediaUrl, MessagingServiceSid, StatusCallback, To } = request.form
  if (!To) return refuse(400, 21604, "A 'To' phone number is required.")
  if (!From && !MessagingServiceSid) return refuse(400, 21603, "A 'From' phone number is required.")
  if (!Body && !MediaUrl && !ContentSid) return refuse(400, 21602, "Message body is required.")
  if (!address.test(To)) return refuse(400, 21211, "Invalid 'To' Phone Number")
  if (From && !address.test(From)) return refuse(400, 21212, "The 'From' phone number is not valid.")
  if (From && From.startsWith("whatsapp:") !== To.startsWith("whatsapp:")) {
    return refuse(400, 21910, "Invalid From and To pair. From and To should be of the same channel")
  }
  if (Body && Body.length > bodyLengthMax) {
    return refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
  }
  if (StatusCallback && !URL.canParse(StatusCallback)) {
    return refuse(400, 21609, "The 'StatusCallback' URL is not a valid URL.")
  }
  return magicTo.get(To) ?? magicFrom.get(From ?? "") ?? null
}

export interface StandInAccount {
  readonly accountSid: string
  readonly authToken: string
}

const problem = (refusal: Refusal): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe({
    code: refusal.code,
    message: refusal.message,
    more_info: `https://www.twilio.com/docs/errors/${refusal.code}`,
    status: refusal.status,
  }, { status: refusal.status })

const busyCodes = { 429: 20429, 500: 20500, 503: 20503 } as const

const requestOf = (call: ReceivedCall): ReceivedRequest => ({
  method: call.method,
  path: call.path,
  authorization: call.headers["authorization"] ?? "",
  contentType: call.headers["content-type"] ?? "",
  form: Object.fromEntries(new URLSearchParams(call.body)),
})

/**
 * An HTTP server in the place of Twilio's API, on a free port, for as long as the scope lives. It refuses what Twilio
 * refuses, keeps what it was sent, and fails on demand in every way a provider can.
 */
export const makeStandInProvider = Effect.fnUntraced(function* (
  account: StandInAccount,
): Effect.fn.Return<StandInProvider, never, Scope.Scope | HttpClient.HttpClient> {
  const http = yield* HttpClient.HttpClient
  let contents: ReadonlyArray<object> = []
  const files = new Map<string, { readonly type: string; readonly body: string | Uint8Array }>()
  const root = `/2010-04-01/Accounts/${account.accountSid}`
  const basic = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString("base64")}`
  const list = new StandInMessageList(root)
  const record: StandInProvider["record"] = (message, change) =>
    Effect.map(Clock.currentTimeMillis, (createdAt) =>
      list.put({
        ...message,
        direction: "inbound",
        status: "received",
        errorCode: null,
        messagingServiceSid: null,
        createdAt,
        files: [],
        ...change,
      }))
  const server = yield* makeStandInServer<AcceptedMessage>({
    aside: ({ method, path }) => {
      const file = method === "GET" ? files.get(path) : undefined
      if (!file) return null
      const { body, type: contentType } = file
      return typeof body === "string"
        ? HttpServerResponse.text(body, { contentType })
        : HttpServerResponse.uint8Array(body, { contentType })
    },
    beside: (call) => {
      const { headers, method, path } = call
      if (path.startsWith("/v1/ContentAndApprovals")) {
        return HttpServerResponse.jsonUnsafe({ contents, meta: { next_page_url: null } })
      }
      if (path === "/v2/Indicators/Typing.json") return HttpServerResponse.jsonUnsafe({ success: true })
      const listed = method === "GET" ? list.answer(path) : null
      if (listed === null) return answerOfTwilioAccount(call, account)
      return headers["authorization"] === basic ? listed : problem(refuse(401, 20003, "Authenticate"))
    },
    objectionTo: (call) => {
      const objection = objectionTo(requestOf(call), account)
      return objection && problem(objection)
    },
    take: (call) => {
      const { form } = requestOf(call)
      const sid = `SM${crypto.randomUUID().replaceAll("-", "")}`
      list.put({
        sid,
        direction: "outbound-api",
        from: form["From"] ?? "",
        to: form["To"] ?? "",
        body: form["Body"] ?? "",
        status: "queued",
        errorCode: null,
        messagingServiceSid: form["MessagingServiceSid"] ?? null,
        createdAt: Date.now(),
        files: [],
      })
      return {
        sid,
        from: form["From"] ?? "",
        to: form["To"] ?? "",
        body: form["Body"] ?? "",
        statusCallback: form["StatusCallback"] ?? null,
        content: form["ContentSid"] === undefined
          ? null
          : { sid: form["ContentSid"], variables: form["ContentVariables"] ?? "" },
      }
    },
    accepted: ({ body, from, sid, to }) =>
      HttpServerResponse.jsonUnsafe({
        sid,
        from,
        to,
        body,
        account_sid: account.accountSid,
        status: "queued",
        error_code: null,
      }, { status: 201 }),
    refused: (refusal) =>
      problem(
        refusal._tag === "Refuse"
          ? refusal
          : refuse(refusal.status, busyCodes[refusal.status], "Try again later"),
      ),
  })

  const post: StandInProvider["post"] = (url, params) =>
    HttpClientRequest.post(url).pipe(
      HttpClientRequest.setHeader(
        "x-twilio-signature",
        twilioSignature(account.authToken, url, Object.entries(params)),
      ),
      HttpClientRequest.bodyUrlParams(params),
      http.execute,
      Effect.map((response) => response.status),
      Effect.orDie,
    )

  return {
    ...server,
    received: Effect.map(server.received, (calls) => calls.map(requestOf)),
    awaitReceived: (count) => Effect.map(server.awaitReceived(count), (calls) => calls.map(requestOf)),
    keepFile: (message, medium, file) =>
      Effect.sync(() => {
        const path = `/2010-04-01/Accounts/${account.accountSid}/Messages/${message}/Media/${medium}`
        files.set(path, file)
      }),
    setContents: (next) => Effect.sync(() => void (contents = next)),
    post,
    list,
    record,
    reportStatus: (message, status, params = {}) => {
      list.change(message.sid, { status })
      return post(message.statusCallback ?? "", {
        SmsSid: message.sid,
        SmsStatus: status,
        MessageStatus: status,
        To: message.to,
        MessageSid: message.sid,
        AccountSid: account.accountSid,
        From: message.from,
        ApiVersion: "2010-04-01",
        ...params,
      })
    },
    bringMessage: (url, message, params = {}) => {
      const { body, from, sid, to } = message
      const brought = post(url, {
        NumMedia: "0",
        SmsSid: sid,
        SmsStatus: "received",
        Body: body,
        To: to,
        NumSegments: "1",
        MessageSid: sid,
        AccountSid: account.accountSid,
        From: from,
        ApiVersion: "2010-04-01",
        ...params,
      })
      return Effect.andThen(record(message), brought)
    },
  }
})
