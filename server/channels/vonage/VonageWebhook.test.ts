import { assert, describe, it } from "@effect/vitest"
import type { ChannelUpdate } from "../ChannelAdapter.ts"
import { sampleBody, type SampleName, sampleNames } from "./VonageFixture.ts"
import { readVonageBody } from "./VonageWebhook.ts"

const url = "https://desk.example.com/webhooks/vonage/vo1/status"
const read = (body: string, at = url) => readVonageBody(new TextEncoder().encode(body), at)

const only = (body: string, at = url): ChannelUpdate => {
  const reading = read(body, at)
  if (reading._tag !== "Updates") return assert.fail(JSON.stringify(reading))
  assert.lengthOf(reading.updates, 1)
  return reading.updates[0] ?? assert.fail("no update")
}

const changed = (name: SampleName, changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...JSON.parse(sampleBody(name)), ...changes })

const contentIn = (body: string) => {
  const update = only(body)
  return update._tag === "InboundMessage" ? update.content : assert.fail(update._tag)
}

const uuid = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
const ownFile = "https://api-eu.nexmo.com/v3/media/1b456509-974c-458b-aafa-45fc48a4d976"
const text = (words: string) => ({ kind: "text", text: words, media: [] })
const media = (caption: string, id: string, name: string | null, type: string) => ({
  kind: "media",
  text: caption,
  media: [{ id, name, type, size: null }],
})
const quote = { providerId: uuid, text: null }
const fileOf = (type: string, name: string) => ({
  message_type: type,
  [type]: { url: "https://example.com/a", name },
})

describe("VonageWebhook, messages", () => {
  it("HOOK-7: reads an SMS in the desk's words", () => {
    assert.deepStrictEqual<unknown>(only(sampleBody("inbound_sms")), {
      _tag: "InboundMessage",
      channel: "sms",
      to: "+447700900000",
      toId: null,
      from: "+447700900001",
      providerId: uuid,
      providerAt: Date.UTC(2025, 1, 3, 12, 14, 25),
      profileName: null,
      content: text("Hello From Vonage!"),
      optOut: null,
    })
  })

  it("HOOK-7: reads a message of WhatsApp with the customer's name", () => {
    const update = only(sampleBody("inbound_whatsapp_text"))
    if (update._tag !== "InboundMessage") return assert.fail(update._tag)
    assert.strictEqual(update.channel, "whatsapp")
    assert.strictEqual(update.profileName, "Jane Smith")
    assert.deepStrictEqual<unknown>(update.content, text("Hello there"))
  })

  it.each<readonly [SampleName, unknown]>([
    ["inbound_sms_stop", text("STOP")],
    [
      "inbound_mms_image",
      media(
        "Additional text to accompany the image.",
        "https://example.com/image.jpg",
        "image.jpg",
        "image/jpeg",
      ),
    ],
    ["inbound_whatsapp_image", media("", ownFile, "image.jpg", "image/jpeg")],
    ["inbound_whatsapp_audio", media("", ownFile, "audio.ogg", "audio/ogg")],
    ["inbound_whatsapp_file", media("", ownFile, "file.pdf", "application/pdf")],
    ["inbound_whatsapp_location", {
      kind: "location",
      text: "Vonage, 23 Main St, Holmdel, NJ 07733, USA (40.34772, -74.18847)",
      media: [],
      location: {
        latitude: 40.34772,
        longitude: -74.18847,
        name: "Vonage",
        address: "23 Main St, Holmdel, NJ 07733, USA",
      },
    }],
    ["inbound_whatsapp_reply", { ...text("Yes please"), quote }],
    ["inbound_whatsapp_button_template", { ...text("Unsubscribe"), choice: "Unsubscribe" }],
    ["inbound_whatsapp_button_flow", text("Answered a form\noptional_param1: <value1>")],
    ["inbound_whatsapp_order", {
      kind: "order",
      text: "1 × pk1v7rudbg, 9.99 USD",
      media: [],
      order: {
        catalogId: "2806150799683508",
        products: [{ id: "pk1v7rudbg", quantity: 1, price: 9.99, currency: "USD" }],
      },
    }],
    ["inbound_whatsapp_reaction", { kind: "reaction", text: "😀", media: [], quote }],
    ["inbound_whatsapp_referral", {
      ...text("About the ad"),
      referral: { headline: "New Products!", url: "https://fb.me/2ZulEu42P" },
    }],
    ["inbound_whatsapp_unsupported", {
      kind: "unsupported",
      text: "A message of a kind that WhatsApp does not pass on. Ask the customer to write it.",
      media: [],
    }],
  ])("HOOK-7: reads %s", (name, content) => {
    assert.deepStrictEqual<unknown>(contentIn(sampleBody(name)), content)
  })

  it.each<readonly [string, Readonly<Record<string, unknown>>, unknown]>([
    ["a video", fileOf("video", "clip.3gp"), media("", "https://example.com/a", "clip.3gp", "video/3gpp")],
    [
      "a contact card",
      fileOf("vcard", "ann.vcf"),
      media("", "https://example.com/a", "ann.vcf", "text/vcard"),
    ],
    ["a sticker", { message_type: "sticker", sticker: { url: "https://example.com/a" } }, {
      kind: "media",
      text: "",
      media: [{ id: "https://example.com/a", name: null, type: "image/webp", size: null, form: "sticker" }],
    }],
    [
      "an entry of a list",
      { message_type: "reply", reply: { id: "row1", title: "9 am", description: "x" } },
      {
        ...text("9 am"),
        choice: "row1",
      },
    ],
    [
      "a reaction that was taken back",
      { message_type: "reaction", reaction: { action: "unreact" }, context: { message_uuid: uuid } },
      { kind: "reaction", text: "", media: [], quote },
    ],
    ["several files", {
      message_type: "content",
      content: [
        { type: "image", url: "https://example.com/1", caption: "Look" },
        { type: "vcard", url: "https://example.com/2" },
      ],
    }, {
      kind: "media",
      text: "Look",
      media: [
        { id: "https://example.com/1", name: null, type: "image/jpeg", size: null },
        { id: "https://example.com/2", name: null, type: "text/vcard", size: null },
      ],
    }],
    ["a kind that nobody knows", { message_type: "hologram" }, {
      kind: "unsupported",
      text: "A message of a kind that this desk cannot show (hologram).",
      media: [],
    }],
    ["a file without address", { message_type: "image", image: { url: "javascript:1" } }, {
      kind: "unsupported",
      text: "A message of a kind that this desk cannot show (image).",
      media: [],
    }],
  ])("HOOK-2, HOOK-7: reads %s", (_, changes, content) => {
    assert.deepStrictEqual<unknown>(contentIn(changed("inbound_whatsapp_text", changes)), content)
  })

  it.each([
    ["US.13491208655302741918", { from: "US.13491208655302741918" }],
    ["US.13491208655302741918", {
      from: undefined,
      whatsapp: { sender: { user_id: "US.13491208655302741918" } },
    }],
    ["+447700900001", { from: null }],
    ["12345", { from: "12345" }],
    ["ACME", { from: "ACME" }],
  ])("CONV-8: knows the sender as %s (%#)", (from, changes) => {
    const update = only(changed("inbound_whatsapp_text", changes))
    assert.strictEqual<unknown>(update._tag === "InboundMessage" && update.from, from)
  })

  it.each([
    "",
    "{",
    "[]",
    "null",
    "{}",
    changed("inbound_sms", { message_uuid: "" }),
    changed("inbound_sms", { channel: "viber_service" }),
    changed("inbound_sms", { to: undefined }),
    changed("inbound_sms", { from: {} }),
    changed("status_sms_submitted", { status: "teleported" }),
  ])("HOOK-2: says of a body that is none of Vonage's what is wrong with it (%#)", (body) => {
    const reading = read(body)
    assert.match(reading._tag === "Malformed" ? reading.detail : "", /\S/)
  })
})

