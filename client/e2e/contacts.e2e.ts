import { Buffer } from "node:buffer"
import { readFile } from "node:fs/promises"
import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const table = (page: Page) => page.getByRole("table", { name: "Contacts" })
const rowOf = (page: Page, name: string) => table(page).getByRole("row").filter({ hasText: name })
const drawer = (page: Page) => page.getByRole("complementary", { name: /^(Edit|Add) contact$/ })

const addContact = async (page: Page, name: string, number: string) => {
  await page.getByRole("button", { name: "Add contact" }).first().click()
  await drawer(page).getByLabel("Full name").fill(name)
  await drawer(page).getByLabel("Mobile").fill(number)
  await drawer(page).getByRole("button", { name: "Save" }).click()
}

describe("contacts", () => {
  it("CONTACT-1, CONTACT-3, CONV-7: a number saved beside its conversation has its name on the other screen at once", async () => {
    const lena = customer(901)
    await twilio.bring({ from: lena, text: "Is the intake still open?" })
    await twilio.assign(lena, "dana")
    const dana = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "dana")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.inbox("Dana").click()
    await admin.row(lena.shown).waitFor()
    await dana.openConversation(lena.shown)
    await dana.page.keyboard.press("s")
    await dana.page.getByLabel("Full name").fill("Lena Fischer")
    const seen = admin.row("Lena Fischer").waitFor()
    await dana.page.keyboard.press("Enter")
    await seen
    await dana.row("Lena Fischer").waitFor()
    await dana.log.getByText("saved the contact").waitFor()
    await dana.page.getByRole("region", { name: "Notifications" }).getByText("Contact saved").waitFor()

    await admin.openConversation("Lena Fischer")
    await admin.page.getByRole("button", { name: "Edit contact" }).first().click()
    await admin.page.getByLabel("Full name").fill("Lena Fischer-Braun")
    await admin.page.getByLabel("Language").selectOption({ label: "Spanish (MX)" })
    await admin.page.keyboard.press("Enter")
    await dana.row("Lena Fischer-Braun").waitFor()
    await dana.page.getByRole("heading", { name: "Lena Fischer-Braun" }).waitFor()
    for (const { page } of [admin, dana]) {
      await page.getByRole("complementary", { name: "Contact" }).getByText("Spanish (MX)").waitFor()
    }
  })

  it("CONTACT-2, CONTACT-4, CONTACT-5: finds, adds and edits contacts, and offers the one that has a number", async () => {
    const ruth = customer(902)
    await twilio.bring({ from: ruth, text: "Can I move it?" })
    const admin = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await admin.row(ruth.shown).waitFor()
    await admin.page.keyboard.press("g")
    await admin.page.keyboard.press("c")
    await rowOf(admin.page, "Elena Marsh").waitFor()
    await addContact(admin.page, "Ruth Okafor", ruth.address)
    await drawer(admin.page).getByText("Parcel Care").waitFor()
    await rowOf(admin.page, "Ruth Okafor").waitFor()

    await addContact(admin.page, "Somebody else", ruth.address)
    await drawer(admin.page).getByText(`${ruth.shown} belongs to Ruth Okafor.`).waitFor()
    await drawer(admin.page).getByRole("button", { name: "Open Ruth Okafor" }).click()
    await becomes(() => drawer(admin.page).getByLabel("Full name").inputValue(), "Ruth Okafor")
    await drawer(admin.page).getByLabel("Email").fill("ruth@example")
    await drawer(admin.page).getByRole("button", { name: "Save" }).click()
    await drawer(admin.page).getByText("Add the part after the dot, for example .com").waitFor()
    await drawer(admin.page).getByLabel("Email").fill("ruth@example.com")
    await drawer(admin.page).getByRole("button", { name: "Save" }).click()
    await rowOf(admin.page, "ruth@example.com").waitFor()

    await admin.page.getByRole("searchbox").fill("okáfor")
    await admin.page.getByText("1 contact", { exact: true }).waitFor()
    assert.strictEqual(await table(admin.page).getByRole("row").filter({ hasText: "Elena" }).count(), 0)
    await drawer(admin.page).getByRole("button", { name: /Parcel Care/ }).click()
    await admin.message("Can I move it?").waitFor()
  })

  it("CONTACT-2, FIT-3: imports a file, says which rows to fix, merges two contacts and exports all", async () => {
    const admin = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await admin.page.goto(`${twilio.desk().desk.url}/contacts`)
    await admin.page.getByRole("button", { name: "Import CSV" }).click()
    await admin.dialog.getByLabel("CSV file").setInputFiles({
      name: "people.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(
        "Name;Mobile number;E-mail\nPaolo Conti;+15550300911;\nP. Conti;+15550300912;\nYuki;0911;\n",
      ),
    })
    await admin.dialog.getByRole("cell", { name: "Paolo Conti", exact: true }).waitFor()
    await admin.dialog.getByRole("button", { name: "Import 3 rows" }).click()
    await admin.dialog.getByText("“0911” has no country code. Write it like +1 415-555-0136.").waitFor()
    await admin.dialog.getByRole("button", { name: "Done" }).click()
    await admin.page.getByRole("searchbox").fill("conti")
    for (const name of ["Paolo Conti", "P. Conti"]) {
      await rowOf(admin.page, name).last().getByRole("checkbox", { name: `Select ${name}`, exact: true })
        .check()
    }
    await admin.page.getByRole("button", { name: "Merge" }).click()
    await admin.dialog.getByRole("radio", { name: /^Paolo Conti/ }).check()
    await admin.dialog.getByRole("button", { name: "Merge" }).click()
    await rowOf(admin.page, "+ 1 more").waitFor()
    await becomes(() => rowOf(admin.page, "Conti").count(), 1)
    const download = admin.page.waitForEvent("download")
    await admin.page.getByRole("button", { name: "Export" }).click()
    const text = await readFile(await (await download).path(), "utf8")
    assert.include(text, 'Paolo Conti,"+15550300911; +15550300912"')
  })

  it("CONTACT-6, CONTACT-3, SYNC-1: a note about a contact is on all open screens at once; an erased person has neither name nor words on any open screen", async () => {
    const martin = customer(921)
    await twilio.bring({ from: martin, text: "my secret" })
    await twilio.assign(martin, "dana")
    const dana = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "dana")
    await dana.openConversation(martin.shown)
    await dana.message("my secret").waitFor()
    const admin = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await admin.page.goto(`${twilio.desk().desk.url}/contacts`)
    await addContact(admin.page, "Martin Sorel", martin.address)
    await dana.page.getByRole("heading", { name: "Martin Sorel" }).waitFor()
    const notes = (page: Page) => page.getByRole("region", { name: "Notes" })
    await notes(dana.page).getByRole("textbox", { name: "Add a note for your team" }).fill("Rings twice")
    await dana.page.keyboard.press("Enter")
    await notes(dana.page).getByText("Dana ·").waitFor()
    await notes(admin.page).getByText("Rings twice").waitFor()
    await notes(admin.page).getByRole("button", { name: "Edit note" }).press("Enter")
    await notes(admin.page).getByRole("textbox", { name: "Edit note" }).fill("Rings three times")
    await admin.page.keyboard.press("Enter")
    await notes(dana.page).getByText("Rings three times").waitFor()
    await drawer(admin.page).getByRole("button", { name: "Erase person" }).click()
    await admin.page.getByRole("alertdialog").getByRole("button", { name: "Erase for ever" }).click()
    await dana.row(martin.shown).waitFor()
    await dana.log.getByText("erased this person").waitFor()
    assert.strictEqual(await dana.page.getByText("my secret").count(), 0)
    assert.strictEqual(await dana.page.getByText("Rings three times").count(), 0)
    assert.strictEqual(await dana.page.getByText("Martin Sorel").count(), 0)
    await becomes(() => rowOf(admin.page, "Martin Sorel").count(), 0)
  })
})
