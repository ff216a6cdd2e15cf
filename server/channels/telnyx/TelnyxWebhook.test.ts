import { assert, describe, it } from "@effect/vitest"
import type { ChannelUpdate } from "../ChannelAdapter.ts"
import { providerWords } from "../providerWords.ts"
import { sampleBody, type SampleName } from "./TelnyxFixture.ts"
import { readTelnyxBody } from "./TelnyxWebhook.ts"

const url = "https://desk.example.com/webhooks/telnyx/te1/status"
const conversationId = "5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"
const messageId = "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"
const query = `?conversation=${conversationId}&message=${messageId}`

const read = (body: string, at = url) => readTelnyxBody(new TextEncoder().encode(body), at)

const only = (body: string, at = url): ChannelUpdate => {
  const reading = read(body, at)
  if (reading._tag !== "Updates") return assert.fail(JSON.stringify(reading))
  assert.lengthOf(reading.updates, 1)
  return reading.updates[0] ?? assert.fail("no update")
}

const changed = (name: SampleName, changes: Readonly<Record<string, unknown>>): string => {
  const event = JSON.parse(sampleBody(name))
  return JSON.stringify({ ...event, data: { ...event.data, payload: { ...event.data.payload, ...changes } } })
}

const contentIn = (body: string) => {
  const update = only(body)
  return update._tag === "InboundMessage" ? update.content : assert.fail(update._tag)
}

const statusIn = (body: string, at = url) => {
  const update = only(body, at)
  return update._tag === "StatusUpdate" ? update : assert.fail(update._tag)
}

const photo = {
  id: "https://media.telnyx.com/example/image.jpg",
  name: null,
  type: "image/jpeg",
  size: 102_400,
}
const toCustomer = (status: string) => [{ phone_number: "+15555550123", status }]

describe("TelnyxWebhook", () => {
  it("HOOK-7: reads an SMS in the desk's words", () => {
    assert.deepStrictEqual<unknown>(only(sampleBody("message_received_sms")), {
      _tag: "InboundMessage",
      channel: "sms",
      to: "+15555550100",
      toId: null,
      from: "+15555550123",
      providerId: "7ee4241c-f127-47e5-9c34-3aac291f8058",
      providerAt: Date.UTC(2024, 0, 23, 18, 10, 2, 574),
      profileName: null,
      content: { kind: "text", text: "Hello, World!", media: [] },
      optOut: null,
    })
  })

  it.each<readonly [string, string, unknown]>([
    ["an MMS", sampleBody("message_received_mms"), { kind: "media", text: "See photo", media: [photo] }],
    [
      "a picture alone",
      changed("message_received_mms", { text: "" }),
      { kind: "media", text: "", media: [photo] },
    ],
    ["a subject", changed("message_received_sms", { subject: "About you" }), {
      kind: "text",
      text: "About you\nHello, World!",
      media: [],
    }],
    ["a STOP", sampleBody("message_received_stop"), { kind: "text", text: "STOP", media: [] }],
    ["nothing", changed("message_received_sms", { text: null }), {
      kind: "unsupported",
      text: "An empty message.",
      media: [],
    }],
    [
      "the layout of an MMS",
      changed("message_received_sms", {
        media: [{ url: "https://example.com/a", content_type: "application/smil" }],
      }),
      { kind: "text", text: "Hello, World!", media: [] },
    ],
  ])("HOOK-2, HOOK-7: reads %s", (_, body, content) => {
    assert.deepStrictEqual<unknown>(contentIn(body), content)
  })

  it("HOOK-7: finds our number among those of a group", () => {
    const to = [
      { phone_number: "+15555550124", status: "delivered" },
      { phone_number: "+15555550100", status: "webhook_delivered" },
    ]
    const update = only(changed("message_received_sms", { to }))
    assert.strictEqual<unknown>(update._tag === "InboundMessage" && update.to, "+15555550100")
  })

  it("OPT-2: leaves to Telnyx to answer the words that it answers itself", () => {
    const { sms } = providerWords.telnyx
    assert.isTrue(["STOP", "STOP ALL", "UNSTOP"].every((word) => sms.has(word)))
    assert.isFalse(sms.has("REVOKE"))
  })

  it.each<readonly [string, string, string, string | null]>([
    ["message_sent", sampleBody("message_sent"), "sent", null],
    ["delivered", sampleBody("message_finalized_delivered"), "delivered", null],
    ["40008", sampleBody("message_finalized_delivery_failed_40008"), "failed", "transient"],
    ["40300", sampleBody("message_finalized_sending_failed_40300_stop"), "failed", "opted_out"],
    [
      "no receipt",
      changed("message_finalized_delivered", { to: toCustomer("delivery_unconfirmed") }),
      "sent",
      null,
    ],
    ["expired", changed("message_finalized_delivered", { to: toCustomer("expired") }), "failed", "transient"],
    [
      "cancelled",
      changed("message_finalized_delivered", { to: toCustomer("cancelled") }),
      "failed",
      "permanent",
    ],
    [
      "an unknown code",
      changed("message_finalized_delivered", {
        to: toCustomer("sending_failed"),
        errors: [{ code: 49999, title: "New" }],
      }),
      "failed",
      "permanent",
    ],
  ])("SEND-3, SEND-4, OPT-4: reads %s (%#)", (_, body, status, kind) => {
    const update = statusIn(body)
    assert.strictEqual(update.status, status)
    assert.strictEqual<unknown>(update.error?.class ?? null, kind)
    assert.strictEqual(update.providerId, "40385f64-5717-4562-b3fc-2c963f66afa6")
    assert.isNull(update.message)
  })

  it("SEND-3: a message that is still queued is no news", () => {
    const reading = read(changed("message_sent", { to: toCustomer("queued") }))
    assert.deepStrictEqual(reading, { _tag: "Updates", updates: [] })
  })

  it("SEND-13: finds our own ids in the address that was called, or that the message came with", () => {
    const called = statusIn(sampleBody("message_sent"), url + query)
    const carried = statusIn(changed("message_sent", { webhook_url: url + query }))
    for (const { message } of [called, carried]) {
      assert.deepStrictEqual<unknown>(message, { conversationId, messageId })
    }
  })

  it("HOOK-2: keeps what is about something else than messages, and says what it was", () => {
    const body = sampleBody("message_sent").replace("message.sent", "10dlc.campaign.update")
    assert.deepStrictEqual(read(body), {
      _tag: "Updates",
      updates: [],
      unread: ['an event "10dlc.campaign.update"'],
    })
  })

  it.each([
    "",
    "{",
    "[]",
    "{}",
    '{"data":{"event_type":"message.sent"}}',
    changed("message_received_sms", { id: " " }),
    changed("message_received_sms", { from: "+1" }),
    changed("message_received_sms", { to: [] }),
    changed("message_sent", { to: toCustomer("teleported") }),
  ])("HOOK-2: says of a body that is none of Telnyx's what is wrong with it (%#)", (body) => {
    const reading = read(body)
    assert.match(reading._tag === "Malformed" ? reading.detail : "", /\S/)
  })
})
