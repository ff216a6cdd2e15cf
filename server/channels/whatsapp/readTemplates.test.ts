import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Result, Stream } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { makeStandInTemplates, wireTemplate } from "../../../test/StandInTemplates.ts"
import { mediaHeaderFormats } from "../../../domain/template/Template.ts"
import { readMetaTemplate } from "./MetaTemplate.ts"
import { readTemplates } from "./readTemplates.ts"
import { readTemplateUpdate } from "./readTemplateUpdate.ts"

const credentials = { appSecret: "s", verifyToken: "v", accessToken: "t", businessAccountId: "1" }

const read = (change: Readonly<Record<string, unknown>>) =>
  Option.getOrThrow(readMetaTemplate(wireTemplate("1", change)))

const collect = (http: HttpClient.HttpClient, url: string) =>
  readTemplates(http, url, credentials).pipe(Stream.runCollect, Effect.result)

/** Answers from a list, one after another; then an empty page. */
const scripted = (answers: ReadonlyArray<Response>) => {
  const asked: Array<string> = []
  const http = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const answer = answers[asked.length] ?? Response.json({ data: [] })
      asked.push(url.search)
      return HttpClientResponse.fromWeb(request, answer)
    })
  )
  return { http, asked }
}

const outcome = (answers: ReadonlyArray<Response>) =>
  Effect.gen(function* () {
    const { asked, http } = scripted(answers)
    const reading = yield* Effect.forkChild(collect(http, "http://meta.test"))
    yield* TestClock.adjust("5 minutes")
    const result = yield* Fiber.join(reading)
    return [Result.isSuccess(result) ? "read" : result.failure.reason, asked.length] as const
  })

describe("readMetaTemplate", () => {
  it("TMPL-3: every kind of header, variable and button is read", () => {
    const template = read({
      parameter_format: "NAMED",
      components: [
        {
          type: "HEADER",
          format: "TEXT",
          text: "Order {{order}}",
          example: { header_text_named_params: [{ param_name: "order", example: "BW-1" }] },
        },
        {
          type: "BODY",
          text: "Hi {{first_name}}",
          example: { body_text_named_params: [{ param_name: "first_name", example: "Samir" }] },
        },
        { type: "FOOTER", text: "Bye" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "QUICK_REPLY", text: "Yes" },
            { type: "URL", text: "Track", url: "https://x.example/{{1}}", example: ["https://x.example/a1"] },
            { type: "PHONE_NUMBER", text: "Call", phone_number: "+14155550100" },
            { type: "COPY_CODE", text: "Copy", example: "SAVE10" },
            { type: "CATALOG", text: "See all" },
          ],
        },
      ],
    })
    assert.deepStrictEqual(template, {
      providerId: "1",
      name: "template_1",
      language: "en_US",
      category: "utility",
      status: "approved",
      quality: "green",
      rejection: null,
      variables: "named",
      scope: "part",
      fillable: true,
      header: { format: "text", text: "Order {{order}}" },
      body: "Hi {{first_name}}",
      footer: "Bye",
      buttons: [
        { kind: "quick_reply", label: "Yes", value: null },
        { kind: "url", label: "Track", value: "https://x.example/{{1}}" },
        { kind: "phone", label: "Call", value: "+14155550100" },
        { kind: "copy_code", label: "Copy", value: "SAVE10" },
        { kind: "other", label: "See all", value: null },
      ],
      examples: { "header.order": "BW-1", first_name: "Samir", "button.2": "a1", "button.4": "SAVE10" },
    })
  })

  it("TMPL-3: media and place headers are, and what cannot be filled is known as such", () => {
    const header = (format: string) =>
      read({ components: [{ type: "HEADER", format }, { type: "BODY", text: "Hi" }] })
    for (const format of mediaHeaderFormats) {
      assert.deepStrictEqual(header(format.toUpperCase()).header, { format, address: null })
    }
    assert.deepStrictEqual(header("LOCATION").header, { format: "location", place: null })
    assert.deepStrictEqual([header("GIF").header, header("GIF").fillable], [null, false])
    assert.isFalse(
      read({ components: [{ type: "BODY", text: "Hi" }, { type: "CAROUSEL", cards: [] }] }).fillable,
    )
    const flow = { type: "BUTTONS", buttons: [{ type: "FLOW", text: "Start" }] }
    assert.isFalse(read({ components: [{ type: "BODY", text: "Hi" }, flow] }).fillable)
  })

  it("TMPL-3: anything that is not a template is none, and never an error", () => {
    for (const junk of [null, 7, "x", [], {}, wireTemplate("1", { status: 3 }), wireTemplate("", {})]) {
      assert.isTrue(Option.isNone(readMetaTemplate(junk)))
    }
  })
})

