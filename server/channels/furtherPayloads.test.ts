import { assert, describe, it } from "@effect/vitest"
import type { ChannelUpdate, InboundMessage, WebhookReading } from "./ChannelAdapter.ts"
import { readTelnyxBody } from "./telnyx/TelnyxWebhook.ts"
import { readInboundForm, readStatusForm } from "./twilio/TwilioWebhook.ts"
import { readVonageBody } from "./vonage/VonageWebhook.ts"
import { readWhatsAppBody } from "./whatsapp/WhatsAppWebhook.ts"

/** What providers send beyond the recorded samples, by their documentation. */
const updatesIn = (reading: WebhookReading): ReadonlyArray<ChannelUpdate> => {
  if (reading._tag !== "Updates") return assert.fail(JSON.stringify(reading))
  assert.deepStrictEqual(reading.unread ?? [], [])
  return reading.updates
}
const only = (reading: WebhookReading): ChannelUpdate => updatesIn(reading)[0] ?? assert.fail("nothing")
const messageIn = (reading: WebhookReading): InboundMessage => {
  const update = only(reading)
  return update._tag === "InboundMessage" ? update : assert.fail(update._tag)
}
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const twilioMessage = (fields: Readonly<Record<string, string>>) =>
  readInboundForm(Object.entries({
    MessageSid: `SM${"1".repeat(32)}`,
    SmsStatus: "received",
    NumMedia: "0",
    From: "whatsapp:+15555550123",
    To: "whatsapp:+15005550006",
    Body: "",
    WaId: "15555550123",
    ...fields,
  }))
const twilioStatus = (fields: Readonly<Record<string, string>>) =>
  readStatusForm(
    Object.entries({ MessageSid: `SM${"2".repeat(32)}`, ...fields }),
    "https://desk.example.com/",
  )

const metadata = { display_phone_number: "15555550100", phone_number_id: "106540352242922" }
const meta = (field: string, value: object) =>
  readWhatsAppBody(bytes({
    object: "whatsapp_business_account",
    entry: [{
      id: "1",
      time: 1_749_416_383,
      changes: [{ field, value: { messaging_product: "whatsapp", metadata, ...value } }],
    }],
  }))
const metaMessage = (message: object) =>
  meta("messages", {
    contacts: [{ wa_id: "15555550123", profile: { name: "Ann" } }],
    messages: [{ from: "15555550123", id: "wamid.1", timestamp: "1749416383", ...message }],
  })

describe("Twilio, further payloads", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, object]>([
    ["a button of a template", {
      Body: "Yes",
      ButtonText: "Yes",
      ButtonPayload: "YES_1",
      MessageType: "button",
    }, {
      kind: "text",
      text: "Yes",
      choice: "YES_1",
    }],
    ["a row of a list", { ListTitle: "Monday", ListId: "mon", MessageType: "interactive" }, {
      kind: "text",
      text: "Monday",
      choice: "mon",
    }],
    ["an answer", { Body: "This one", OriginalRepliedMessageSid: "SM9", OriginalRepliedMessageSender: "x" }, {
      quote: { providerId: "SM9", text: null },
    }],
    ["something passed on", { Body: "Look", FrequentlyForwarded: "true", Forwarded: "true" }, {
      forwarded: true,
    }],
    ["an answer to an advertisement", {
      Body: "Hi",
      ReferralHeadline: "Shoes",
      ReferralSourceUrl: "https://fb.me/1",
      ReferralSourceType: "ad",
    }, { referral: { headline: "Shoes", url: "https://fb.me/1" } }],
    ["a place", { Latitude: "37.44", Longitude: "-122.16", Label: "Shop", MessageType: "location" }, {
      kind: "location",
      location: { latitude: 37.44, longitude: -122.16, name: "Shop", address: null },
    }],
    ["a place that is nowhere", { Latitude: "x", Longitude: "1", Body: "Here" }, {
      kind: "text",
      text: "Here",
    }],
  ])("HOOK-7: shows %s", (_, fields, expected) => {
    assert.deepNestedInclude(messageIn(twilioMessage(fields)).content, expected)
  })

  it.each<readonly [Readonly<Record<string, string>>, string | null, string | null]>([
    [{ MessageStatus: "undelivered", ErrorCode: "30005", RawDlrDoneDate: "2611221930" }, "failed", "30005"],
    [{ MessageStatus: "read", EventType: "READ", ChannelToAddress: "+1555555XXXX" }, "read", null],
    [{ SmsStatus: "sent" }, "sent", null],
    [{ MessageStatus: "partially_delivered" }, null, null],
    [{ MessageStatus: "canceled" }, "failed", "canceled"],
    [{ MessageStatus: "failed", ErrorCode: "99999", ErrorMessage: "A new reason" }, "failed", "99999"],
  ])("SEND-3: reads the status of %o", (fields, status, code) => {
    const [update] = updatesIn(twilioStatus(fields))
    assert.deepStrictEqual(
      update?._tag === "StatusUpdate" ? [update.status, update.error?.code ?? null] : [null, null],
      [status, code],
    )
  })

  it("OPT-4: takes Twilio's own word for an opt-out in any language", () => {
    const said = messageIn(
      twilioMessage({ From: "+15555550123", To: "+15005550006", Body: "ARRET", OptOutType: "STOP" }),
    )
    assert.strictEqual(said.optOut, "out")
  })
})

