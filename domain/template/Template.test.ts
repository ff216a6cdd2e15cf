import { assert, describe, it } from "@effect/vitest"
import type { OwnTemplate } from "./OwnTemplate.ts"
import { ownTemplateProblems } from "./ownTemplateProblems.ts"
import { Registration, templateKey, TemplateStatus, templateTitle, whyNotSendable } from "./Template.ts"

const registration: Registration = {
  accountId: "wa1",
  providerId: "1",
  category: "utility",
  status: "approved",
  quality: "green",
  rejection: null,
  variables: "numbered",
  scope: "part",
  examples: {},
  fillable: true,
}
const registered = (change: Partial<Registration> = {}) => ({
  archived: false,
  registered: { ...registration, ...change },
})
const own = { archived: false, registered: null }

describe("whyNotSendable", () => {
  it("TMPL-3, WIN-3: only an approved one counts as registered, in whatever state the window is", () => {
    for (const status of TemplateStatus.literals) {
      for (const open of [true, false, null]) {
        const reason = whyNotSendable(registered({ status }), open)
        assert.strictEqual(reason === null, status === "approved", `${status}: ${reason}`)
      }
    }
  })

  it("WIN-2, WIN-3: a saved text of the desk goes while the window is open, and where there is none", () => {
    assert.isNull(whyNotSendable(own, true))
    assert.isNull(whyNotSendable(own, null))
    assert.strictEqual(whyNotSendable(own, false), "Can only be sent while the window is open.")
  })

  it("TMPL-3: one that cannot be filled or was archived is not sent", () => {
    assert.isNotNull(whyNotSendable(registered({ fillable: false }), true))
    assert.isNotNull(whyNotSendable({ ...own, archived: true }, true))
  })
})

const written: OwnTemplate = {
  channel: "sms",
  type: "conversation",
  name: "Hello",
  language: "en",
  body: "Hi {{name}}",
}

describe("ownTemplateProblems", () => {
  it("TMPL-1: says at the field what is wrong, and nothing of what is right", () => {
    const at = (change: Partial<OwnTemplate>) =>
      ownTemplateProblems({ ...written, ...change }).map(({ field }) => field)
    assert.deepStrictEqual(at({}), [])
    assert.deepStrictEqual(at({ name: " _ ", body: " " }), ["name", "body"])
    assert.deepStrictEqual(at({ name: "x".repeat(101) }), ["name"])
    assert.deepStrictEqual(at({ name: "x".repeat(100), body: "x".repeat(4096) }), [])
    assert.deepStrictEqual(at({ body: "x".repeat(4097) }), ["body"])
    for (const body of ["Hi {{", "Hi {{first name}}", "}} there", "{{a}} {{b"]) {
      assert.deepStrictEqual(at({ body }), ["body"], body)
    }
    assert.deepStrictEqual(at({ body: "{ {{ contact.name }} }" }), [])
    const many = Array.from({ length: 101 }, (_, index) => `{{f${index}}}`).join(" ")
    assert.deepStrictEqual(at({ body: many }), ["body"])
  })
})

describe("templateKey", () => {
  it("TMPL-1: finds a template by its name, however it is written", () => {
    assert.strictEqual(templateKey("  New  delivery date! "), "new_delivery_date")
    assert.strictEqual(templateKey("new_delivery_date"), "new_delivery_date")
    assert.strictEqual(templateKey("Größe"), "große")
    assert.strictEqual(templateKey("配達"), "配達")
  })

  it("shows a registered name as words, and the desk's own as it was written", () => {
    assert.strictEqual(templateTitle({ name: "new_delivery_date", ...registered() }), "New delivery date")
    assert.strictEqual(templateTitle({ name: "iPhone_offer", registered: null }), "iPhone_offer")
  })
})
