import { readFile } from "node:fs/promises"
import { Buffer } from "node:buffer"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const file = (name: string, rows: ReadonlyArray<string>) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(["mobile,channel,source,date,note", ...rows].join("\r\n")),
})

describe("consent", () => {
  it("CONSENT-2, FIT-3: a file is checked row by row, left, and imported after a reload; what is to fix is downloaded", async () => {
    const { page } = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await page.getByRole("link", { name: "Consent" }).click()
    await page.getByRole("link", { name: "Uploads" }).click()
    await page.getByLabel("CSV file").setInputFiles(file("consents.csv", [
      "+14155557001,whatsapp,Web form,2026-01-02,Form 1",
      "+14155557002,sms,Paper form,2026-01-02,",
      "415-555-7003,whatsapp,Web form,2026-01-02,",
      "+14155557001,WhatsApp,Web form,2026-01-03,",
    ]))
    await page.getByRole("button", { name: "Check 4 rows" }).click()
    await page.getByText("Same number and channel as row 2.").waitFor()
    await page.getByText("Country code is missing. Write it like +1 415-555-7003.").waitFor()
    const saved = page.waitForEvent("download")
    await page.getByRole("button", { name: "Download the 2 rows to fix" }).click()
    const text = await readFile(await (await saved).path(), "utf8")
    assert.include(text, "mobile,channel,source,date,note,Reason")
    assert.include(text, "415-555-7003,whatsapp,Web form,2026-01-02,,Country code is missing.")

    await page.reload()
    await page.getByRole("button", { name: "Replace file" }).click()
    await page.getByLabel("CSV file").waitFor()
    await page.getByRole("button", { name: /^consents\.csv Waits to be imported/ }).click()
    await page.getByRole("button", { name: "Import 2 rows" }).click()
    await page.getByText("2 rows imported").waitFor()
    await page.getByRole("link", { name: "Register" }).click()
    await page.getByRole("row").filter({ hasText: "+1 415-555-7001" }).getByText("Form 1").waitFor()
    await page.getByLabel("Search by number").fill("+1 415 555 7002")
    await page.getByRole("status").filter({ hasText: "1 consent" }).waitFor()
    await page.getByRole("row").filter({ hasText: "Paper form" }).waitFor()
  })

  it("CONSENT-2, CONTACT-5: one consent is recorded by keyboard, and its history shown with source, time and proof", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await page.goto(`${twilio.desk().desk.url}/consent`)
    const record = page.getByRole("button", { name: "Record consent" })
    await record.focus()
    await page.keyboard.press("Enter")
    await page.getByLabel("Mobile number").waitFor()
    await page.keyboard.type("+1 415 555 7010")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Phone call")
    await page.getByLabel("Proof").fill("Call 77")
    await page.getByRole("button", { name: "Record", exact: true }).press("Enter")
    const row = page.getByRole("row").filter({ hasText: "+1 415-555-7010" })
    await row.getByText("Phone call").waitFor()
    await row.getByRole("button", { name: /History/ }).press("Enter")
    const history = page.getByRole("dialog")
    await history.getByText("Consent given").waitFor()
    await history.getByText(/Recorded by Ann.*Phone call.*Proof: Call 77/).waitFor()
    await page.keyboard.press("Escape")
    await history.waitFor({ state: "hidden" })
  })

  it("OPT-1, OPT-2, CONTACT-5: an agent opts someone out with a reason, on all screens at once, and in again", async () => {
    const hanna = customer(951)
    await twilio.bring({ from: hanna, text: "Please call me instead", to: senders.own })
    const stan = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "stan")
    const other = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "stan")
    await other.openConversation(hanna.shown)
    await stan.openConversation(hanna.shown)
    await stan.page.getByRole("button", { name: "Opt out", exact: true }).click()
    const dialog = stan.page.getByRole("dialog")
    await dialog.getByRole("button", { name: "Opt out" }).click()
    await dialog.getByRole("alert").getByText(/Say how you know/).waitFor()
    await dialog.getByLabel("Reason").fill("Asked on the phone")
    await stan.page.keyboard.press("Enter")
    await other.page.getByRole("region", { name: "This person opted out" }).waitFor()
    await other.log.getByText("recorded that they opted out").waitFor()
    await stan.page.getByRole("button", { name: "Opt in again" }).click()
    await stan.page.getByRole("dialog").getByLabel("Reason").fill("Asked for it again")
    await stan.page.keyboard.press("Enter")
    await other.reply.waitFor()
  })

  it("CONTACT-5, CONSENT-2, OPT-1: beside the contacts each number shows what it allows, and is changed there", async () => {
    const { page } = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await page.getByRole("link", { name: "Contacts" }).click()
    await page.getByText("Elena Marsh").first().click()
    const drawer = page.getByRole("complementary", { name: "Edit contact" })
    const consent = drawer.getByRole("region", { name: "Consent" })
    await becomes(() => consent.getByText("No consent on file").count(), 2)
    await consent.getByRole("button", { name: /^Record consent: WhatsApp/ }).click()
    await page.getByRole("dialog").getByLabel("Source").fill("Front desk form")
    await page.getByRole("dialog").getByRole("button", { name: "Record" }).click()
    await consent.getByText(/^Front desk form · /).waitFor()
    await consent.getByText("Opted in").waitFor()
    await consent.getByRole("button", { name: /^Opt out: WhatsApp/ }).click()
    await page.getByRole("dialog").getByRole("textbox").fill("They called")
    await page.getByRole("dialog").getByRole("button", { name: "Opt out" }).click()
    await consent.getByText("Opted out").waitFor()
    await consent.getByRole("button", { name: "History" }).click()
    await page.getByRole("dialog").getByText(/Front desk form/).waitFor()
    await page.getByRole("dialog").getByText(/They called/).waitFor()
    await page.keyboard.press("Escape")
    await consent.getByRole("button", { name: /^Opt in again: WhatsApp/ }).waitFor()
    await becomes(() => consent.getByText("No consent on file").count(), 1)
  })

  it("OPT-2: keywords of another language are set up, tried before they are saved, and obeyed", async () => {
    const { page } = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await page.goto(`${twilio.desk().desk.url}/settings/keywords`)
    await page.getByLabel("What would this message do?").fill("¡Alto!")
    await page.getByText("An ordinary message: a person answers it.").waitFor()
    await page.getByRole("button", { name: "Add a language" }).click()
    await page.getByLabel("Language", { exact: true }).fill("Spanish")
    await page.getByLabel(/^Words: opt out/).fill("alto, baja")
    await page.getByLabel(/^Answer: opt out/).fill("No recibirá más mensajes.")
    await page.getByText("ALTO").waitFor()
    await page.getByRole("button", { name: "Save keywords" }).click()
    await page.getByText("Keywords saved").waitFor()
    const lola = customer(952)
    await twilio.bring({ from: lola, text: "Alto.", to: senders.own })
    const stan = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "stan")
    await stan.openConversation(lola.shown)
    await stan.page.getByRole("region", { name: "This person opted out" }).waitFor()
    await stan.log.getByText("No recibirá más mensajes.").waitFor()
    assert.strictEqual((await twilio.accepted("No recibirá más mensajes.")).length, 1)
  })
})