describe("readTemplates", () => {
  it.effect("TMPL-3: a busy provider is asked again, longer than it says never, and not for ever", () =>
    Effect.gen(function* () {
      const busy = () => new Response("{}", { status: 429, headers: { "retry-after": "30" } })
      const limited = () => Response.json({ error: { code: 80008 } }, { status: 400 })
      assert.deepStrictEqual(yield* outcome([busy(), limited(), new Response("", { status: 503 })]), [
        "read",
        4,
      ])
      assert.deepStrictEqual(yield* outcome(Array.from({ length: 9 }, limited)), ["unavailable", 5])
    }))

  it.effect("TMPL-3: refused credentials are not tried again", () =>
    Effect.gen(function* () {
      const refusals = [
        new Response("{}", { status: 401 }),
        new Response("{}", { status: 403 }),
        Response.json({ error: { code: 190 } }, { status: 400 }),
      ]
      for (const refusal of refusals) assert.deepStrictEqual(yield* outcome([refusal]), ["refused", 1])
      for (const junk of ["<html>", "{}", '{"data":{}}', "null"]) {
        assert.deepStrictEqual(yield* outcome([new Response(junk)]), ["unreadable", 1], junk)
      }
    }))

  it.effect("TMPL-3: a place that comes again ends the list, and `next` leads nowhere else", () =>
    Effect.gen(function* () {
      const page = (paging: object) => Response.json({ data: [wireTemplate("1")], paging })
      const { asked, http } = scripted([
        page({ next: "https://evil.example/take?after=B&access_token=t" }),
        page({ cursors: { after: "B" } }),
      ])
      assert.isTrue(Result.isSuccess(yield* collect(http, "http://meta.test/")))
      assert.deepStrictEqual(asked.map((query) => new URLSearchParams(query).get("after")), [null, "B"])
    }))

  it.effect("TMPL-3: an endless list is an error, so that nothing is taken for gone", () =>
    Effect.gen(function* () {
      let page = 0
      const http = HttpClient.make((request) =>
        Effect.sync(() => {
          page += 1
          const body = { data: [wireTemplate(String(page))], paging: { cursors: { after: String(page) } } }
          return HttpClientResponse.fromWeb(request, Response.json(body))
        })
      )
      const result = yield* collect(http, "http://meta.test")
      assert.strictEqual(Result.isFailure(result) && result.failure.reason, "unreadable")
      assert.strictEqual(page, 400)
    }))

  it.live("TMPL-3: pages follow one another over HTTP until the last", () =>
    Effect.gen(function* () {
      const provider = yield* makeStandInTemplates("t", 2)
      yield* provider.setTemplates(["a", "b", "c"].map((id) => wireTemplate(id)))
      const pages = Result.getOrThrow(yield* collect(yield* HttpClient.HttpClient, provider.url))
      assert.deepStrictEqual([...pages].map(({ ids }) => ids), [["a", "b"], ["c"], []])
    }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer)))
})

describe("readTemplateUpdate", () => {
  const about = (field: string, value: object) =>
    readTemplateUpdate(field, {
      message_template_id: 1_689_556_908_129_832,
      message_template_name: "order_confirmation",
      message_template_language: "en-US",
      ...value,
    }, 5)
  const common = {
    _tag: "TemplateUpdate" as const,
    providerId: "1689556908129832",
    name: "order_confirmation",
    language: "en-US",
    at: 5,
  }

  it("TMPL-3: status, quality, category and words are told of", () => {
    const status = (event: string, reason: string | null = "NONE") =>
      about("message_template_status_update", { event, reason })
    assert.deepStrictEqual(status("APPROVED"), { ...common, status: "approved", rejection: null })
    assert.deepStrictEqual(status("REJECTED", "INVALID_FORMAT"), {
      ...common,
      status: "rejected",
      rejection: "INVALID_FORMAT",
    })
    assert.deepStrictEqual(status("REINSTATED"), {
      ...common,
      status: "reinstated",
      rejection: null,
      readAgain: true,
    })
    assert.deepStrictEqual(about("message_template_quality_update", { new_quality_score: "YELLOW" }), {
      ...common,
      quality: "yellow",
    })
    assert.deepStrictEqual(about("template_category_update", { new_category: "MARKETING" }), {
      ...common,
      category: "marketing",
    })
    assert.deepStrictEqual(about("message_template_components_update", {}), { ...common, readAgain: true })
    assert.isNull(about("account_update", {}))
    assert.isNull(readTemplateUpdate("message_template_status_update", { event: "APPROVED" }, 5))
  })
})
