import { Buffer } from "node:buffer"
import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const csv = (rows: ReadonlyArray<ReadonlyArray<string>>, heads = ["mobile", "order"]) => ({
  name: "orders.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    [heads, ...rows].map((row) => row.join(",")).join("\r\n"),
  ),
})

/** An admin writes a text for campaigns. */
const writeTemplate = async (page: Page, name: string, text: string, language = "en") => {
  await page.getByRole("link", { name: "Templates", exact: true }).click()
  await page.getByRole("button", { name: "New template" }).click()
  const drawer = page.getByRole("complementary", { name: "New template" })
  await drawer.getByLabel("Name").fill(name)
  await drawer.getByLabel("Channel").selectOption("SMS")
  await drawer.getByLabel("Type").selectOption("Campaign")
  await drawer.getByLabel("Language").selectOption(language)
  await drawer.getByLabel("Text").fill(text)
  await drawer.getByRole("button", { name: "Save" }).click()
  await drawer.waitFor({ state: "detached" }).catch(() => undefined)
}

const number = (page: Page, label: string) =>
  page.getByRole("region", { name: "Results so far" }).getByRole("listitem").filter({ hasText: label })
    .locator("b").innerText().then((text) => Number(text.replaceAll(",", "")))

describe("campaigns", () => {
  it("CAMP-1, FIT-1: an admin composes one with the keyboard alone, sees what each gets, and sends it", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await writeTemplate(page, "Spring sale", "Hi {{first_name}}, the sale has begun.")
    await page.getByRole("link", { name: "Campaigns" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("No campaigns yet").waitFor()
    await page.getByRole("button", { name: "New campaign" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("textbox", { name: "Name", exact: true }).focus()
    await page.keyboard.type("Spring")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Parcel Care")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Elena")
    await page.getByRole("list", { name: "People found" }).getByText("Elena Marsh").waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.getByRole("button", { name: "Remove Elena Marsh" }).waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.getByRole("combobox", { name: "Search templates by name or text" }).waitFor()
    await page.keyboard.type("Spring")
    await page.getByRole("option", { name: "Spring sale", selected: true }).waitFor()
    await page.keyboard.press("Enter")
    await page.getByRole("complementary", { name: "Preview" }).getByText("Hi Elena, the sale").waitFor()
    const own = "+15555550177"
    await page.getByRole("button", { name: "Send test to me" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("dialog").getByLabel("Your mobile number").fill(own)
    await page.keyboard.press("Enter")
    await page.getByText("Sent to +1 555-555-0177.").waitFor()
    await page.keyboard.press("Escape")
    const tests = await twilio.accepted("Hi Elena, the sale has begun.")
    assert.deepStrictEqual(tests.map(({ to }) => to), [own])
    const send = page.getByRole("button", { name: "Send 1 message", exact: true })
    await send.focus()
    await page.keyboard.press("Enter")
    await page.getByText("1 of 1 sent").waitFor()
    await becomes(async () => (await twilio.accepted("Hi Elena, the sale has begun.")).length, 2)
    // CONV-4: nobody has it in their inbox before she answers.
    assert.deepStrictEqual(await twilio.inboxOf("admin"), [])
    await twilio.bring({ from: "+15555550123", text: "Lovely" })
    await becomes(() => number(page, "Replied"), 1)
    await page.getByRole("region", { name: "Who replied" }).getByRole("link").click()
    const log = page.getByRole("log")
    await log.getByText("Campaign: Spring").waitFor()
    await log.getByText("Lovely").waitFor()
  })

  it("CAMP-1, TMPL-4: a contact gets the message in the language that the contact reads, and the preview says so", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await writeTemplate(page, "Greeting", "Good day {{first_name}}")
    await writeTemplate(page, "Greeting", "Buenos dias {{first_name}}", "es")
    await page.getByRole("link", { name: "Contacts" }).click()
    await page.getByText("Elena Marsh").first().click()
    const drawer = page.getByRole("complementary", { name: "Edit contact" })
    await drawer.getByLabel("Language").selectOption("es-MX")
    await drawer.getByRole("button", { name: "Save" }).click()
    await page.getByText("Contact saved").waitFor()
    await page.getByRole("link", { name: "Campaigns" }).click()
    await page.getByRole("button", { name: "New campaign" }).click()
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Greetings")
    await page.getByLabel("Sender ID").selectOption(senders.care.id)
    await page.getByRole("button", { name: "Template: Choose a template" }).click()
    await page.getByRole("option", { name: "Greeting" }).click()
    await page.getByRole("button", { name: "Use this template" }).click()
    await page.getByLabel("Language").selectOption({ label: "Contact’s language, else English" })
    await page.getByText("Also in Spanish, to contacts who read that.").waitFor()
    await page.getByRole("button", { name: "Chosen people" }).click()
    await page.getByRole("list", { name: "People found" }).getByText("Elena Marsh").click()
    const preview = page.getByRole("complementary", { name: "Preview" })
    await preview.getByText("In Spanish").waitFor()
    await preview.getByText("Buenos dias Elena").waitFor()
    await page.getByRole("button", { name: "Send 1 message", exact: true }).click()
    await becomes(async () => (await twilio.accepted("Buenos dias Elena")).length, 1)
  })

  it("CAMP-1, TMPL-3: a column of the file says who reads what, and a language that nobody gets says why", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await writeTemplate(page, "Pickup", "Ready for {{first_name}}")
    await writeTemplate(page, "Pickup", "Listo para {{first_name}}", "es")
    await writeTemplate(page, "Pickup", "Bereit: {{order}}", "de")
    await page.getByRole("link", { name: "Campaigns" }).click()
    await page.getByRole("button", { name: "New campaign" }).click()
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Pickups")
    await page.getByLabel("Sender ID").selectOption(senders.care.id)
    await page.getByLabel("CSV file").setInputFiles(csv([
      [customer(5001).address, "Luz", "es_MX"],
      [customer(5002).address, "Tom", "Spanish"],
    ], ["Contact number", "Contact name", "Contact language"]))
    const to = page.getByRole("region", { name: "To" })
    await becomes(() => to.getByLabel("Language").inputValue(), "Contact language")
    assert.strictEqual(await to.getByLabel("Name").inputValue(), "Contact name")
    await to.getByText("To use it, choose “Contact’s language” for the message.").waitFor()
    await page.getByRole("button", { name: "Template: Choose a template" }).click()
    const dialog = page.getByRole("dialog", { name: "Choose a template" })
    await dialog.getByRole("combobox").fill("listo")
    await dialog.getByRole("option", { name: "Pickup", selected: true }).waitFor()
    await dialog.getByRole("region", { name: "Template preview" }).getByText("Listo para").waitFor()
    await dialog.getByRole("combobox").fill("ready for")
    await dialog.getByRole("region", { name: "Template preview" }).getByText("Ready for").waitFor()
    await dialog.getByRole("button", { name: "Use this template" }).click()
    const message = page.getByRole("region", { name: "Message" })
    await message.getByLabel("Language").selectOption({ label: "Contact’s language, else English" })
    await message.getByText("as the column “Contact language” says, else their contact.").waitFor()
    await message.getByRole("list", { name: "Languages that nobody gets" }).getByText("Not in German.")
      .waitFor()
    await message.getByText("first_name is missing, order is not in the one you chose").waitFor()
    await to.getByRole("button", { name: "1 not a language code, left out: show who" }).click()
    await page.getByRole("dialog").getByText("“Spanish” is not a language code. Write it like en or pt-BR.")
      .waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("complementary", { name: "Preview" }).getByText("Listo para Luz").waitFor()
    await page.getByRole("button", { name: "Send 1 message", exact: true }).click()
    await becomes(async () => (await twilio.accepted("Listo para Luz")).length, 1)
  })

  it("CAMP-2, FIT-3: progress is live, and it can be paused, resumed and cancelled mid-way", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await writeTemplate(page, "Slots", "Order {{order}} comes on Tuesday.")
    await page.getByRole("link", { name: "Campaigns" }).click()
    await page.getByRole("button", { name: "New campaign" }).click()
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Delivery slots")
    await page.getByLabel("Sender ID").selectOption(senders.care.id)
    const rows = Array.from({ length: 2_500 }, (_, n) => [customer(n + 1).address, `BW-${n}`] as const)
    await page.getByLabel("CSV file").setInputFiles(
      csv([...rows, [rows[0]?.[0] ?? "", "again"], ["12", "wrong"]]),
    )
    await page.getByRole("button", { name: "Template: Choose a template" }).click()
    await page.getByRole("option", { name: "Slots" }).click()
    await page.getByRole("button", { name: "Use this template" }).click()
    const counts = page.getByRole("region", { name: "To" })
    await counts.getByRole("button", { name: "1 duplicate numbers, sent once: show who" }).click()
    const leftOut = page.getByRole("dialog", { name: "Left out: duplicate numbers" })
    await leftOut.getByRole("cell", { name: "duplicate numbers, sent once" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Send 2,500 messages" }).click()
    await page.getByText("Sending", { exact: true }).waitFor()
    await becomes(async () => (await number(page, "Sent")) > 20, true)
    await page.getByRole("button", { name: "Pause" }).click()
    await page.getByText("Paused", { exact: true }).waitFor()
    const settled = async () => {
      const before = await number(page, "Sent")
      await page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 2_500)))
      return before === await number(page, "Sent")
    }
    await becomes(settled, true)
    const paused = await number(page, "Sent")
    assert.isBelow(paused, 2_500)
    await page.getByRole("button", { name: "Resume" }).click()
    await becomes(async () => (await number(page, "Sent")) > paused, true)
    await page.getByRole("button", { name: "Cancel campaign" }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel campaign" }).click()
    await page.getByText("Cancelled", { exact: true }).waitFor()
    const accepted = (await twilio.accepted("Order BW-0 comes on Tuesday.")).length
    assert.strictEqual(accepted, 1)
    await page.getByRole("link", { name: "Back to campaigns" }).click()
    await page.getByRole("row", { name: /Delivery slots.*Cancelled/ }).waitFor()
  })

  it("AUTH-3: a standard user has no campaigns, in the rail or at their address", async () => {
    const { page } = await twilio.signIn(await browser.page(), "stan")
    await page.goto(`${twilio.desk().desk.url}/campaigns`)
    await page.getByText("This page is for admins.").waitFor()
    assert.strictEqual(await page.getByRole("link", { name: "Campaigns", exact: true }).count(), 0)
  })
})
