import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import type { ChannelUpdate, InboundMessage, StatusUpdate, WebhookRequest } from "../ChannelAdapter.ts"
import { makeTwilioAdapter } from "./TwilioAdapter.ts"
import { conversationId, messageId, type SampleName, sampleRequest, twilioRequest } from "./TwilioFixture.ts"

const noNetwork = Layer.succeed(HttpClient.HttpClient, HttpClient.make(() => Effect.die("no network here")))

const read = (request: WebhookRequest) =>
  Effect.flatMap(makeTwilioAdapter, (adapter) => adapter.readWebhook(request)).pipe(Effect.provide(noNetwork))

const onlyUpdate = Effect.fnUntraced(function* (request: WebhookRequest) {
  const reading = yield* read(request)
  if (reading._tag !== "Updates") return assert.fail(JSON.stringify(reading))
  assert.lengthOf(reading.updates, 1)
  const [update] = reading.updates
  return update ?? assert.fail("no update")
})

const isMessage = (update: ChannelUpdate): update is InboundMessage => update._tag === "InboundMessage"
const isStatus = (update: ChannelUpdate): update is StatusUpdate => update._tag === "StatusUpdate"

const messageIn = Effect.fnUntraced(function* (request: WebhookRequest) {
  const update = yield* onlyUpdate(request)
  return isMessage(update) ? update : assert.fail("no message")
})
const statusIn = Effect.fnUntraced(function* (request: WebhookRequest) {
  const update = yield* onlyUpdate(request)
  return isStatus(update) ? update : assert.fail("no status")
})
const detailOf = Effect.fnUntraced(function* (request: WebhookRequest) {
  const reading = yield* read(request)
  return reading._tag === "Malformed" ? reading.detail : assert.fail(reading._tag)
})

