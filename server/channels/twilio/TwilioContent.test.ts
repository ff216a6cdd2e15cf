import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { readTwilioTemplates } from "./readTwilioTemplates.ts"
import { readTwilioContent } from "./TwilioContent.ts"

const sid = (n: number) => `HX${String(n).padStart(32, "0")}`

const content = (types: object, change: object = {}) => ({
  sid: sid(1),
  friendly_name: "New delivery date",
  language: "en",
  variables: { "1": "Samir", "2": "BW-20466" },
  types,
  approval_requests: {
    name: "new_delivery_date",
    category: "UTILITY",
    status: "approved",
    rejection_reason: "",
  },
  ...change,
})
const read = (types: object, change?: object) => Option.getOrThrow(readTwilioContent(content(types, change)))

describe("readTwilioContent", () => {
  it("TMPL-3: a content is a template by the name and state that WhatsApp gave it", () => {
    assert.deepStrictEqual(read({ "twilio/text": { body: "Hi {{1}}, order {{2}}" } }), {
      providerId: sid(1),
      name: "new_delivery_date",
      language: "en",
      header: null,
      body: "Hi {{1}}, order {{2}}",
      footer: null,
      buttons: [],
      category: "utility",
      status: "approved",
      quality: "unknown",
      rejection: null,
      variables: "numbered",
      scope: "template",
      examples: { "1": "Samir", "2": "BW-20466" },
      fillable: true,
    })
    const unsubmitted = read({ "twilio/text": { body: "Hi" } }, {
      approval_requests: { name: "", status: "unsubmitted", category: "" },
    })
    assert.deepStrictEqual([unsubmitted.status, unsubmitted.name], ["unsubmitted", "New delivery date"])
    assert.strictEqual(
      read({ "twilio/text": { body: "Hi" } }, { approval_requests: null }).status,
      "unsubmitted",
    )
  })

  it("TMPL-3: media, place, buttons and codes are read, and what this desk cannot fill is known as such", () => {
    const media = read({ "twilio/media": { body: "Look", media: ["https://x.example/{{1}}.mp4"] } })
    assert.deepStrictEqual(media.header, { format: "video", address: "https://x.example/{{1}}.mp4" })
    const place = read({ "twilio/location": { latitude: 39.7, longitude: -104.9, label: "Shop" } })
    assert.deepStrictEqual(place.header, {
      format: "location",
      place: { latitude: 39.7, longitude: -104.9, name: "Shop", address: null },
    })
    const card = read({
      "twilio/text": { body: "plain" },
      "whatsapp/card": {
        body: "Hi {{1}}",
        header_text: "Order {{2}}",
        footer: "Bye",
        actions: [
          { type: "URL", title: "Track", url: "https://x.example/{{2}}" },
          { type: "PHONE_NUMBER", title: "Call", phone: "+14155550100" },
          { type: "QUICK_REPLY", title: "Yes", id: "yes" },
          { type: "COPY_CODE", title: "Copy", code: "{{1}}" },
        ],
      },
    })
    assert.deepStrictEqual([card.header, card.footer, card.buttons.map(({ kind }) => kind), card.fillable], [
      { format: "text", text: "Order {{2}}" },
      "Bye",
      ["url", "phone", "quick_reply", "copy_code"],
      true,
    ])
    const code = read({
      "whatsapp/authentication": { actions: [{ type: "COPY_CODE", copy_code_text: "Copy" }] },
    })
    assert.deepStrictEqual([code.body, code.fillable], ["{{1}} is your verification code.", true])
    assert.isFalse(read({ "twilio/carousel": { body: "Hi", cards: [] } }).fillable)
    assert.isFalse(read({ "twilio/text": { body: "Hi", hidden: "{{3}}" } }).fillable)
  })

  it("TMPL-3: anything else is none, and never an error", () => {
    for (const junk of [null, 7, [], {}, content({}, { sid: "HX1" }), content({}, { types: "none" })]) {
      assert.isTrue(Option.isNone(readTwilioContent(junk)))
    }
    assert.isFalse(read({}).fillable)
  })
})

describe("readTwilioTemplates", () => {
  it.effect("TMPL-3: pages are followed by their query alone, with the account's credentials", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const http = HttpClient.make((request, url) =>
        Effect.sync(() => {
          asked.push(`${url.href} ${request.headers["authorization"]}`)
          const next = asked.length === 1
            ? "https://evil.example/v1/ContentAndApprovals?Page=1&PageToken=X"
            : null
          const body = {
            contents: [content({ "twilio/text": { body: "Hi" } }, { sid: sid(asked.length) })],
            meta: { next_page_url: next },
          }
          return HttpClientResponse.fromWeb(request, Response.json(body))
        })
      )
      const pages = yield* readTwilioTemplates(http, "http://twilio.test", {
        accountSid: "AC1",
        authToken: "t",
      })
        .pipe(Stream.runCollect, Effect.result)
      assert.deepStrictEqual([...Result.getOrThrow(pages)].map(({ ids }) => ids), [[sid(1)], [sid(2)]])
      assert.deepStrictEqual(asked, [
        "http://twilio.test/v1/ContentAndApprovals?PageSize=200 Basic QUMxOnQ=",
        "http://twilio.test/v1/ContentAndApprovals?Page=1&PageToken=X Basic QUMxOnQ=",
      ])
    }))
})