describe("WhatsApp, further payloads", () => {
  it("HOOK-7: shows a call once, when it begins", () => {
    const call = { id: "wacid.1", from: "15555550123", to: "15555550100", timestamp: "1749416383" }
    const shown = messageIn(
      meta("calls", { calls: [{ ...call, event: "connect", direction: "USER_INITIATED" }] }),
    )
    assert.deepInclude(shown.content, {
      kind: "system",
      text: "The customer called on WhatsApp. Calls cannot be taken here.",
    })
    assert.strictEqual(shown.providerAt, 1_749_416_383_000)
    for (const event of [{ event: "terminate" }, { event: "connect", direction: "BUSINESS_INITIATED" }]) {
      assert.deepStrictEqual(updatesIn(meta("calls", { calls: [{ ...call, ...event }] })), [])
    }
  })

  it.each<readonly [string, object, object]>([
    ["the first look at the chat", { type: "request_welcome" }, { kind: "system" }],
    [
      "what Meta does not pass on",
      { type: "unsupported", errors: [{ code: 131051, title: "Unsupported" }] },
      {
        kind: "unsupported",
      },
    ],
    ["a kind that is new", { type: "hologram", hologram: {} }, { kind: "unsupported" }],
    ["a changed security code", {
      type: "system",
      system: { type: "customer_identity_changed", body: "Ann's security code changed" },
    }, { kind: "system", text: "Ann's security code changed" }],
    ["an order with words", {
      type: "order",
      order: {
        catalog_id: "c",
        text: "Please",
        product_items: [{ product_retailer_id: "p", quantity: 2, item_price: 9.5, currency: "EUR" }],
      },
    }, { kind: "order", text: "Please\n2 × p, 9.5 EUR" }],
    ["a message about a product", {
      type: "text",
      text: { body: "Is it there?" },
      context: { referred_product: { catalog_id: "c", product_retailer_id: "p" } },
    }, { kind: "text", text: "Is it there?" }],
    ["one that came from an advertisement with a picture", {
      type: "text",
      text: { body: "Hi" },
      referral: { source_type: "ad", source_url: "https://fb.me/1", headline: "Shoes", media_type: "image" },
    }, { referral: { headline: "Shoes", url: "https://fb.me/1" } }],
  ])("HOOK-7: shows %s", (_, message, expected) => {
    assert.deepNestedInclude(messageIn(metaMessage(message)).content, expected)
  })

  it.each<readonly [string, object, "info" | "warning"]>([
    ["history", { history: [{ metadata: { phase: 0 }, threads: [] }] }, "info"],
    ["smb_app_state_sync", { state_sync: [{ type: "contact", action: "add" }] }, "info"],
    ["account_update", { event: "ACCOUNT_VIOLATION", violation_info: { violation_type: "SCAM" } }, "warning"],
    ["phone_number_quality_update", { event: "DOWNGRADE", current_limit: "TIER_250" }, "warning"],
    ["business_status_update", { event: "COMPROMISED_NOTIFICATION" }, "warning"],
    [
      "user_id_update",
      { user_id_update: [{ wa_id: "1", user_id: { previous: "US.1", current: "US.2" } }] },
      "info",
    ],
    ["messages", { errors: [{ code: 130429, title: "Rate limit hit" }] }, "warning"],
  ])("HOOK-6: tells admins of %s", (field, value, severity) => {
    const notice = updatesIn(meta(field, value)).find(({ _tag }) => _tag === "AccountNotice")
    assert.strictEqual(notice?._tag === "AccountNotice" && notice.severity, severity)
  })

  it("SEND-3: passes over what is about money, and keeps the neighbours", () => {
    const statuses = [
      { id: "wamid.2", type: "payment", status: "captured", timestamp: "1" },
      { id: "wamid.3", status: "delivered", timestamp: "1", recipient_id: "15555550123" },
    ]
    assert.deepStrictEqual(
      updatesIn(meta("messages", { statuses })).map((update) =>
        update._tag === "StatusUpdate" && update.providerId
      ),
      ["wamid.3"],
    )
  })
})