describe("TwilioWebhook, messages", () => {
  it.effect("HOOK-7: reads an SMS in the desk's words", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>(yield* onlyUpdate(sampleRequest("inbound_sms")), {
        _tag: "InboundMessage",
        channel: "sms",
        to: "+15005550006",
        toId: null,
        from: "+15555550123",
        providerId: "SM00000000000000000000000000000002",
        providerAt: null,
        profileName: null,
        content: { kind: "text", text: "Hello, is my order ready?", media: [] },
        optOut: null,
      })
    }))

  it.effect("HOOK-7: takes WhatsApp's prefix off and keeps the profile's name", () =>
    Effect.gen(function* () {
      const message = yield* messageIn(sampleRequest("inbound_whatsapp_text"))
      assert.deepStrictEqual(
        [message.channel, message.to, message.from, message.profileName],
        ["whatsapp", "+14155238886", "+15555550123", "Ann Example"],
      )
    }))

  it.effect("HOOK-1: reads the fields from the address where Twilio was told to GET it", () =>
    Effect.gen(function* () {
      const posted = sampleRequest("inbound_sms")
      const url = `${posted.url}?${new TextDecoder().decode(posted.body)}`
      const { text } = (yield* messageIn({ ...twilioRequest("messages", "", url), method: "GET" })).content
      assert.strictEqual(text, "Hello, is my order ready?")
    }))

  it.effect("CONV-8: knows a WhatsApp customer by WhatsApp's own id as well", () =>
    Effect.gen(function* () {
      const { aliases, from } = yield* messageIn(sampleRequest("inbound_whatsapp_text_with_bsuid"))
      assert.deepStrictEqual<unknown>([from, aliases], ["+15555550123", ["US.13491208655302741918"]])
      const hidden = yield* messageIn(sampleRequest("inbound_whatsapp_text_with_bsuid", { From: null }))
      assert.deepStrictEqual<unknown>([hidden.from, hidden.aliases], ["US.13491208655302741918", undefined])
    }))

  it.effect.each<readonly [SampleName, string, string]>([
    ["inbound_whatsapp_quick_reply_button", "text", "Confirm"],
    ["inbound_whatsapp_template_button", "text", "Unsubscribe"],
    ["inbound_whatsapp_reply_to_message", "text", "Hello from WhatsApp"],
    ["inbound_whatsapp_referral_ad", "text", "Can I get more info about this?"],
    [
      "inbound_whatsapp_location",
      "location",
      "Coffee shop, 101 Forest Ave, Palo Alto, CA 94301 (37.44221496582, -122.16165924072)",
    ],
    [
      "inbound_whatsapp_reaction_unsupported",
      "unsupported",
      "A message of a kind that WhatsApp does not pass on. Ask the customer to write it.",
    ],
    ["inbound_whatsapp_image", "media", "caption text"],
    ["inbound_whatsapp_contact_card", "media", ""],
  ])("HOOK-7: shows %s", ([name, kind, text]) =>
    Effect.gen(function* () {
      const { content } = yield* messageIn(sampleRequest(name))
      assert.deepStrictEqual([content.kind, content.text], [kind, text])
    }))

  it.effect("MEDIA-2: names up to ten files by message and file, and keeps Twilio's addresses to itself", () =>
    Effect.gen(function* () {
      const address = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM3/Media/"
      const files = Array.from({ length: 12 }, (_, n) => [
        [`MediaUrl${n}`, n === 1 ? "https://elsewhere.example.com/secret" : `${address}ME${n}`],
        [`MediaContentType${n}`, n === 2 ? "" : "Image/JPEG; q=1"],
      ]).flat()
      const { content } = yield* messageIn(
        sampleRequest("inbound_mms_one_image", { NumMedia: "12", ...Object.fromEntries(files) }),
      )
      const sid = "MM00000000000000000000000000000003"
      assert.lengthOf(content.media, 10)
      assert.deepStrictEqual(content.media.slice(0, 3), [
        { id: `${sid}/ME0`, name: null, type: "image/jpeg", size: null },
        { id: `${sid}/1`, name: null, type: "image/jpeg", size: null },
        { id: `${sid}/ME2`, name: null, type: "application/octet-stream", size: null },
      ])
      assert.notInclude(JSON.stringify(content), "https://")
    }))

  it.effect("OPT-2: passes on that Twilio took a message as an opt-out or an opt-in", () =>
    Effect.gen(function* () {
      const stop = yield* messageIn(sampleRequest("inbound_sms_optout_stop"))
      const start = yield* messageIn(sampleRequest("inbound_sms_optout_stop", { OptOutType: "START" }))
      const help = yield* messageIn(sampleRequest("inbound_sms_optout_help"))
      const plain = yield* messageIn(sampleRequest("inbound_sms_stop_without_optouttype"))
      assert.deepStrictEqual([stop, start, help, plain].map(({ optOut }) => optOut), [
        "out",
        "in",
        null,
        null,
      ])
    }))

  it.effect("HOOK-2: keeps an empty message as one that cannot be shown", () =>
    Effect.gen(function* () {
      const { content } = yield* messageIn(sampleRequest("inbound_sms", { Body: " " }))
      assert.deepStrictEqual(content, { kind: "unsupported", text: "An empty message.", media: [] })
    }))

  it.effect("CONV-8: knows someone who hides their number by WhatsApp's name for them", () =>
    Effect.gen(function* () {
      const message = yield* messageIn(sampleRequest("inbound_whatsapp_text_with_bsuid", { From: "" }))
      assert.strictEqual(message.from, "US.13491208655302741918")
    }))

  it.effect("HOOK-2: replaces the character that the database cannot hold", () =>
    Effect.gen(function* () {
      const message = yield* messageIn(sampleRequest("inbound_sms", { Body: "a\0b", ProfileName: "\0" }))
      assert.strictEqual(message.content.text, "a\uFFFDb")
      assert.strictEqual(message.profileName, "\uFFFD")
    }))

  it.effect.each<readonly [string, Readonly<Record<string, string | null>>]>([
    ["MessageSid", { MessageSid: null }],
    ["MessageSid", { MessageSid: "" }],
    ["MessageSid", { MessageSid: "x".repeat(65) }],
    ["From", { From: null }],
    ["From", { From: "x".repeat(10_000) }],
    ["From", { From: "messenger:123" }],
    ["To", { To: null }],
    ["To", { To: "rcs:acme" }],
    ["To", { To: "whatsapp:+14155238886" }],
    ["SmsStatus", { SmsStatus: "delivered" }],
  ])("HOOK-2: names the field %s that is wrong", ([field, changes]) =>
    Effect.gen(function* () {
      const detail = yield* detailOf(sampleRequest("inbound_sms", changes))
      assert.include(detail, field)
      assert.isAtMost(detail.length, 300)
    }))

  it.effect.each(["", "{}", "&&&", "=", "%E0%A4%A", "MessageSid=%FF%FE"])(
    'HOOK-2: answers the body "%s" as malformed',
    (body) => detailOf(twilioRequest("messages", body)),
  )

  it.effect("HOOK-2: of a field that comes twice the first counts", () =>
    Effect.gen(function* () {
      const form = "MessageSid=SM1&Body=first&From=%2B15555550123&To=%2B15005550006&Body=second"
      assert.strictEqual((yield* messageIn(twilioRequest("messages", form))).content.text, "first")
    }))
})

