import { Effect, Exit, Scope } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { whatsAppSignature } from "../../server/channels/whatsapp/WhatsAppSignature.ts"
import {
  makeCloudApi,
  phoneNumberId,
  whatsAppCredentials,
} from "../../server/channels/whatsapp/WhatsAppFixture.ts"
import { useBrowser } from "../../test/Browser.ts"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { becomes, signIn } from "./DeskScreen.ts"

const browser = useBrowser()
const email = "stan@acme.test"
const password = "correct horse battery staple"

const seedFor = (baseUrl: string) => ({
  workspace: { name: "Acme", timeZone: "America/New_York", plan: "trial" },
  users: [
    { email: "admin@acme.test", name: "Ann", role: "admin", licensed: true, password },
    { email, name: "Stan", role: "standard", licensed: true, password },
  ],
  providers: [{ id: "wa1", baseUrl, ...whatsAppCredentials }],
  senders: [
    {
      id: "wa",
      label: "Parcel WhatsApp",
      channel: "whatsapp",
      address: "+15005550007",
      phoneNumberId,
      provider: "wa1",
      users: [email],
    },
  ],
  contacts: [{ name: "Elena Marsh", phones: ["+16505551234"] }],
})

const makeDesk = Effect.gen(function* () {
  const meta = yield* makeCloudApi
  const desk = yield* DeskProcess.scoped({ seed: seedFor(meta.url) })
  return { meta, desk }
})

const scope = Effect.runSync(Scope.make())
let started: Effect.Success<typeof makeDesk> | undefined
beforeAll(async () => {
  started = await Effect.runPromise(makeDesk.pipe(Scope.provide(scope)))
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const parts = () => {
  if (started === undefined) throw new Error("Use the desk inside a test")
  return started
}

/** One call of Meta's, with one change of a number. */
const post = async (field: string, value: object) => {
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{
      id: whatsAppCredentials.businessAccountId,
      changes: [{
        field,
        value: {
          messaging_product: "whatsapp",
          metadata: { display_phone_number: "15005550007", phone_number_id: phoneNumberId },
          ...value,
        },
      }],
    }],
  })
  const response = await fetch(`${parts().desk.url}/webhooks/whatsapp/wa1`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": whatsAppSignature(whatsAppCredentials.appSecret, new TextEncoder().encode(body)),
    },
    body,
  })
  assert.strictEqual(response.status, 200)
}

const now = () => String(Math.floor(Date.now() / 1000))
const elena = "16505551234"

/** A customer sends something of any kind, as Meta would bring it; gives its id. */
const bring = async (message: Readonly<Record<string, unknown>>, from = elena): Promise<string> => {
  const id = `wamid.${randomUUID()}`
  await post("messages", {
    contacts: [{ profile: { name: "Elena" }, wa_id: from }],
    messages: [{ from, id, timestamp: now(), ...message }],
  })
  return id
}

const open = async (name = "Elena Marsh") => {
  const desk = await signIn(await browser.page(), `${parts().desk.url}/inbox`, { email, password })
  await desk.openConversation(name)
  return desk
}