describe("Vonage and Telnyx, further payloads", () => {
  const vonage = {
    message_uuid: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
    to: "15005550006",
    from: "15555550123",
    timestamp: "2026-11-22T19:30:00Z",
    channel: "whatsapp",
  }
  const read = (fields: object) =>
    readVonageBody(bytes({ ...vonage, ...fields }), "https://desk.example.com/")

  it("HOOK-7, CONV-8: knows a Vonage customer by WhatsApp's own id as well", () => {
    const whatsapp = { sender: { wa_id: "15555550123", user_id: "US.1349" } }
    const message = messageIn(read({ message_type: "text", text: "Hi", whatsapp }))
    assert.deepStrictEqual<unknown>([message.from, message.aliases], ["+15555550123", ["US.1349"]])
  })

  it.each<readonly [string, object, string]>([
    ["an answer of a list", {
      message_type: "reply",
      reply: { id: "1", title: "Monday", description: "All day" },
    }, "text"],
    ["a kind that is new", { message_type: "hologram", hologram: {} }, "unsupported"],
    ["what WhatsApp does not pass on", { message_type: "unsupported" }, "unsupported"],
  ])("HOOK-7: shows %s", (_, fields, kind) => {
    assert.strictEqual(messageIn(read(fields)).content.kind, kind)
  })

  it("SEND-3, SEND-4: an undeliverable message of Vonage's failed, whatever it cost", () => {
    const update = only(read({
      status: "undeliverable",
      usage: { currency: "EUR", price: "0.0333" },
      error: {
        type: "https://developer.vonage.com/api-errors/messages#1300",
        title: "1300",
        detail: "Not reachable",
      },
    }))
    assert.deepStrictEqual(
      update._tag === "StatusUpdate" && [update.status, update.error?.code],
      ["failed", "1300"],
    )
  })

  it("SEND-3, SEND-4: a finalized message of Telnyx's with an error that is new shows Telnyx's words", () => {
    const payload = {
      id: "40385f64-5717-4562-b3fc-2c963f66afa6",
      to: [{ phone_number: "+15555550123", status: "sending_failed" }],
      errors: [{ code: "49999", title: "New", detail: "Something new happened" }],
    }
    const update = only(
      readTelnyxBody(
        bytes({ data: { event_type: "message.finalized", payload } }),
        "https://desk.example.com/",
      ),
    )
    assert.strictEqual(update._tag === "StatusUpdate" && update.error?.code, "49999")
    assert.include(update._tag === "StatusUpdate" && update.error?.text, "Something new happened")
  })
})
