import { assert, describe, it } from "@effect/vitest"
import { prefillTemplate, type TemplatePeople } from "./prefillTemplate.ts"
import { type Template, TemplateId } from "./Template.ts"
import { templateVariables } from "./templateVariables.ts"

const people: TemplatePeople = {
  contact: { name: "Samir Petrov", phone: "+14155550188", email: null },
  user: { name: "Dana Ruiz", email: "dana@example.com" },
  workspace: { name: "Harbor & Finch" },
}

const own = (body: string, fields: Template["fields"] = {}): Template => ({
  id: TemplateId.make("00000000-0000-4000-8000-000000000001"),
  version: 1,
  channel: "sms",
  type: "conversation",
  name: "Hello",
  language: "en",
  header: null,
  body,
  footer: null,
  buttons: [],
  registered: null,
  fields,
  archived: false,
  updatedAt: 0,
})

const values = (template: Template, whom: TemplatePeople = people) =>
  Object.fromEntries(Object.entries(prefillTemplate(template, whom)).map(([key, { value }]) => [key, value]))

describe("prefillTemplate", () => {
  it("TMPL-2: fields of the contact, the user and the workspace are filled, others are not", () => {
    const template = own(
      "Hi {{contact.first_name}} ({{contact.name}}), {{user.name}} of {{ workspace.name }} about {{order}}",
    )
    assert.deepStrictEqual(prefillTemplate(template, people), {
      "contact.first_name": { value: "Samir", from: "contact" },
      "contact.name": { value: "Samir Petrov", from: "contact" },
      "user.name": { value: "Dana Ruiz", from: "user" },
      "workspace.name": { value: "Harbor & Finch", from: "workspace" },
    })
  })

  it("TMPL-2: what is not known of the contact is left to fill in", () => {
    const unknown = { ...people, contact: { name: null, phone: "+14155550188", email: null } }
    const template = own("{{contact.name}} {{contact.email}} {{contact.phone}}")
    assert.deepStrictEqual(values(template, unknown), { "contact.phone": "+14155550188" })
  })

  it("TMPL-2: a number is the first name after a greeting, and what an admin said it is", () => {
    assert.deepStrictEqual(values(own("Hi {{1}}, your order {{2}}")), { "1": "Samir" })
    assert.deepStrictEqual(values(own("This {{1}} is for you")), {})
    const said = own("Hi {{1}}, {{2}} here", {
      "1": { label: "Order", source: null },
      "2": { label: null, source: "user.first_name" },
    })
    assert.deepStrictEqual(values(said), { "2": "Dana" })
    assert.deepStrictEqual(templateVariables(said).map(({ label }) => label), ["Order", "Your first name"])
  })

  it("names a variable in words where its name has some", () => {
    assert.deepStrictEqual(
      templateVariables(own("a {{order_id}} b {{3}} c {{customer_first_name}} d {{order_id}}")).map((
        { label },
      ) => label),
      ["Order id", "Value 3", "First name"],
    )
  })
})