describe("WhatsApp", () => {
  it("HOOK-7: shows places, cards, quotes, reactions on their message, what was changed, and what nobody can show", async () => {
    const first = await bring({ type: "text", text: { body: "Where are you?" } })
    const desk = await open()
    await desk.message("Where are you?").waitFor()
    await bring({
      type: "location",
      location: { latitude: 37.4847, longitude: -122.1473, name: "Depot", address: "1 Hacker Way" },
    })
    await desk.message("Depot").getByRole("link", { name: "37.48470, -122.14730" }).waitFor()
    await bring({
      type: "contacts",
      contacts: [{ name: { formatted_name: "Ruth Okafor" }, phones: [{ phone: "+1 650 555 9999" }] }],
    })
    await desk.message("Ruth Okafor").getByText("650-555-9999").waitFor()
    await bring({ type: "reaction", reaction: { message_id: first, emoji: "👍" } })
    const asked = desk.message("Where are you?").first()
    await asked.getByRole("img", { name: "Elena Marsh reacted 👍" }).waitFor()
    await bring({ type: "text", text: { body: "I mean you" }, context: { from: "16505551234", id: first } })
    const answer = desk.message("I mean you")
    await answer.getByRole("button", { name: /Where are you\?/ }).waitFor()
    await bring({ type: "hologram", hologram: {} })
    await desk.message("of a kind that this desk cannot show").waitFor()
    await bring({ type: "reaction", reaction: { message_id: first, emoji: "" } })
    await asked.getByRole("img", { name: /reacted/ }).waitFor({ state: "detached" })
  })

  it("HOOK-7: of a message that the customer took back nothing is shown, of one they changed what it became, and since when", async () => {
    const about = (id: string) => ({ original_message_id: id })
    const changed = await bring({ type: "text", text: { body: "At noon on Friday" } })
    const takenBack = await bring({ type: "text", text: { body: "My secret number" } })
    const desk = await open()
    const secret = desk.message("My secret number")
    await secret.waitFor()
    await bring({
      type: "edit",
      edit: { ...about(changed), message: { type: "text", text: { body: "At four on Friday" } } },
    })
    await desk.message("At four on Friday").getByText(/^Edited \d/).waitFor()
    await desk.message("At noon on Friday").waitFor({ state: "detached" })
    await bring({ type: "text", text: { body: "Call it" }, context: { from: "16505551234", id: takenBack } })
    await desk.message("Call it").waitFor()
    await bring({ type: "revoke", revoke: about(takenBack) })
    const deleted = desk.message("The customer deleted this message")
    await deleted.first().getByText(/^Deleted \d/).waitFor()
    await secret.waitFor({ state: "detached" })
    await desk.message("Call it").getByRole("button", { name: /Deleted message/ }).waitFor()
    await desk.page.reload()
    await deleted.first().waitFor()
    assert.strictEqual(await secret.count(), 0)
  })

  it("HOOK-7: an answer quotes a message, chosen by its button or by the arrow keys, and Meta gets to know which", async () => {
    const first = await bring({ type: "text", text: { body: "Monday?" } })
    const second = await bring({ type: "text", text: { body: "Or Tuesday?" } })
    const desk = await open()
    const { page } = desk
    const sentWith = async (text: string) => {
      await desk.tick(text, "Sent").first().waitFor()
      const { meta } = parts()
      const accepted = await Effect.runPromise(meta.accepted)
      return accepted.map(({ body }) => body).find((body) => JSON.stringify(body["text"]).includes(text))
    }
    await desk.message("Monday?").hover()
    await desk.message("Monday?").getByRole("button", { name: "Answer this message" }).click()
    await page.getByRole("region", { name: "Answer to" }).getByText("Monday?").waitFor()
    await page.keyboard.type("That works")
    await page.keyboard.press("Enter")
    assert.deepStrictEqual((await sentWith("That works"))?.["context"], { message_id: first })
    await desk.message("That works").getByRole("button", { name: /Monday\?/ }).waitFor()

    await page.keyboard.press("ArrowUp")
    await page.getByRole("region", { name: "Answer to" }).getByText("Or Tuesday?").waitFor()
    await page.keyboard.press("ArrowUp")
    await page.getByRole("region", { name: "Answer to" }).getByText("Monday?").waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("Tuesday not")
    await page.keyboard.press("Enter")
    assert.deepStrictEqual((await sentWith("Tuesday not"))?.["context"], { message_id: second })
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Escape")
    await page.getByRole("region", { name: "Answer to" }).waitFor({ state: "detached" })
    await page.keyboard.type("Bye")
    await page.keyboard.press("Enter")
    assert.isUndefined((await sentWith("Bye"))?.["context"])
  })

  it("OPT-4: who stops messages at WhatsApp is opted out here too, told by its settings or by a message that failed", async () => {
    const ruth = "16505551301"
    await bring({ type: "text", text: { body: "Enough of this" } }, ruth)
    const desk = await open("+1 650-555-1301")
    await desk.reply.waitFor()
    const blocked = desk.page.getByRole("region", { name: "This person opted out" })
    const preference = (value: "stop" | "resume") =>
      post("user_preferences", {
        contacts: [{ wa_id: ruth }],
        user_preferences: [{ wa_id: ruth, category: "marketing_messages", value, timestamp: now() }],
      })
    await preference("stop")
    await blocked.waitFor()
    assert.isFalse(await desk.reply.isVisible())
    await preference("resume")
    await desk.reply.waitFor()

    await desk.write("One last thing")
    await desk.tick("One last thing", "Sent").waitFor()
    await becomes(async () => (await Effect.runPromise(parts().meta.accepted)).length > 0, true)
    const sent = (await Effect.runPromise(parts().meta.accepted)).find(({ body }) =>
      JSON.stringify(body["text"]).includes("One last thing")
    )
    await post("messages", {
      statuses: [{
        id: sent?.id,
        status: "failed",
        timestamp: now(),
        recipient_id: ruth,
        errors: [{ code: 131050, title: "User has stopped marketing messages" }],
      }],
    })
    await desk.message("One last thing").getByText("This person stopped marketing messages on WhatsApp.")
      .waitFor()
    await blocked.waitFor()
    assert.strictEqual(await desk.page.getByRole("button", { name: "Send again" }).count(), 0)
  })
})
