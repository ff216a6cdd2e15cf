import { assert, describe, it } from "@effect/vitest"
import { type Template, TemplateId } from "../template/Template.ts"
import { variantsFor, whyNotInItsPlace } from "./campaignVariants.ts"

const idOf = (n: number) => TemplateId.make(`00000000-0000-4000-8000-00000000000${n}`)
const chosen: Template = {
  id: idOf(1),
  version: 1,
  channel: "whatsapp",
  type: "campaign",
  name: "delivery_slot",
  language: "en_US",
  header: null,
  body: "Hi {{1}}, order {{2}} comes today.",
  footer: null,
  buttons: [],
  registered: {
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
  },
  fields: {},
  archived: false,
  updatedAt: 0,
}
const spanish: Template = { ...chosen, id: idOf(2), language: "es", body: "{{2}} llega hoy, {{1}}." }
const rejected: Template = {
  ...spanish,
  registered: chosen.registered && { ...chosen.registered, status: "rejected" },
}

describe("campaignVariants", () => {
  it("CAMP-1, TMPL-3: a language that is not approved, or has other variables, takes nobody's place, with the reason", () => {
    assert.isNull(whyNotInItsPlace(chosen, spanish))
    assert.strictEqual(whyNotInItsPlace(chosen, rejected), "WhatsApp did not approve it.")
    assert.strictEqual(
      whyNotInItsPlace(chosen, { ...spanish, body: "Hola {{1}}, {{3}}." }),
      "It has other variables: 2 is missing, 3 is not in the one you chose.",
    )
    assert.strictEqual(
      whyNotInItsPlace(chosen, { ...spanish, header: { format: "image", address: null } }),
      "It begins with a file.",
    )
  })

  it("CAMP-1: the one that was chosen stays the only one of its language", () => {
    const twin = { ...spanish, language: "en_US" }
    assert.deepStrictEqual(variantsFor(chosen, [twin, rejected, spanish, chosen]), [chosen, spanish])
  })
})
