import { assert, describe, it } from "@effect/vitest"
import type { AccountNotice, ChannelUpdate } from "../ChannelAdapter.ts"
import { readWhatsAppBody } from "./WhatsAppWebhook.ts"
import { phoneNumberId, sampleBody, type SampleName } from "./WhatsAppFixture.ts"

const read = (body: string) => readWhatsAppBody(new TextEncoder().encode(body))

const updatesIn = (body: string): ReadonlyArray<ChannelUpdate> => {
  const reading = read(body)
  return reading._tag === "Updates" ? reading.updates : assert.fail(JSON.stringify(reading))
}

const only = (name: SampleName): ChannelUpdate => {
  const [update, ...rest] = updatesIn(sampleBody(name))
  assert.deepStrictEqual(rest, [])
  return update ?? assert.fail("no update")
}

const contentIn = (name: SampleName) => {
  const update = only(name)
  return update._tag === "InboundMessage" ? update.content : assert.fail(update._tag)
}

const business = { channel: "whatsapp", to: "+15555550100", toId: phoneNumberId }
const text = (words: string) => ({ kind: "text", text: words, media: [] })
const file = (id: string, type: string, rest: object = {}) => ({ id, name: null, type, size: null, ...rest })
const media = (caption: string, one: object) => ({ kind: "media", text: caption, media: [one] })

