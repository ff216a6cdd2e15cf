import { describe, expect, it } from "vitest"
import { type SendFacts, type SendVerdict, sendVerdict } from "./SendPolicy.ts"

const now = Date.UTC(2026, 2, 1, 12)
const day = 86_400_000
const optedOutAt = now - 5_000

describe("sendVerdict", () => {
  it.each<[string, SendFacts, SendVerdict]>([
    ["SEND-10: SMS to someone who never wrote goes", {
      channel: "sms",
      lastInboundAt: null,
      optedOutAt: null,
      consentAt: now,
    }, { _tag: "Go" }],
    ["WIN-1: SMS knows no window", {
      channel: "sms",
      lastInboundAt: now - 9 * day,
      optedOutAt: null,
      consentAt: now,
    }, {
      _tag: "Go",
    }],
    ["WIN-2: WhatsApp in an open window goes", {
      channel: "whatsapp",
      lastInboundAt: now - day + 1,
      optedOutAt: null,
      consentAt: now,
    }, { _tag: "Go" }],
    ["WIN-3: WhatsApp when the window has just closed does not", {
      channel: "whatsapp",
      lastInboundAt: now - day,
      optedOutAt: null,
      consentAt: now,
    }, { _tag: "WindowClosed", closedAt: now }],
    ["WIN-3: WhatsApp in a window that was never opened does not", {
      channel: "whatsapp",
      lastInboundAt: null,
      optedOutAt: null,
      consentAt: now,
    }, { _tag: "WindowClosed", closedAt: null }],
    ["CONSENT-1: WhatsApp to someone who never wrote and gave no consent does not go", {
      channel: "whatsapp",
      lastInboundAt: null,
      optedOutAt: null,
      consentAt: null,
    }, { _tag: "NoConsent" }],
    ["CONSENT-1: WhatsApp to someone who wrote in goes without a recorded consent", {
      channel: "whatsapp",
      lastInboundAt: now - 1,
      optedOutAt: null,
      consentAt: null,
    }, { _tag: "Go" }],
    ["CONSENT-1: SMS to someone who never wrote needs no recorded consent", {
      channel: "sms",
      lastInboundAt: null,
      optedOutAt: null,
      consentAt: null,
    }, { _tag: "Go" }],
    ["OPT-1: the opt-out is named before the missing consent", {
      channel: "whatsapp",
      lastInboundAt: null,
      optedOutAt,
      consentAt: null,
    }, { _tag: "OptedOut", since: optedOutAt }],
    ["OPT-1: SMS to someone opted out does not go", {
      channel: "sms",
      lastInboundAt: now,
      optedOutAt,
      consentAt: now,
    }, {
      _tag: "OptedOut",
      since: optedOutAt,
    }],
    ["OPT-1: WhatsApp to someone opted out does not go, open window or not", {
      channel: "whatsapp",
      lastInboundAt: now,
      optedOutAt,
      consentAt: now,
    }, { _tag: "OptedOut", since: optedOutAt }],
    ["OPT-1: the opt-out is named before the closed window", {
      channel: "whatsapp",
      lastInboundAt: null,
      optedOutAt,
      consentAt: now,
    }, { _tag: "OptedOut", since: optedOutAt }],
    ["OPT-1: an opt-out at the beginning of time is one", {
      channel: "sms",
      lastInboundAt: null,
      optedOutAt: 0,
      consentAt: now,
    }, {
      _tag: "OptedOut",
      since: 0,
    }],
  ])("%s", (_, facts, expected) => {
    expect(sendVerdict(facts, now)).toEqual(expected)
  })
})
