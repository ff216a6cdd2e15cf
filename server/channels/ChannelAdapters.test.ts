import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { DeskProcess } from "../../test/DeskProcess.ts"
import type { WebhookRequest } from "./ChannelAdapter.ts"
import {
  makeTelnyxApi,
  sampleBody as telnyxBody,
  signedByTelnyx,
  telnyxAccount,
  telnyxCredentials,
} from "./telnyx/TelnyxFixture.ts"
import {
  makeVonageApi,
  sampleBody as vonageBody,
  signedByVonage,
  vonageAccount,
  vonageCredentials,
} from "./vonage/VonageFixture.ts"

interface Item {
  readonly kind: string
  readonly text: string | null
  readonly status: string | null
}
interface Row {
  readonly id: string
  readonly address: string
}

const lookAgain = { schedule: Schedule.spaced("25 millis"), times: 600 }

const seedFor = (vonageUrl: string, telnyxUrl: string) => ({
  workspace: { name: "Acme", timeZone: "Europe/London", plan: "trial", defaultAdmin: "ann@acme.test" },
  users: [{ email: "ann@acme.test", name: "Ann", role: "admin", licensed: true, apiKey: "key-of-ann" }],
  providers: [
    { id: "vo1", baseUrl: vonageUrl, ...vonageCredentials },
    { id: "te1", baseUrl: telnyxUrl, ...telnyxCredentials },
  ],
  senders: [
    { id: "vs", label: "Vonage", channel: "sms", address: "+447700900000", provider: "vo1" },
    { id: "vw", label: "Vonage WhatsApp", channel: "whatsapp", address: "+447700900000", provider: "vo1" },
    { id: "te", label: "Telnyx", channel: "sms", address: "+15555550100", provider: "te1" },
  ].map((sender) => ({ ...sender, users: ["ann@acme.test"] })),
})

/** A desk with an account at each of two stand-ins, as an operator would seed it. */
const makeDesk = Effect.gen(function* () {
  const vonage = yield* makeVonageApi
  const telnyx = yield* makeTelnyxApi
  const desk = yield* DeskProcess.scoped({ seed: seedFor(vonage.url, telnyx.url) })

  const call = <A>(method: string, path: string, body?: unknown) =>
    Effect.promise(async (): Promise<A> => {
      const response = await fetch(`${desk.url}/api/v1${path}`, {
        method,
        headers: { authorization: "Bearer key-of-ann", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return await response.json()
    })
  const items = (id: string) =>
    Effect.map(
      call<{ readonly items: ReadonlyArray<Item> }>("GET", `/conversations/${id}/items?limit=200`),
      (page) => page.items,
    )

  /** Calls the desk as the provider would; gives the status of the answer. */
  const bring = (
    account: WebhookRequest["account"],
    signed: (request: WebhookRequest) => WebhookRequest,
    url: string,
    text: string,
  ) =>
    Effect.promise(async () => {
      const body = new TextEncoder().encode(text)
      const { headers } = signed({
        account,
        endpoint: "",
        method: "POST",
        url,
        headers: { "content-type": "application/json" },
        body,
        receivedAt: Date.now(),
      })
      const sent = Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]]
      )
      const response = await fetch(url, { method: "POST", headers: Object.fromEntries(sent), body })
      return response.status
    })

  return {
    vonage,
    telnyx,
    fromVonage: (endpoint: string, text: string) =>
      bring(vonageAccount, signedByVonage, `${desk.url}/webhooks/vonage/vo1/${endpoint}`, text),
    fromTelnyx: (url: string, text: string) => bring(telnyxAccount, signedByTelnyx, url, text),
    telnyxUrl: `${desk.url}/webhooks/telnyx/te1`,
    conversations: Effect.map(
      call<{ readonly items: ReadonlyArray<Row> }>("GET", "/conversations?view=mine&limit=100"),
      (page) => page.items,
    ),
    items,
    write: (id: string, text: string) =>
      call<Item>("POST", `/conversations/${id}/messages`, { id: randomUUID(), text }),
    /** Looks at a conversation until its last item is as wanted; fails with what it saw last. */
    lastUntil: (id: string, wanted: (last: Item | undefined) => boolean) =>
      items(id).pipe(
        Effect.map((all) => all.findLast(({ status }) => status !== null)),
        Effect.repeat({ until: wanted, ...lookAgain }),
        Effect.tap((seen) =>
          wanted(seen) ? Effect.void : Effect.die(new Error(`never came: ${JSON.stringify(seen)}`))
        ),
      ),
  }
})

