import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import fc from "fast-check"
import { type MediaDescription, MessageContent, type TemplateUse } from "../conversation/MessageContent.ts"
import { fillTemplate, substitute, type TemplateValues } from "./fillTemplate.ts"
import { previewTemplate } from "./previewTemplate.ts"
import { type Registration, type Template, TemplateId } from "./Template.ts"
import { valuedTemplates } from "./Template.arbitrary.ts"
import { piecesOf, templateVariables } from "./templateVariables.ts"

const registration: Registration = {
  accountId: "wa1",
  providerId: "1689556908129832",
  category: "utility",
  status: "approved",
  quality: "green",
  rejection: null,
  variables: "numbered",
  scope: "part",
  examples: {},
  fillable: true,
}

const delivery: Template = {
  id: TemplateId.make("00000000-0000-4000-8000-000000000001"),
  version: 1,
  channel: "whatsapp",
  type: "conversation",
  name: "new_delivery_date",
  language: "en_US",
  header: null,
  body: "Hi {{1}}, your order {{2}} arrives on {{3}}.",
  footer: null,
  buttons: [],
  registered: registration,
  fields: {},
  archived: false,
  updatedAt: 0,
}
const own: Template = {
  ...delivery,
  name: "Running late",
  body: "We are {{minutes}} minutes late",
  registered: null,
}

const file = (type: string) => ({ id: "f1", name: "a", type, size: 1 })
const filled = (template: Template, values: TemplateValues, given: MediaDescription | null = null) =>
  Result.getOrThrow(fillTemplate(template, values, given))
const use = (template: Template, values: TemplateValues): TemplateUse | undefined =>
  filled(template, values).template
const problems = (
  template: Template,
  values: TemplateValues,
  given: MediaDescription | null = null,
) => {
  const result = fillTemplate(template, values, given)
  return Result.isFailure(result) ? result.failure.map(({ key, problem }) => `${key} ${problem}`) : []
}

const decodes = Schema.is(MessageContent)
const textOf = (pieces: ReturnType<typeof previewTemplate>["body"]): string =>
  pieces.map((piece) => "text" in piece ? piece.text : piece.value ?? "").join("")

