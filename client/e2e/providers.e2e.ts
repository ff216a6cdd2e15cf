import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
const wide = { width: 1440, height: 900 }

const toasts = (page: Page) => page.getByRole("region", { name: "Notifications" })
const openAccounts = async (page: Page) => {
  await page.goto(`${twilio.desk().desk.url}/settings/providers`)
  await page.getByRole("table").waitFor()
}

describe("provider accounts in the settings", () => {
  it("ADMIN-1, HOOK-5: show the addresses to copy, and at once what arrives at them", async () => {
    const page = await browser.page(wide)
    await twilio.signIn(page, "admin")
    await openAccounts(page)
    await page.getByRole("link", { name: "Twilio" }).click()
    await page.getByText("PUBLIC_URL is not set").waitFor()
    const address = `${twilio.desk().desk.url}/webhooks/twilio/tw1/messages#rc=5&rp=all`
    await page.getByText(address, { exact: true }).waitFor()
    assert.strictEqual(await page.getByText("Nothing arrived yet").count(), 2)
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await page.getByRole("button", { name: "Copy A message comes in" }).click()
    await page.getByRole("button", { name: "A message comes in copied" }).waitFor()
    assert.strictEqual(await page.evaluate(() => navigator.clipboard.readText()), address)
    const name = page.getByLabel("Name", { exact: true })
    await name.fill("Twilio, typed so far")
    await twilio.bring({ from: customer(961), text: "Are you there?" })
    await page.getByText(/^Last arrived/).waitFor()
    assert.strictEqual(await page.getByText("Nothing arrived yet").count(), 1)
    assert.strictEqual(await name.inputValue(), "Twilio, typed so far")
  })

  it("ADMIN-1, ADMIN-2: a secret is kept or replaced, tried out first, and shown to nobody", async () => {
    const page = await browser.page(wide)
    await twilio.signIn(page, "admin")
    await openAccounts(page)
    await page.getByRole("link", { name: "Twilio" }).click()
    const status = page.getByRole("status")
    await page.getByRole("button", { name: "Test connection" }).click()
    await status.getByText("Twilio answers: Parcels Inc.").waitFor()
    await page.getByRole("button", { name: "Replace the Auth Token" }).click()
    await page.getByLabel("Auth Token").fill("a wrong token")
    await page.getByRole("button", { name: "Test connection" }).click()
    await status.getByText("Twilio refused these credentials").waitFor()
    const bar = page.getByRole("region", { name: "Unsaved changes" })
    await bar.getByText("You changed the Auth Token.").waitFor()
    await bar.getByRole("button", { name: "Discard" }).click()
    await page.getByText("Kept. It is not shown again.").waitFor()

    await page.getByLabel("Base URL").fill("https://elsewhere.example")
    await bar.getByRole("button", { name: "Save account" }).click()
    await page.getByText("Enter them again").waitFor()
    await bar.getByRole("button", { name: "Discard" }).click()
    await page.getByLabel("Name", { exact: true }).fill("Twilio US")
    await bar.getByRole("button", { name: "Save account" }).click()
    await toasts(page).getByText("Account saved").waitFor()
    await page.getByRole("heading", { name: "Twilio US" }).waitFor()
  })

  it("ADMIN-1: a new account is typed, tried out, added, switched off and on", async () => {
    const page = await browser.page(wide)
    await twilio.signIn(page, "admin")
    await openAccounts(page)
    await page.getByRole("button", { name: "Add account" }).click()
    await page.getByRole("radio", { name: /Telnyx/ }).check()
    await page.getByRole("button", { name: "Add account" }).click()
    await page.getByText("Enter the API key.").waitFor()
    await becomes(
      () => page.getByLabel("API key").evaluate((field) => field === document.activeElement),
      true,
    )
    await page.getByLabel("API key").fill(`KEY${randomUUID()}`)
    await page.getByLabel("Public key").fill(`${"A".repeat(43)}=`)
    await page.getByLabel("Base URL").fill("http://127.0.0.1:9")
    await page.getByRole("button", { name: "Test connection" }).click()
    await page.getByText("Nothing answers at this base URL.").waitFor()
    await page.getByRole("button", { name: "Add account" }).click()
    await toasts(page).getByText("Account added").waitFor()
    await page.getByText(/\/webhooks\/telnyx\/telnyx-[0-9a-f]{12}$/).waitFor()
    await page.getByRole("button", { name: "Switch off" }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: "Switch off" }).click()
    await page.getByRole("button", { name: "Switch on" }).click()
    await page.getByRole("button", { name: "Switch off" }).waitFor()
  })

  it("ADMIN-1: a number that the provider lists becomes a Sender ID that its agents have at once", async () => {
    const admin = await twilio.signIn(await browser.page(wide), "admin")
    const dana = await twilio.signIn(await browser.page(wide), "dana")
    const { page } = admin
    await openAccounts(page)
    await page.getByRole("link", { name: /^Twilio/ }).click()
    await page.getByRole("button", { name: "Read from Twilio" }).click()
    await page.getByRole("listitem").filter({ hasText: "+1 500-555-0006" }).getByText("Parcel Care").waitFor()
    await page.getByRole("button", { name: "Add +1 500-555-0077 as Sender ID" }).click()
    const drawer = page.getByRole("complementary", { name: "Add a Sender ID" })
    await drawer.getByLabel("Label").fill("Night desk")
    await drawer.getByRole("combobox", { name: "Add an agent" }).fill("dan")
    await drawer.getByRole("option", { name: /Dana/ }).click()
    await drawer.getByRole("button", { name: "Add Sender ID" }).click()
    await dana.inbox("Night desk").waitFor()
  })

  it("ADMIN-1: a Sender ID that is typed is checked, and its clash with another is said", async () => {
    const page = await browser.page(wide)
    await twilio.signIn(page, "admin")
    await page.goto(`${twilio.desk().desk.url}/settings/senders`)
    await page.getByRole("button", { name: "Add Sender ID" }).click()
    const drawer = page.getByRole("complementary", { name: "Add a Sender ID" })
    await drawer.getByLabel("Label").fill("Second care")
    await drawer.getByLabel("Number").fill("500 555 0006")
    await drawer.getByRole("button", { name: "Add Sender ID" }).click()
    await drawer.getByText("with + and its country code").waitFor()
    await drawer.getByLabel("Number").fill("+1 (500) 555-0006")
    await drawer.getByRole("button", { name: "Add Sender ID" }).click()
    await drawer.getByText("+1 500-555-0006 is a Sender ID already: Parcel Care.").waitFor()
    await page.keyboard.press("Escape")
    await drawer.waitFor({ state: "detached" })
  })

  it("HOOK-6: a refused account is told to admins and to those who send from it, until it is mended", async () => {
    const admin = await twilio.signIn(await browser.page(wide), "admin")
    const dana = await twilio.signIn(await browser.page(wide), "dana")
    const alerts = (page: Page) => page.getByRole("region", { name: "Problems" })
    const guest = customer(963)
    await twilio.bring({ from: guest, text: "Is somebody there?" })
    await twilio.assign(guest, "dana")
    await Effect.runPromise(
      twilio.desk().provider.script({ _tag: "Refuse", status: 401, code: 20003, message: "Authenticate" }),
    )
    await dana.openConversation(guest.shown)
    await dana.write("Yes, we are")
    await alerts(dana.page).getByText(/^Messages from .* are not sent at the moment/).waitFor()
    await alerts(admin.page).getByText("The provider refuses").waitFor()
    await alerts(admin.page).getByRole("link", { name: /^Open the account/ }).click()
    await admin.page.getByRole("heading", { name: "Webhook addresses" }).waitFor()
    await admin.page.getByText("(20003)").waitFor()
    await admin.page.getByRole("button", { name: "Test connection" }).click()
    await alerts(admin.page).waitFor({ state: "detached" })
    await alerts(dana.page).waitFor({ state: "detached" })
  })

  it("HOOK-6: what came for an unknown number is in the log, and is taken once the Sender ID is there", async () => {
    const admin = await twilio.signIn(await browser.page(wide), "admin")
    const { page } = admin
    const { desk, provider } = twilio.desk()
    const guest = customer(964)
    const brought = provider.bringMessage(`${desk.url}/webhooks/twilio/tw1/messages`, {
      sid: `SM${randomUUID().replaceAll("-", "")}`,
      from: guest.address,
      to: "+15005550099",
      body: "Who has this number?",
    })
    assert.strictEqual(await Effect.runPromise(brought), 404)
    await page.goto(`${desk.url}/settings/webhooks`)
    await page.getByLabel("What became of it").selectOption({ label: "Unknown Sender ID" })
    await page.getByRole("button", { name: /^Request of .*Unknown Sender ID$/ }).click()
    const drawer = page.getByRole("complementary", { name: "Request" })
    await drawer.getByText("Body: Who has this number?").waitFor()
    await drawer.getByText("x-twilio-signature: (not shown)").waitFor()
    await page.keyboard.press("Escape")
    await drawer.waitFor({ state: "detached" })

    await page.goto(`${desk.url}/settings/senders`)
    await page.getByRole("button", { name: "Add Sender ID" }).click()
    const adding = page.getByRole("complementary", { name: "Add a Sender ID" })
    await adding.getByLabel("Label").fill("Forgotten line")
    await adding.getByLabel("Account").selectOption("tw1")
    await adding.getByLabel("Number").fill("+15005550099")
    await adding.getByRole("button", { name: "Add Sender ID" }).click()
    await admin.inbox("Forgotten line").waitFor()

    await page.goto(`${desk.url}/settings/webhooks`)
    await page.getByRole("button", { name: /^Request of .*Unknown Sender ID$/ }).click()
    await drawer.getByRole("button", { name: "Replay" }).click()
    await drawer.getByText("Accepted").waitFor()
    await drawer.getByText("Replayed", { exact: true }).waitFor()
    await admin.inbox("My Inbox").click()
    await admin.row(guest.shown).waitFor()
  })

  it("FIT-1: have room on a phone", async () => {
    const page = await browser.page({ width: 390, height: 844, touch: true })
    await twilio.signIn(page, "admin")
    await openAccounts(page)
    await page.getByRole("link", { name: /^Twilio/ }).tap()
    await page.getByRole("heading", { name: "Webhook addresses" }).waitFor()
    assert.isFalse(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
  })
})