const scoped = <A, E>(effect: Effect.Effect<A, E, Effect.Services<typeof makeDesk>>) =>
  effect.pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))

describe("providers of the list, from the customer to the desk and back", () => {
  it.live("HOOK-7, SEND-13, OPT-2: Vonage", () =>
    scoped(Effect.gen(function* () {
      const desk = yield* makeDesk
      for (const name of ["inbound_sms", "inbound_whatsapp_text"] as const) {
        // Of just now, so that WhatsApp's window is open.
        const changes = { message_uuid: randomUUID(), timestamp: new Date().toISOString() }
        const body = JSON.stringify({ ...JSON.parse(vonageBody(name)), ...changes })
        assert.strictEqual(yield* desk.fromVonage("inbound", body), 200)
      }
      const rows = yield* desk.conversations
      assert.lengthOf(rows, 2)
      assert.isTrue(rows.every(({ address }) => address === "+447700900001"))
      for (const { id } of rows) yield* desk.write(id, "Good morning")
      const sent = yield* desk.vonage.awaitAccepted(2)
      assert.sameMembers(sent.map(({ body }) => body["channel"]), ["sms", "whatsapp"])
      for (const { body, id } of sent) {
        const report = { ...JSON.parse(vonageBody("status_sms_delivered")), message_uuid: id }
        const status = JSON.stringify({ ...report, client_ref: body["client_ref"] })
        assert.strictEqual(yield* desk.fromVonage("status", status), 200)
      }
      for (const { id } of rows) yield* desk.lastUntil(id, (last) => last?.status === "delivered")
      yield* desk.fromVonage("inbound", vonageBody("inbound_sms_stop"))
      const [, , answer] = yield* desk.vonage.awaitAccepted(3)
      assert.match(String(answer?.body["text"]), /\S/)
      assert.strictEqual(yield* desk.fromVonage("inbound", "{}"), 400)
    })), 60_000)

  it.live("HOOK-7, SEND-13, OPT-2: Telnyx", () =>
    scoped(Effect.gen(function* () {
      const desk = yield* makeDesk
      assert.strictEqual(yield* desk.fromTelnyx(desk.telnyxUrl, telnyxBody("message_received_sms")), 200)
      const [row] = yield* desk.conversations
      if (row === undefined) return assert.fail("no conversation")
      yield* desk.write(row.id, "Good morning")
      const [sent] = yield* desk.telnyx.awaitAccepted(1)
      const callback = String(sent?.body["webhook_url"])
      const delivered = telnyxBody("message_finalized_delivered")
      assert.strictEqual(yield* desk.fromTelnyx(callback, delivered), 200)
      yield* desk.lastUntil(row.id, (last) => last?.status === "delivered")
      // Telnyx answers by itself, so the desk says nothing.
      const stop = telnyxBody("message_received_stop").replace("7ee4241c", "7ee4241d")
      assert.strictEqual(yield* desk.fromTelnyx(desk.telnyxUrl, stop), 200)
      yield* desk.items(row.id).pipe(
        Effect.repeat({ until: (all) => all.some(({ text }) => text === "STOP"), ...lookAgain }),
      )
      assert.lengthOf(yield* desk.telnyx.accepted, 1)
    })), 60_000)
})