describe("fillTemplate", () => {
  it("TMPL-2: every field without a value is named, and nothing else", () => {
    assert.deepStrictEqual(problems(delivery, { "2": "BW-1", "3": " " }), ["1 missing", "3 missing"])
    assert.deepStrictEqual(problems(own, {}), ["minutes missing"])
    assert.deepStrictEqual(problems(own, { minutes: "ten" }), [])
  })

  it("TMPL-2: a value that a provider would refuse is refused at its field", () => {
    const values = { "1": "Samir", "2": "BW-1", "3": "Mon" }
    const one = { ...delivery, buttons: [{ kind: "copy_code" as const, label: "Copy", value: "SAVE10" }] }
    assert.deepStrictEqual(problems(delivery, { ...values, "2": "a\nb" }), ["2 invalid"])
    assert.deepStrictEqual(problems(delivery, { ...values, "2": "a     b" }), ["2 invalid"])
    assert.deepStrictEqual(problems(delivery, { ...values, "2": "a    b" }), [])
    assert.deepStrictEqual(problems(delivery, { ...values, "2": "x".repeat(1025) }), ["2 too_long"])
    assert.deepStrictEqual(problems(one, { ...values, "button.1": "x".repeat(16) }), ["button.1 too_long"])
    assert.deepStrictEqual(problems(one, { ...values, "button.1": "x".repeat(15) }), [])
    assert.deepStrictEqual(problems(own, { minutes: "ten\nor more" }), [])
  })

  it("TMPL-2: a body over 1,024 characters names the longest value as what to shorten", () => {
    const result = fillTemplate(delivery, { "1": "Samir", "2": "x".repeat(1010), "3": "Mon" }, null)
    assert.deepStrictEqual(Result.isFailure(result) && result.failure, [{
      key: "2",
      label: "Value 2",
      problem: "too_long",
      message: "The message is 1,047 characters long with these values, and can have 1,024. Shorten Value 2.",
    }])
    const sms: Template = { ...own, channel: "sms" }
    assert.deepStrictEqual(
      problems({ ...sms, body: `{{minutes}}${"x".repeat(1590)}` }, { minutes: "x".repeat(20) }),
      [
        "minutes too_long",
      ],
    )
  })

  it("TMPL-3: of Meta's parts each has variables of its own, of Twilio's one value is for all", () => {
    const parts = {
      header: { format: "text" as const, text: "Order {{1}}" },
      body: "Hi {{1}}",
      buttons: [{ kind: "url" as const, label: "Track", value: "https://x.example/{{1}}" }],
    }
    const meta = { ...delivery, ...parts }
    assert.deepStrictEqual(templateVariables(meta).map(({ key }) => key), ["header.1", "1", "button.1"])
    const values = { "header.1": "BW-1", "1": "Samir", "button.1": "bw1" }
    assert.deepStrictEqual(use(meta, values), {
      templateId: delivery.id,
      registered: {
        name: "new_delivery_date",
        language: "en_US",
        providerId: "1689556908129832",
        variables: "numbered",
      },
      header: { format: "text", text: "Order BW-1", values: [{ name: "1", value: "BW-1" }] },
      values: [{ name: "1", value: "Samir" }],
      footer: null,
      buttons: [{ kind: "url", label: "Track", value: "bw1", variable: "1" }],
    })
    const twilio: Template = { ...meta, registered: { ...registration, scope: "template" } }
    assert.deepStrictEqual(templateVariables(twilio).map(({ key }) => key), ["1"])
    assert.deepStrictEqual(use(twilio, { "1": "Samir" })?.buttons[0]?.value, "Samir")
  })

  it("TMPL-3: a media header brings its file as the message's first, of the right kind", () => {
    const image: Template = { ...delivery, header: { format: "image", address: null }, body: "Look" }
    assert.deepStrictEqual(problems(image, {}), ["header missing"])
    assert.deepStrictEqual(problems(image, {}, file("video/mp4")), ["header invalid"])
    assert.deepStrictEqual(filled(image, {}, file("image/png")).media, [file("image/png")])
    const document: Template = { ...image, header: { format: "document", address: null } }
    assert.deepStrictEqual(problems(document, {}, file("application/pdf")), [])
    const fixed: Template = { ...image, header: { format: "image", address: "https://x.example/{{4}}" } }
    assert.deepStrictEqual(problems(fixed, {}), ["header.4 missing"])
    assert.deepStrictEqual(use(fixed, { "header.4": "a.png" })?.header, {
      format: "image",
      values: [{ name: "4", value: "a.png" }],
    })
  })

  it("TMPL-3: a location header asks for a place on earth, its name may be left out", () => {
    const map: Template = { ...delivery, header: { format: "location", place: null }, body: "Here" }
    assert.deepStrictEqual(problems(map, { "header.latitude": "91", "header.longitude": "x" }), [
      "header.latitude invalid",
      "header.longitude invalid",
    ])
    assert.deepStrictEqual(use(map, { "header.latitude": "-33.5", "header.longitude": "151" })?.header, {
      format: "location",
      location: { latitude: -33.5, longitude: 151, name: null, address: null },
    })
  })

  it("TMPL-3: any template can be filled, and what was filled in gives back the parts", () => {
    fc.assert(fc.property(valuedTemplates, ({ file: given, template, values }) => {
      const content = filled(template, values, given)
      const { template: filledUse } = content
      assert.isTrue(decodes(content))
      assert.isDefined(filledUse)
      const byName = new Map(filledUse?.values.map(({ name, value }) => [name, value]))
      assert.strictEqual(substitute(template.body, (name) => byName.get(name) ?? "?"), content.text)
      assert.strictEqual(filledUse?.header?.format, template.header?.format)
      assert.deepStrictEqual(
        filledUse?.buttons.map(({ label }) => label),
        template.buttons.map(({ label }) => label),
      )
      if (filledUse?.header?.format === "text" && template.header?.format === "text") {
        const inHeader = new Map(filledUse.header.values.map(({ name, value }) => [name, value]))
        assert.strictEqual(
          substitute(template.header.text, (name) => inHeader.get(name) ?? "?"),
          filledUse.header.text,
        )
      }
    }))
  })

  it("TMPL-4: the preview is what is sent, and without values it holds each variable as empty", () => {
    fc.assert(fc.property(valuedTemplates, ({ file: given, template, values }) => {
      const content = filled(template, values, given)
      const preview = previewTemplate(template, values)
      assert.strictEqual(textOf(preview.body), content.text)
      if (content.template?.header?.format === "text") {
        assert.strictEqual(textOf(preview.headerText), content.template.header.text)
      }
      const empty = [...previewTemplate(template, {}).headerText, ...previewTemplate(template, {}).body]
        .flatMap((piece) => "variable" in piece ? [piece.value] : [])
      assert.isTrue(empty.every((value) => value === null))
    }))
  })

  it("TMPL-2: one value left out is one problem, at that field, for any template", () => {
    fc.assert(fc.property(valuedTemplates, fc.nat(), ({ file: given, template, values }, pick) => {
      const wanted = templateVariables(template).filter(({ optional }) => !optional)
      const left = wanted[pick % Math.max(1, wanted.length)]
      if (!left) return
      assert.deepStrictEqual(
        problems(template, { ...values, [left.key]: "" }, given ? file(given.type) : null),
        [
          `${left.key} missing`,
        ],
      )
    }))
  })

  it("reads a text in pieces that make it up again, whatever braces stand in it", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom("{{", "}}", "{", "1", "a b", "{{x}}", " ")), (parts) => {
      const text = parts.join("")
      const joined = piecesOf(text).map((piece) => "text" in piece ? piece.text : `{{${piece.variable}}}`)
        .join("")
      assert.strictEqual(joined, text.replace(/\{\{\s*([\w.]{1,64})\s*\}\}/g, "{{$1}}"))
    }))
  })
})
