import { describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

describe("the settings", () => {
  it("ADMIN-1: show a standard user their own pages, from the rail and from their name", async () => {
    const stan = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "stan")
    await stan.inbox("Settings").click()
    await stan.page.getByRole("heading", { name: "Profile" }).waitFor()
    await stan.page.getByText("Agent · stan@acme.test").waitFor()
    await stan.inbox("My Inbox").click()
    await stan.list.waitFor({ state: "attached" })
    await stan.page.getByRole("button", { name: "Stan. Your settings" }).click()
    await stan.page.getByRole("switch", { name: "System notifications" }).waitFor()
    await stan.page.goto(`${twilio.desk().desk.url}/settings/nothing`)
    await stan.page.getByText("There is no such page in the settings.").waitFor()
  })

  it("FIT-1: are a list and then a page on a phone", async () => {
    const page = await browser.page({ width: 390, height: 844, touch: true })
    const stan = await twilio.signIn(page, "stan")
    await page.getByRole("button", { name: "More" }).tap()
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
})
