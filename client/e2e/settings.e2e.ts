import { readFile } from "node:fs/promises"
import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
/** A second (SYNC-1), and what a busy machine takes besides. */
const toldWithinMillis = 2_500
const wide = { width: 1440, height: 900 }

const toasts = (page: Page) => page.getByRole("region", { name: "Notifications" })
const drawer = (page: Page) => page.getByRole("complementary", { name: /^Sender ID / })
const openSettings = (page: Page, path: string) => page.goto(`${twilio.desk().desk.url}/settings/${path}`)

describe("the settings", () => {
  it("ADMIN-1: show a standard user their own pages, and say of the others whom to ask", async () => {
    const stan = await twilio.signIn(await browser.page(wide), "stan")
    await stan.inbox("Settings").click()
    await stan.page.getByRole("heading", { name: "Profile" }).waitFor()
    await stan.page.getByText("Agent · stan@acme.test").waitFor()
    await stan.inbox("My Inbox").click()
    await stan.list.waitFor({ state: "attached" })
    await stan.page.getByRole("button", { name: "Stan. Your settings" }).click()
    await stan.page.getByRole("switch", { name: "Dark colours" }).waitFor()
    for (const path of ["senders", "workspace", "audit"]) {
      await openSettings(stan.page, path)
      await stan.page.getByText("This page is for admins. Ask Ann if you need it.").waitFor()
    }
    await openSettings(stan.page, "nothing")
    await stan.page.getByText("There is no such page in the settings.").waitFor()
  })

  it("FIT-1: are a list and then a page on a phone", async () => {
    const page = await browser.page({ width: 390, height: 844, touch: true })
    const stan = await twilio.signIn(page, "stan")
    await page.getByRole("button", { name: "More", exact: true }).tap()
    await stan.dialog.getByRole("link", { name: "Settings" }).tap()
    const list = page.getByRole("navigation", { name: "Settings" })
    await list.getByRole("link", { name: "Profile" }).tap()
    await page.getByText("stan@acme.test").waitFor()
    await list.waitFor({ state: "detached" })
    await page.getByRole("button", { name: "Back to settings" }).tap()
    await list.waitFor()
    await stan.page.getByRole("link", { name: "Inbox", exact: true }).tap()
    await stan.list.waitFor({ state: "attached" })
  })

  it("ADMIN-1: what is not saved is said at the bottom, and nobody leaves it by mistake", async () => {
    const { page } = await twilio.signIn(await browser.page(wide), "admin")
    await openSettings(page, "workspace")
    await page.getByLabel("Longest wait in minutes").fill("25")
    const bar = page.getByRole("region", { name: "Unsaved changes" })
    await bar.getByText("You changed the longest wait to 25 minutes.").waitFor()
    const question = page.getByRole("alertdialog", { name: "Leave without saving?" })
    await page.getByRole("link", { name: "My Inbox" }).click()
    await question.getByRole("button", { name: "Cancel" }).click()
    await question.waitFor({ state: "detached" })
    assert.match(page.url(), /\/settings\/workspace$/)
    await bar.getByRole("button", { name: "Save workspace" }).click()
    await toasts(page).getByText("Workspace saved").waitFor()
    await bar.waitFor({ state: "detached" })
    await page.getByLabel("Name", { exact: true }).fill("")
    await bar.getByText("Give the workspace a name.").waitFor()
    assert.isTrue(await bar.getByRole("button", { name: "Save workspace" }).isDisabled())
    await page.getByRole("link", { name: "Profile" }).click()
    await question.getByRole("button", { name: "Leave without saving" }).click()
    await page.getByText("Admin · admin@acme.test").waitFor()
    await openSettings(page, "workspace")
    await becomes(() => page.getByLabel("Longest wait in minutes").inputValue(), "25")
  })

  it("LIFE-3: labels are made, renamed and retired by admins, and of two with one name the second is refused", async () => {
    const { page } = await twilio.signIn(await browser.page(wide), "admin")
    await openSettings(page, "labels")
    await page.getByText("No label yet.").waitFor()
    const add = async (name: string, colour: string) => {
      await page.getByRole("button", { name: "Add label" }).first().click()
      const made = page.getByRole("complementary", { name: "New label" })
      await made.getByLabel("Name").fill(name)
      await made.getByRole("radio", { name: colour }).check()
      await made.getByRole("button", { name: "Add label" }).click()
      return made
    }
    await (await add("VIP", "pink")).waitFor({ state: "detached" })
    const refused = await add("vip", "green")
    await refused.getByText("There is a label “vip” already.").waitFor()
    // What is told of the first, as long as it is there, does not stand over the buttons.
    const told = await toasts(page).boundingBox()
    const foot = await refused.getByRole("button", { name: "Add label" }).boundingBox()
    assert.isBelow((told?.y ?? 0) + (told?.height ?? 0), foot?.y ?? 0)
    await refused.getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("button", { name: "Edit VIP" }).click()
    const edited = page.getByRole("complementary", { name: "VIP" })
    await edited.getByLabel("Name").fill("Gold")
    await edited.getByLabel("Name").press("Enter")
    await page.getByRole("button", { name: "Edit Gold" }).click()
    await page.getByRole("complementary", { name: "Gold" }).getByRole("button", { name: "Retire label" })
      .click()
    await page.getByRole("alertdialog").getByRole("button", { name: "Retire label" }).click()
    await page.getByText("No label yet.").waitFor()
  })

  it("SYNC-3: a Sender ID that is taken away is gone from the other's screen at once, and what they typed stays", async () => {
    const lena = customer(931)
    await twilio.bring({ from: lena, text: "Is it open today?" })
    const dana = await twilio.signIn(await browser.page(wide), "dana", "/senders/care")
    const admin = await twilio.signIn(await browser.page(wide), "admin")
    await admin.openConversation(lena.shown)
    await twilio.assign(lena, "dana")
    await dana.openConversation(lena.shown)
    await dana.write("Yes, until six")
    await dana.tick("Yes, until six", "Sent").waitFor()
    await dana.reply.fill("And tomorrow")

    await openSettings(admin.page, "senders")
    await admin.page.getByRole("table").getByRole("link", { name: "Parcel Care" }).click()
    await drawer(admin.page).getByRole("button", { name: "Remove Dana" }).click()
    await drawer(admin.page).getByRole("combobox", { name: "Add an agent" }).fill("an")
    await drawer(admin.page).getByRole("option", { name: /Ann/ }).click()
    await drawer(admin.page).getByLabel("Label").fill("Parcel help")
    await drawer(admin.page).getByLabel("Send speed").fill("fast")
    await drawer(admin.page).getByText("A number from 0.01 to 1000.").waitFor()
    await drawer(admin.page).getByLabel("Send speed").fill("12,5")
    await drawer(admin.page).getByRole("button", { name: "Save" }).click()
    const from = performance.now()
    await dana.inbox("Parcel Care").waitFor({ state: "detached" })
    // Told, and not found when sessions are looked over, which is every five seconds.
    assert.isBelow(performance.now() - from, toldWithinMillis)
    await toasts(dana.page).getByText("This Sender ID is not shared with you").waitFor()
    // It was given to her by name: one conversation without the Sender ID.
    await becomes(() => dana.reply.inputValue(), "And tomorrow")
    await admin.inbox("Parcel help").waitFor()
  })

  it("SYNC-3: a conversation that is given away is gone from the open screen, and what was typed can be kept", async () => {
    const ruth = customer(932)
    await twilio.bring({ from: ruth, text: "my secret" })
    await twilio.assign(ruth, "dana")
    const dana = await twilio.signIn(await browser.page(wide), "dana")
    await dana.openConversation(ruth.shown)
    await dana.message("my secret").waitFor()
    await dana.reply.fill("half a thought")
    await twilio.assign(ruth, "stan", "dana")
    await dana.page.getByText("This conversation is not open to you").waitFor()
    assert.strictEqual(await dana.page.getByText("my secret").count(), 0)
    assert.strictEqual(await dana.row(ruth.shown).count(), 0)
    assert.strictEqual(await dana.reply.count(), 0)
    await dana.page.getByRole("button", { name: "Copy what you wrote" }).waitFor()
    await twilio.assign(ruth, "dana", "stan")
    await dana.message("my secret").waitFor()
    await becomes(() => dana.reply.inputValue(), "half a thought")
  })

  it("ADMIN-1: of two admins who change the same Sender ID the second is shown what it is now", async () => {
    const first = await twilio.signIn(await browser.page(wide), "admin", "/inbox")
    const second = await twilio.signIn(await browser.page(wide), "admin", "/inbox")
    for (const { page } of [first, second]) {
      await openSettings(page, "senders/own")
      await drawer(page).waitFor()
    }
    await drawer(second.page).getByLabel("Label").fill("The second")
    await drawer(first.page).getByLabel("Label").fill("The first")
    await drawer(first.page).getByRole("button", { name: "Save" }).click()
    await drawer(second.page).getByText("Someone else has just changed it.").waitFor()
    await drawer(second.page).getByRole("button", { name: "Save" }).click()
    await drawer(second.page).getByText(/changed this Sender ID a moment ago/).waitFor()
    await drawer(second.page).getByRole("button", { name: "Show it as it is now" }).click()
    await becomes(() => drawer(second.page).getByLabel("Label").inputValue(), "The first")
  })

  it("ADMIN-3: the audit log tells it all to admins in words, by person, kind and time, also as a file", async () => {
    const ines = customer(933)
    await twilio.bring({ from: ines, text: "Hello" })
    await twilio.assign(ines, "dana")
    const { page } = await twilio.signIn(await browser.page(wide), "admin")
    await openSettings(page, "workspace")
    await page.getByLabel("Name", { exact: true }).fill("Acme Parcels")
    await page.getByRole("button", { name: "Save workspace" }).click()
    await toasts(page).getByText("Workspace saved").waitFor()
    await openSettings(page, "audit")
    const table = page.getByRole("table", { name: "Audit log" })
    await table.getByText("Name: Acme → Acme Parcels").waitFor()
    await table.getByText("To Dana").or(table.getByText("From Ann to Dana")).first().waitFor()
    await table.getByText("Signed in").first().waitFor()
    await page.getByLabel("What", { exact: true }).selectOption("Changed the workspace")
    await becomes(() => table.getByText("Signed in").count(), 0)
    const download = page.waitForEvent("download")
    await page.getByRole("button", { name: "Export" }).click()
    const text = await readFile(await (await download).path(), "utf8")
    assert.include(text, "Name: Acme -> Acme Parcels")
    await page.getByLabel("What", { exact: true }).selectOption("Exported the audit log")
    await table.getByText("Exported the audit log").waitFor()
    await page.getByLabel("Person").selectOption("Stan")
    await page.getByText("Nothing like this happened in that time.").waitFor()
  })
})
