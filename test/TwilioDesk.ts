import { Effect, Schedule } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { DeskProcess } from "./DeskProcess.ts"
import { makeStandInProvider } from "./StandInProvider.ts"

const account = { accountSid: `AC${"0".repeat(32)}`, authToken: "the token of a test account" }

export const careAddress = "+15005550006"
export const ownAddress = "+15005550010"
export const waAddress = "+15005550007"
export const password = "correct horse battery staple"

const seedFor = (baseUrl: string) => ({
  workspace: { name: "Acme", timeZone: "America/New_York", plan: "trial", defaultAdmin: "admin@acme.test" },
  users: [
    { email: "admin@acme.test", name: "Ann", role: "admin", licensed: true, password, apiKey: "key-of-ann" },
    {
      email: "stan@acme.test",
      name: "Stan",
      role: "standard",
      licensed: true,
      password,
      apiKey: "key-of-stan",
    },
    {
      email: "dana@acme.test",
      name: "Dana",
      role: "standard",
      licensed: true,
      password,
      apiKey: "key-of-dana",
    },
  ],
  providers: [{ id: "tw1", kind: "twilio", baseUrl, ...account }],
  senders: [
    {
      id: "care",
      label: "Parcel Care",
      channel: "sms",
      address: careAddress,
      provider: "tw1",
      users: ["stan@acme.test", "dana@acme.test"],
    },
    {
      id: "own",
      label: "Stan's line",
      channel: "sms",
      address: ownAddress,
      provider: "tw1",
      users: ["stan@acme.test"],
    },
    {
      id: "wa",
      label: "Parcel WhatsApp",
      channel: "whatsapp",
      address: waAddress,
      provider: "tw1",
      users: ["stan@acme.test", "dana@acme.test"],
    },
  ],
  contacts: [{ name: "Elena Marsh", phones: ["+15555550123"] }],
})

export interface ApiMessage {
  readonly seq: number
  readonly id: string
  readonly kind: string
  readonly text: string | null
  readonly status: string | null
  readonly error: { readonly code: string } | null
}

export interface ApiConversation {
  readonly id: string
  readonly address: string
  readonly owner: string | null
  readonly unread: number
  readonly lastSeq: number
}

/** Often enough to see a change soon, and bounded: a test that waits in vain fails. */
const lookAgain = { schedule: Schedule.spaced("25 millis"), times: 600 }

/** The real server with an account at a stand-in for Twilio, as an operator would seed it; `more` goes into the seed. */
export const makeTwilioDesk = Effect.fnUntraced(function* (
  env: Readonly<Record<string, string>> = {},
  more: object = {},
) {
  const provider = yield* makeStandInProvider(account)
  const desk = yield* DeskProcess.scoped({ seed: { ...seedFor(provider.url), ...more }, env })
  const messagesUrl = `${desk.url}/webhooks/twilio/tw1/messages`

  const call = <A>(method: string, path: string, body?: unknown, key = "key-of-ann") =>
    Effect.tryPromise(async (): Promise<{ readonly status: number; readonly body: A }> => {
      const response = await fetch(`${desk.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: response.status === 204 ? null : await response.json() }
    })

  const conversations = (view = "mine", key = "key-of-ann") =>
    Effect.map(
      call<{ readonly items: ReadonlyArray<ApiConversation> }>(
        "GET",
        `/conversations?view=${view}&limit=100`,
        undefined,
        key,
      ),
      ({ body }) => body.items,
    )

  const items = (id: string) =>
    Effect.map(
      call<{ readonly items: ReadonlyArray<ApiMessage> }>("GET", `/conversations/${id}/items?limit=200`),
      ({ body }) => body.items,
    )

  return {
    provider,
    desk,
    messagesUrl,
    call,
    conversations,
    items,
    /** A customer writes, as the provider would bring it; gives the status of the answer. */
    bring: (from: string, body: string, sid = `SM${randomUUID().replaceAll("-", "")}`, to = careAddress) =>
      provider.bringMessage(messagesUrl, { sid, from, to, body }),
    /** An agent writes into a conversation that exists. */
    write: (id: string, text: string, messageId: string = randomUUID(), key = "key-of-stan") =>
      call<ApiMessage>("POST", `/conversations/${id}/messages`, { id: messageId, text }, key),
    /** Looks at a conversation until it is as wanted; fails with what it saw last. */
    itemsUntil: (id: string, wanted: (items: ReadonlyArray<ApiMessage>) => boolean) =>
      items(id).pipe(
        Effect.repeat({ until: wanted, ...lookAgain }),
        Effect.tap((seen) =>
          wanted(seen) ? Effect.void : Effect.die(new Error(`never came: ${JSON.stringify(seen)}`))
        ),
      ),
  }
})

export const scopedTest = <A, E>(
  effect: Effect.Effect<A, E, Effect.Services<ReturnType<typeof makeTwilioDesk>>>,
): Effect.Effect<A, E> => effect.pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))