describe("TwilioWebhook, status", () => {
  it.effect.each<readonly [SampleName, string | null]>([
    ["status_sms_accepted", null],
    ["status_sms_queued", null],
    ["status_sms_scheduled", null],
    ["status_sms_sending", null],
    ["status_whatsapp_queued", null],
    ["status_sms_sent", "sent"],
    ["status_sms_delivered", "delivered"],
    ["status_whatsapp_sent", "sent"],
    ["status_whatsapp_delivered", "delivered"],
    ["status_whatsapp_read", "read"],
    ["status_sms_undelivered_30003", "failed"],
    ["status_sms_failed_30008", "failed"],
  ])("SEND-3: reads %s as %s", ([name, status]) =>
    Effect.gen(function* () {
      const reading = yield* read(sampleRequest(name))
      assert.strictEqual(reading._tag, "Updates")
      const updates = reading._tag === "Updates" ? reading.updates : []
      assert.deepStrictEqual<unknown>(
        updates.map((update) => isStatus(update) && update.status),
        status ? [status] : [],
      )
    }))

  it.effect("SEND-3: takes a message that was cancelled at Twilio for one that failed", () =>
    Effect.gen(function* () {
      const { error, status } = yield* statusIn(
        sampleRequest("status_sms_sent", { MessageStatus: "canceled" }),
      )
      assert.deepStrictEqual([status, error?.code], ["failed", "canceled"])
    }))

  it.effect("SEND-13: finds our own ids in the callback's address", () =>
    Effect.gen(function* () {
      const { message } = yield* statusIn(sampleRequest("status_sms_sent"))
      assert.deepStrictEqual<unknown>(message, { conversationId, messageId })
    }))

  it.effect.each([
    "",
    "?conversation=1&message=2",
    `?conversation=${conversationId}`,
    `?message=${messageId}`,
  ])(
    'SEND-13: names a message by Twilio\'s id alone when the address ends in "%s"',
    (query) =>
      Effect.gen(function* () {
        const request = sampleRequest("status_sms_sent", {}, `https://desk.example.com/status${query}`)
        assert.isNull((yield* statusIn(request)).message)
      }),
  )

  it.effect.each<readonly [SampleName, string, string, RegExp]>([
    ["status_sms_failed_21610_opted_out", "21610", "opted_out", /opted out/],
    ["status_whatsapp_undelivered_63016_window", "63016", "window_closed", /24-hour window/],
    ["status_sms_undelivered_30003", "30003", "transient", /off or out of range/],
    ["status_sms_undelivered_30007_filtered", "30007", "spam_limit", /spam/],
    ["status_sms_failed_30008", "30008", "transient", /gave no reason. Reference 00000002/],
  ])("SEND-4: says in words why %s", ([name, code, kind, text]) =>
    Effect.gen(function* () {
      const { error } = yield* statusIn(sampleRequest(name))
      assert.deepStrictEqual([error?.code, error?.class], [code, kind])
      assert.match(error?.text ?? "", text)
    }))

  it.effect("SEND-4: shows Twilio's own words and the code of an error that came after the catalogue", () =>
    Effect.gen(function* () {
      const { error } = yield* statusIn(
        sampleRequest("status_sms_failed_30008", { ErrorCode: "63999", ErrorMessage: "New thing" }),
      )
      assert.deepStrictEqual<unknown>(error, {
        code: "63999",
        class: "permanent",
        text: "The network refused it: New thing (code 63999)",
      })
    }))

  it.effect.each<readonly [string, Readonly<Record<string, string | null>>]>([
    ["MessageSid", { MessageSid: null }],
    ["MessageStatus", { MessageStatus: null, SmsStatus: null }],
    ["MessageStatus", { MessageStatus: "teleported" }],
  ])("HOOK-2: names the field %s that is wrong in a status", ([field, changes]) =>
    Effect.gen(function* () {
      assert.include(yield* detailOf(sampleRequest("status_sms_sent", changes)), field)
    }))
})
