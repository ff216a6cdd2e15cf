import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { barriers } from "./barriers.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const bell = (page: Page, unread: number) =>
  page.getByRole("button", {
    name: unread === 0 ? "Notifications" : `Notifications, ${unread} unread`,
    exact: true,
  })
const panel = (page: Page) => page.getByRole("dialog", { name: "Notifications" })
const lines = (page: Page) => panel(page).locator("button[data-notice]")

const mention = async ({ page }: DeskScreen, name: string, text: string) => {
  await page.getByRole("button", { name: "Note", exact: true }).click()
  await page.keyboard.type(`@${name.slice(0, 2)}`)
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).click()
  await page.keyboard.type(text)
  await page.getByRole("button", { name: "Save note" }).click()
}

describe("the notification centre", () => {
  it("NOTIFY-6, ASSIGN-3: says what was assigned, in all tabs alike, and opens it", async () => {
    const [samir, ruth] = [customer(60), customer(61)]
    const dana = await twilio.signIn(await browser.page(), "dana")
    const { page } = dana
    const second = await page.context().newPage()
    await second.goto(`${twilio.desk().desk.url}/sent`)
    await bell(second, 0).click()
    await panel(second).getByText("You’re up to date").waitFor()
    await second.keyboard.press("Escape")
    await panel(second).waitFor({ state: "hidden" })
    for (const who of [samir, ruth]) {
      await twilio.bring({ from: who, text: "Where is my parcel?" })
      await twilio.assign(who, "dana")
    }
    await bell(page, 1).waitFor()
    await bell(second, 1).waitFor()
    await page.getByRole("heading", { level: 1 }).click()
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await lines(page).filter({ hasText: "Ann assigned you 2 conversations" }).waitFor()
    await page.keyboard.press("Escape")
    await bell(second, 1).click()
    await panel(second).getByRole("button", { name: "Mark all as read" }).click()
    await bell(page, 0).waitFor()
    await second.keyboard.press("Escape")
    await panel(second).waitFor({ state: "hidden" })
    await twilio.bring({ from: customer(62), text: "And mine?" })
    await twilio.assign(customer(62), "dana")
    await bell(page, 1).click()
    await lines(page).filter({ hasText: `Ann assigned you a conversation${customer(62).shown}` }).click()
    await dana.log.getByText("And mine?").waitFor()
    await bell(page, 0).waitFor()
    await bell(second, 0).waitFor()
    await page.reload()
    await bell(page, 0).waitFor()
  })

  it("NOTE-1: a mention opens at the note, by keys alone, and axe finds nothing", async () => {
    const elena = customer(63)
    await twilio.bring({ from: elena, text: "The lift is broken" })
    await twilio.assign(elena, "stan")
    const stan = await twilio.signIn(await browser.page(), "stan")
    await stan.openConversation(elena.shown)
    await mention(stan, "Ann", "please call a technician")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await bell(admin.page, 1).focus()
    await admin.page.keyboard.press("Enter")
    const line = lines(admin.page).filter({ hasText: "Stan mentioned you" })
    await line.getByText(`${elena.shown}: @Ann please call a technician`).waitFor()
    assert.deepStrictEqual(await barriers(admin.page), [])
    await admin.page.keyboard.press("ArrowDown")
    await admin.page.keyboard.press("Enter")
    await admin.log.getByText("please call a technician").waitFor()
    await bell(admin.page, 0).waitFor()
  })

  it("NOTIFY-6: whose message was not sent is told why, on a phone, in the light and in the dark", async () => {
    const paolo = customer(64)
    await twilio.bring({ from: paolo, text: "Ciao" })
    await twilio.assign(paolo, "dana")
    const dana = await twilio.signIn(await browser.page({ width: 390, height: 844, touch: true }), "dana")
    const { page } = dana
    await dana.row(paolo.shown).click()
    await dana.write("Are you there, Paolo?")
    await becomes(async () => (await twilio.accepted("Are you there, Paolo?")).length, 1)
    const [sent] = await twilio.accepted("Are you there, Paolo?")
    if (!sent) return assert.fail("it was sent")
    await twilio.report(sent, "undelivered", 30003)
    await page.goto(`${twilio.desk().desk.url}/inbox`)
    await page.getByRole("button", { name: /^Notifications/ }).click()
    const line = lines(page).filter({ hasText: `Your message to ${paolo.shown} was not sent` })
    await line.getByText("The phone was off or out of range. Send it again later.").waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    assert.isTrue(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"))
    assert.deepStrictEqual(await barriers(page), [])
    await line.click()
    await dana.log.getByText("Are you there, Paolo?").waitFor()
  })
})
