import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const contentSid = `HX${"0".repeat(31)}1`

const content = (sid: string, name: string, status: string, body: string) => ({
  sid,
  friendly_name: name,
  language: "en",
  variables: { "1": "Samir", "2": "BW-20466" },
  types: { "twilio/quick-reply": { body, actions: [{ title: "Choose another time", id: "other" }] } },
  approval_requests: { name, category: "UTILITY", status, rejection_reason: "" },
})

const setContents = () =>
  Effect.runPromise(
    twilio.desk().provider.setContents([
      content(contentSid, "new_delivery_date", "approved", "Hi {{1}}, your order {{2}} is late."),
      content(`HX${"0".repeat(31)}2`, "winter_offer", "rejected", "Winter offer: {{1}} % off"),
    ]),
  )

/** An admin has the account read, and sees what came of it. */
const synchronise = async () => {
  await setContents()
  const { page } = await twilio.signIn(await browser.page(), "admin", "/inbox")
  await page.getByRole("link", { name: "Templates" }).click()
  await page.getByRole("button", { name: "Sync from WhatsApp" }).click()
  const table = page.getByRole("table", { name: "Templates" })
  await table.getByRole("row", { name: /^New delivery date.*Registered/ }).waitFor()
  return { page, table }
}

const sent = async () =>
  (await Effect.runPromise(twilio.desk().provider.accepted)).filter((message) => message.content !== null)