describe("WhatsAppWebhook, messages", () => {
  it("HOOK-7: reads a text in the desk's words", () => {
    assert.deepStrictEqual<unknown>(only("msg_text"), {
      _tag: "InboundMessage",
      ...business,
      from: "+15555550123",
      providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
      providerAt: 1_749_416_383_000,
      profileName: "Sheena Nelson",
      content: text("Does it come in another color?"),
      optOut: null,
    })
  })

  it("CONV-8: knows someone without a number by their business-scoped id", () => {
    const update = only("msg_text_username_no_phone")
    assert.strictEqual<unknown>(update._tag === "InboundMessage" && update.from, "US.13491208655302741918")
    assert.strictEqual(update._tag === "InboundMessage" && update.profileName, "Sheena Nelson")
  })

  it("CONV-8: reads by what else a customer is known, and which number they have now", () => {
    const both = sampleBody("msg_text").replace('"wa_id":', '"user_id": "US.1349", "wa_id":')
    const [update] = updatesIn(both)
    assert.deepStrictEqual<unknown>(update?._tag === "InboundMessage" && update.aliases, ["US.1349"])
    const moved = only("msg_system_number_change")
    assert.deepStrictEqual<unknown>(
      moved._tag === "InboundMessage" && [moved.from, moved.movedTo],
      ["+15555550123", "+15555550124"],
    )
  })

  it.each<readonly [SampleName, unknown]>([
    ["msg_image", media("Taj Mahal", file("1003383421387256", "image/jpeg"))],
    ["msg_audio_file", media("", file("1908647269898588", "audio/mpeg"))],
    ["msg_video", media("Timelapse of growth", file("731675419373506", "video/mp4"))],
    [
      "msg_document",
      media("my receipt", file("622684793477189", "application/pdf", { name: "receipt.pdf" })),
    ],
    ["msg_sticker_static", media("", file("1908647269898587", "image/webp", { form: "sticker" }))],
    ["msg_location", {
      kind: "location",
      text: "Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301 (37.44221496582, -122.16165924072)",
      media: [],
      location: {
        latitude: 37.44221496582,
        longitude: -122.16165924072,
        name: "Philz Coffee",
        address: "101 Forest Ave, Palo Alto, CA 94301",
      },
    }],
    ["msg_contacts", {
      kind: "contacts",
      text: "Lucía Gómez, +1 (555) 555-0124",
      media: [],
      contacts: [{ name: "Lucía Gómez", organisation: "Google", phones: ["+1 (555) 555-0124"], emails: [] }],
    }],
    ["msg_reaction", {
      kind: "reaction",
      text: "👍",
      media: [],
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA", text: null },
    }],
    ["msg_button_template_quick_reply", {
      ...text("Unsubscribe"),
      choice: "Unsubscribe",
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgARGBJFNjk2OTMwNEZCQjhGMzUyQUYA", text: null },
    }],
    ["msg_interactive_button_reply", {
      ...text("Cancel"),
      choice: "cancel-button",
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgARGBI3MEM2RUJFNkI0RENGQTVDRjUA", text: null },
    }],
    ["msg_text_reply_context", {
      ...text("Does it come in another color?"),
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgARGBI3MTE5MjVBOTE3MDk5QUVFM0YA", text: null },
    }],
    ["msg_text_forwarded", { ...text("Does it come in another color?"), forwarded: true }],
    ["msg_text_referral_ctwa_ad", {
      ...text("Hello! Can I get more info on this?"),
      referral: { headline: "Chat with us", url: "https://fb.me/3cr4Wqqkv" },
    }],
    ["msg_order", {
      kind: "order",
      text: "2 × di9ozbzfi4, 30 USD\n1 × nqryix03ez, 25 USD",
      media: [],
      order: {
        catalogId: "194836987003835",
        products: [
          { id: "di9ozbzfi4", quantity: 2, price: 30, currency: "USD" },
          { id: "nqryix03ez", quantity: 1, price: 25, currency: "USD" },
        ],
      },
    }],
    ["msg_edit", {
      kind: "edited",
      text: "Updated image caption",
      media: [file("1234567890", "image/jpeg")],
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA=", text: null },
    }],
    ["msg_revoke", {
      kind: "deleted",
      text: "",
      media: [],
      quote: { providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA=", text: null },
    }],
    ["msg_system_number_change", {
      kind: "system",
      text: "User Sheena Nelson changed from 15555550123 to 15555550124",
      media: [],
    }],
    ["msg_unsupported", {
      kind: "unsupported",
      text: "A message of a kind that WhatsApp does not pass on. Ask the customer to write it.",
      media: [],
    }],
  ])("HOOK-7: reads %s", (name, content) => {
    assert.deepStrictEqual<unknown>(contentIn(name), content)
  })

  it("HOOK-2: keeps a message of a kind that nobody knows, and says which", () => {
    const body = sampleBody("msg_text").replace('"type":"text"', '"type":"hologram"')
    const [update] = updatesIn(body)
    assert.deepStrictEqual<unknown>(update?._tag === "InboundMessage" && update.content, {
      kind: "unsupported",
      text: "A message of a kind that this desk cannot show (hologram).",
      media: [],
    })
  })

  it("HOOK-2: one message without an id fails none of its neighbours", () => {
    const one = JSON.parse(sampleBody("msg_text"))
    const [message] = one.entry[0].changes[0].value.messages
    one.entry[0].changes[0].value.messages = [{ ...message, id: undefined }, message, 7, null].slice(0, 2)
    const reading = read(JSON.stringify(one))
    assert.strictEqual(reading._tag === "Updates" && reading.updates.length, 1)
    assert.strictEqual(reading._tag === "Updates" && reading.unread?.length, 1)
  })

  it("HOOK-3: reads a thousand messages of one request, each on its own", () => {
    const one = JSON.parse(sampleBody("msg_text"))
    const [message] = one.entry[0].changes[0].value.messages
    one.entry[0].changes[0].value.messages = Array.from(
      { length: 1000 },
      (_, n) => ({ ...message, id: `wamid.${n}` }),
    )
    assert.lengthOf(updatesIn(JSON.stringify(one)), 1000)
  })

  it.each(["", "{", "[]", "null", '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}'])(
    "HOOK-2: says of a body that is none of Meta's what was expected (%#)",
    (body) => {
      assert.strictEqual(read(body)._tag, "Malformed")
    },
  )
})

describe("WhatsAppWebhook, news about messages of ours", () => {
  it.each<readonly [SampleName, string, string | null]>([
    ["status_sent_pmp", "sent", null],
    ["status_delivered_pmp", "delivered", null],
    ["status_delivered_free_service", "delivered", null],
    ["status_delivered_bsuid", "delivered", null],
    ["status_read", "read", null],
    ["status_played_voice", "read", null],
    ["status_failed_131047_reengagement", "failed", "window_closed"],
    ["status_failed_131050_user_stopped_marketing", "failed", "opted_out"],
    ["status_failed_131026_undeliverable", "failed", "number"],
    ["status_failed_132001_template_missing", "failed", "template"],
    ["status_failed_131042_payment", "failed", "account"],
    ["status_failed_131053_media_upload", "failed", "permanent"],
    ["status_failed_131049_ecosystem", "failed", "permanent"],
    ["status_failed_130472_experiment", "failed", "permanent"],
  ])("SEND-3: reads %s as %s, %s", (name, status, kind) => {
    const update = only(name)
    if (update._tag !== "StatusUpdate") return assert.fail(update._tag)
    assert.strictEqual(update.status, status)
    assert.strictEqual(update.error?.class ?? null, kind)
    assert.isNull(update.message)
  })

  it("SEND-13: finds our own ids in what Meta gives back", () => {
    const ids = "5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1:0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"
    const [update] = updatesIn(sampleBody("status_sent_opaque_data").replace("desk:message:42", ids))
    assert.deepStrictEqual<unknown>(update?._tag === "StatusUpdate" && update.message, {
      conversationId: "5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1",
      messageId: "0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11",
    })
  })

  it("HOOK-7: reads a message that was sent from the phone", () => {
    assert.deepStrictEqual<unknown>(only("smb_message_echoes"), {
      _tag: "EchoedMessage",
      ...business,
      customer: "+15555550123",
      providerId: "wamid.HBgLMTU1NTU1NTAxMjMVAgARGBIyNDlBOEI5QUQ4NDc0N0FCNjMA",
      providerAt: 1_739_321_024_000,
      content: text("Here's the info you requested!"),
    })
  })

  it("OPT-4: reads that a customer stopped marketing messages", () => {
    assert.deepStrictEqual<unknown>(only("user_preferences_stop"), {
      _tag: "OptOutUpdate",
      ...business,
      from: "+15555550123",
      optedOut: true,
    })
  })

  it.each<readonly [SampleName, AccountNotice["severity"]]>([
    ["account_alerts", "warning"],
    ["account_update_restriction", "warning"],
    ["account_update_disabled_reinstate", "info"],
    ["phone_number_quality_onboarding", "info"],
    ["phone_number_name_update", "info"],
    ["business_capability_update", "info"],
    ["errors_value_level", "warning"],
  ])("HOOK-6: reads %s as a notice about the account: %s", (name, severity) => {
    const update = only(name)
    assert.strictEqual(update._tag === "AccountNotice" && update.severity, severity)
  })
})