describe("VonageWebhook, news about messages of ours", () => {
  it.each<readonly [SampleName, string, string | null]>([
    ["status_sms_submitted", "sent", null],
    ["status_sms_delivered", "delivered", null],
    ["status_sms_delivered_segments", "delivered", null],
    ["status_mms_delivered", "delivered", null],
    ["status_sms_rejected_1210_spam", "failed", "spam_limit"],
    ["status_whatsapp_submitted", "sent", null],
    ["status_whatsapp_delivered", "delivered", null],
    ["status_whatsapp_read", "read", null],
    ["status_whatsapp_rejected_1340_window", "failed", "window_closed"],
  ])("SEND-3, WIN-5: reads %s as %s, %s", (name, status, kind) => {
    const update = only(sampleBody(name))
    if (update._tag !== "StatusUpdate") return assert.fail(update._tag)
    assert.strictEqual(update.status, status)
    assert.strictEqual(update.error?.class ?? null, kind)
    assert.strictEqual(update.providerId, uuid)
    assert.isNull(update.message)
  })

  it.each([
    ["1240", "opted_out"],
    ["1490", "unconfirmed"],
    ["1300", "number"],
    ["1030", "transient"],
    ["1420", "account"],
    ["4711", "permanent"],
  ])("SEND-4, SEND-7, OPT-4: takes a rejection with code %s as %s", (code, kind) => {
    const error = {
      type: `https://developer.vonage.com/api-errors/messages#${code}`,
      title: code,
      detail: "Words",
    }
    const update = only(changed("status_sms_submitted", { status: "rejected", error }))
    assert.strictEqual<unknown>(update._tag === "StatusUpdate" && update.error?.class, kind)
    assert.strictEqual(update._tag === "StatusUpdate" && update.error?.code, code)
  })

  it("SEND-3: what Vonage goes on trying has not failed", () => {
    const update = only(changed("status_sms_submitted", { error: { title: "1220" } }))
    assert.strictEqual(update._tag === "StatusUpdate" && update.status, "sent")
    assert.isNull(update._tag === "StatusUpdate" && update.error)
  })

  it("SEND-13: finds our own ids in the reference, or in the address that was called", () => {
    const conversationId = "5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"
    const messageId = "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"
    const byReference = only(
      changed("status_sms_submitted", { client_ref: `${conversationId}:${messageId}` }),
    )
    const byAddress = only(
      sampleBody("status_sms_submitted"),
      `${url}?conversation=${conversationId}&message=${messageId}`,
    )
    for (const update of [byReference, byAddress]) {
      assert.deepStrictEqual<unknown>(update._tag === "StatusUpdate" && update.message, {
        conversationId,
        messageId,
      })
    }
  })

  it("HOOK-7: every sample ends as one message or one status", () => {
    for (const name of sampleNames) {
      const expected = name.startsWith("status") ? "StatusUpdate" : "InboundMessage"
      assert.strictEqual(only(sampleBody(name))._tag, expected)
    }
  })
})