describe("templates", () => {
  it("TMPL-1, TMPL-3: an admin synchronises from WhatsApp, writes a text of the desk's own, and finds both", async () => {
    const { page, table } = await synchronise()
    await table.getByRole("row", { name: /^Winter offer.*Rejected/ }).waitFor()
    await page.getByText(/^Synchronised /).waitFor()

    await page.getByRole("button", { name: "New template" }).click()
    const drawer = page.getByRole("complementary", { name: "New template" })
    await drawer.getByRole("button", { name: "Save" }).click()
    await drawer.getByText("Give the template a name.").waitFor()
    await drawer.getByLabel("Name").fill("Running late")
    await drawer.getByLabel("Channel").selectOption("WhatsApp")
    await drawer.getByLabel("Text").fill("Sorry {{contact.first_name}}, {{minutes}} minutes late.")
    await drawer.getByRole("button", { name: "Save" }).click()
    await table.getByRole("row", { name: /^Running late.*Desk only/ }).waitFor()
    await page.getByRole("searchbox", { name: "Search templates by name or text" }).fill("minutes")
    await becomes(() => table.getByRole("row").count(), 2)
  })

  it("TMPL-2, TMPL-4: by keyboard alone `/` opens the picker, fields are filled, and Ctrl+Enter sends", async () => {
    await synchronise()
    const samir = customer(701)
    await twilio.bring({ from: samir, text: "Where is it?", to: senders.whatsApp })
    await twilio.assign(samir, "stan")
    const desk = await twilio.signIn(await browser.page(), "stan")
    const { page } = desk
    await desk.openConversation(samir.shown)
    await desk.reply.focus()
    await page.keyboard.press("/")
    const picker = page.getByRole("dialog", { name: "Choose a template" })
    const search = picker.getByRole("combobox", { name: "Search templates by name or text" })
    await becomes(() => search.evaluate((input) => input === document.activeElement), true)
    await page.keyboard.type("delivery")
    const option = picker.getByRole("option", { name: /New delivery date/ })
    await option.and(picker.locator("[aria-selected=true]")).waitFor()
    await becomes(() => picker.getByRole("listbox").getByRole("option").count(), 1)
    const send = picker.getByRole("button", { name: "Send template" })
    assert.isTrue(await send.isDisabled())
    await page.keyboard.press("Enter")
    await page.keyboard.type("Samir")
    await picker.getByText("1 of 2").waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.type("BW-20466")
    await picker.getByText("2 of 2").waitFor()
    await page.keyboard.press("Control+Enter")
    await picker.waitFor({ state: "detached" })
    await desk.tick("Hi Samir, your order BW-20466 is late.", "Sent").waitFor()
    await becomes(async () => (await sent()).map((message) => message.content), [
      { sid: contentSid, variables: JSON.stringify({ "1": "Samir", "2": "BW-20466" }) },
    ])
    await desk.reply.focus()
    await page.keyboard.press("/")
    await picker.waitFor()
    await page.keyboard.press("Escape")
    await picker.waitFor({ state: "detached" })
    await becomes(() => desk.reply.evaluate((input) => input === document.activeElement), true)
  })

  it("WIN-3, SEND-1: a conversation is started with a registered template, others are shown with the reason", async () => {
    await synchronise()
    const desk = await twilio.signIn(await browser.page(), "stan")
    const { page } = desk
    await page.getByRole("button", { name: /New conversation/ }).click()
    await desk.dialog.getByRole("button", { name: "Choose a template" }).click()
    await desk.dialog.getByText(/number/i).first().waitFor()
    await desk.dialog.getByLabel("Full name").fill("Amara Diallo")
    await desk.dialog.getByLabel("Mobile number").fill("+1 555-030-0702")
    await desk.dialog.getByLabel("Sender ID").selectOption({ label: "Parcel WhatsApp · WhatsApp" })
    await desk.dialog.getByText("No WhatsApp consent for +1 555-030-0702.").waitFor()
    await desk.dialog.getByText("Fix the consent problem to send.").waitFor()
    assert.isTrue(await desk.send.isDisabled())
    await desk.dialog.getByRole("button", { name: "Record consent" }).click()
    const consent = page.getByRole("dialog", { name: "Record consent" })
    assert.strictEqual(await consent.getByLabel("Mobile number").inputValue(), "+1 555-030-0702")
    await consent.getByLabel("Source").fill("Web form")
    await page.keyboard.press("Enter")
    await consent.waitFor({ state: "detached" })
    await desk.dialog.getByText("Begin with a registered template.").waitFor()
    await desk.dialog.getByRole("button", { name: "Choose a template" }).click()
    const picker = page.getByRole("dialog", { name: "Choose a registered template" })
    await picker.getByRole("option", { name: /New delivery date/ }).click()
    assert.strictEqual(await picker.getByLabel("1 · First name").inputValue(), "Amara")
    await picker.getByRole("option", { name: /Winter offer.*did not approve/ }).waitFor()
    assert.strictEqual(
      await picker.getByRole("option", { name: /Winter offer/ }).getAttribute("aria-disabled"),
      "true",
    )
    await picker.getByLabel("2 · Value 2").fill("BW-1")
    await picker.getByText("Hi Amara, your order BW-1 is late.").waitFor()
    await picker.getByRole("button", { name: "Send template" }).click()
    await picker.waitFor({ state: "detached" })
    await desk.tick("Hi Amara, your order BW-1 is late.", "Sent").waitFor()
    await desk.message("Hi Amara").getByText("Choose another time").waitFor()
    await becomes(async () => (await sent()).at(-1)?.content, {
      sid: contentSid,
      variables: JSON.stringify({ "1": "Amara", "2": "BW-1" }),
    })
  })

  it("TMPL-1, SEND-1: a text of the desk's own begins a conversation by SMS, from its page", async () => {
    const admin = await twilio.signIn(await browser.page(), "admin", "/inbox")
    await admin.page.getByRole("link", { name: "Templates" }).click()
    await admin.page.getByRole("button", { name: "New template" }).click()
    const drawer = admin.page.getByRole("complementary", { name: "New template" })
    await drawer.getByLabel("Name").fill("Parcel is here")
    await drawer.getByLabel("Channel").selectOption("SMS")
    await drawer.getByLabel("Text").fill("Hello {{contact.first_name}}, your parcel {{parcel}} is here.")
    await drawer.getByRole("button", { name: "Save" }).click()
    await admin.page.getByRole("row", { name: /^Parcel is here/ }).waitFor()

    const desk = await twilio.signIn(await browser.page(), "stan", "/inbox")
    const { page } = desk
    await page.getByRole("link", { name: "Templates" }).click()
    await page.getByRole("table", { name: "Templates" }).getByText("Parcel is here").click()
    await page.getByRole("button", { name: "Use in a conversation" }).click()
    const chosen = desk.dialog.getByRole("region", { name: "Chosen template" })
    await chosen.getByText("Hello {{contact.first_name}}").waitFor()
    await desk.dialog.getByLabel("Full name").fill("Mira Sand")
    await desk.dialog.getByLabel("Mobile number").fill("+1 555-030-0703")
    await desk.dialog.getByRole("button", { name: "Fill in and send" }).click()
    const picker = page.getByRole("dialog", { name: "Choose a template" })
    await picker.getByLabel("2 · Parcel").fill("BW-9")
    await picker.getByText("Hello Mira, your parcel BW-9 is here.").waitFor()
    await picker.getByRole("button", { name: "Send template" }).click()
    await desk.tick("Hello Mira, your parcel BW-9 is here.", "Sent").waitFor()
    assert.strictEqual((await twilio.accepted("Hello Mira, your parcel BW-9 is here.")).length, 1)
  })

  it("WIN-3, TMPL-3: with the window closed a registered template goes, from the composer and by the API, and nothing else", async () => {
    await synchronise()
    const otto = customer(704)
    await twilio.bring({ from: otto, text: "Is it there?", to: senders.whatsApp })
    await twilio.assign(otto, "stan")
    const desk = await twilio.signIn(await browser.page(), "stan")
    const { page } = desk
    await desk.openConversation(otto.shown)
    await desk.write("Let me see")
    await desk.tick("Let me see", "Sent").waitFor()
    const [refused] = await twilio.accepted("Let me see")
    assert.isDefined(refused)
    if (refused) await twilio.report(refused, "failed", 63016)
    const closed = page.getByRole("region", { name: "The 24-hour reply window is closed" })
    await closed.getByRole("button", { name: "Choose a registered template" }).click()
    const picker = page.getByRole("dialog", { name: "Choose a registered template" })
    await picker.getByRole("option", { name: /New delivery date/ }).click()
    await picker.getByLabel("1 · First name").fill("Otto")
    await picker.getByLabel("2 · Value 2").fill("BW-4")
    await picker.getByRole("button", { name: "Send template" }).click()
    await desk.tick("Hi Otto, your order BW-4 is late.", "Sent").waitFor()
    await closed.waitFor()

    const id = (await twilio.inboxOf("stan")).find(({ address }) => address === otto.address)?.id
    const ask = (message: object) =>
      Effect.runPromise(
        twilio.desk().call<{ readonly code?: string }>(
          "POST",
          `/conversations/${id}/messages`,
          { id: randomUUID(), ...message },
          "key-of-stan",
        ),
      )
    const template = { name: "new_delivery_date", language: "en", values: { "1": "Otto", "2": "BW-5" } }
    assert.strictEqual((await ask({ template })).status, 202)
    await desk.tick("Hi Otto, your order BW-5 is late.", "Sent").waitFor()
    assert.strictEqual((await ask({ text: "Free text" })).body.code, "window_closed")
    const rejected = await ask({ template: { name: "winter_offer", language: "en", values: { "1": "20" } } })
    assert.strictEqual(rejected.body.code, "template_not_approved")
    await becomes(async () => (await sent()).slice(-2).map((message) => message.content?.variables), [
      JSON.stringify({ "1": "Otto", "2": "BW-4" }),
      JSON.stringify({ "1": "Otto", "2": "BW-5" }),
    ])
    assert.strictEqual((await twilio.accepted("Free text")).length, 0)
  })
})
