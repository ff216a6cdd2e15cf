import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const openHours = async (page: Page) => {
  await twilio.signIn(page, "admin")
  await page.goto(`${twilio.desk().desk.url}/settings/hours`)
  await page.getByRole("heading", { name: "Business hours" }).waitFor()
}

const edge = (page: Page, name: string) => page.getByRole("slider", { name, exact: true })
const shows = (page: Page, name: string, text: string) =>
  becomes(() => edge(page, name).getAttribute("aria-valuetext"), text)
const bar = (page: Page) => page.getByRole("region", { name: "Unsaved changes" })
const saved = (page: Page) => page.getByText("Business hours saved").first()

/** Goes on by Tab until what has the focus is called so. */
const tabTo = async (page: Page, name: string) => {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab")
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const label = element instanceof HTMLInputElement
        ? element.labels?.[0]?.textContent
        : element?.textContent
      return element?.getAttribute("aria-label") ?? label ?? ""
    })
    if (focused.startsWith(name)) return
  }
  assert.fail(`Tab did not reach ${name}`)
}

const press = async (page: Page, key: string, times: number) => {
  for (let pressed = 0; pressed < times; pressed++) await page.keyboard.press(key)
}

describe("business hours", () => {
  it("HOURS-1: are dragged, split and saved by mouse, seen on other desks at once, and guarded when left", async () => {
    const page = await browser.page({ width: 1440, height: 900 })
    const other = await browser.page({ width: 1440, height: 900 })
    await openHours(page)
    await openHours(other)
    await page.getByRole("switch", { name: "Open at all times" }).uncheck()
    await bar(page).getByText("You set business hours.").waitFor()
    await bar(page).getByRole("button", { name: "Save hours" }).click()
    await saved(page).waitFor()
    await shows(other, "Thursday closes", "18:00")

    const handle = edge(page, "Thursday closes")
    const [box, monday, tuesday] = [
      await handle.boundingBox(),
      await page.getByRole("button", { name: /^Monday 9:00 – 18:00/ }).boundingBox(),
      page.getByRole("button", { name: /^Tuesday 9:00 – 18:00/ }),
    ]
    assert.isNotNull(box)
    assert.isNotNull(monday)
    const hour = (monday?.width ?? 0) / 9
    const [x, y] = [(box?.x ?? 0) + 8, (box?.y ?? 0) + 10]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + hour, y, { steps: 4 })
    await page.mouse.move(x + 2 * hour, y, { steps: 4 })
    await page.mouse.up()
    await shows(page, "Thursday closes", "20:00")
    await bar(page).getByText("You changed Thursday to 9:00 – 20:00.").waitFor()

    await tuesday.dblclick({ position: { x: 4.5 * hour, y: 10 } })
    await page.getByRole("button", { name: /^Tuesday 9:00 – 13:00/ }).waitFor()
    await page.getByRole("button", { name: /^Tuesday 14:00 – 18:00/ }).waitFor()

    await page.getByRole("link", { name: /My Inbox/ }).click()
    const question = page.getByRole("alertdialog", { name: "Leave without saving?" })
    await question.getByRole("button", { name: "Cancel" }).click()
    await bar(page).getByRole("button", { name: "Save hours" }).click()
    await shows(other, "Thursday closes", "20:00")
    await other.getByRole("button", { name: /^Tuesday 14:00 – 18:00/ }).waitFor()
    await bar(page).waitFor({ state: "detached" })
    await page.getByRole("link", { name: /My Inbox/ }).click()
    await page.getByRole("listbox", { name: "Conversations" }).waitFor({ state: "attached" })
  })

  it("HOURS-1, HOURS-4: are changed with the keyboard alone: edges, pauses, copies, a holiday, the zone, the night", async () => {
    const page = await browser.page({ width: 1440, height: 900 })
    await openHours(page)
    if (await page.getByRole("switch", { name: "Open at all times" }).isChecked()) {
      await tabTo(page, "Open at all times")
      await page.keyboard.press("Space")
    }
    await page.getByRole("heading", { name: "Settings" }).focus()
    await tabTo(page, "Time zone")
    await page.keyboard.press("Enter")
    await page.keyboard.type("kathmandu")
    await page.getByRole("option", { name: /Kathmandu/ }).waitFor()
    await page.keyboard.press("Enter")
    await becomes(
      () => page.getByRole("combobox", { name: "Time zone" }).inputValue(),
      "Nepal Time, Kathmandu UTC+5:45",
    )

    await tabTo(page, "Monday")
    if (!await page.getByRole("switch", { name: "Monday" }).isChecked()) await page.keyboard.press("Space")
    await tabTo(page, "Monday opens")
    await press(page, "Home", 1)
    await press(page, "PageUp", 7)
    await press(page, "ArrowRight", 2)
    await shows(page, "Monday opens", "7:30")
    await tabTo(page, "Monday closes")
    await page.keyboard.press("End")
    await shows(page, "Monday closes", "24:00")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: /^Monday 7:30 – 15:15/ }).waitFor()
    await page.getByRole("button", { name: /^Monday 16:15 – 24:00/ }).waitFor()
    await tabTo(page, "Copy Monday to other days")
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "Copy Monday to" }).waitFor()
    await tabTo(page, "Sunday")
    await page.keyboard.press("Space")
    await tabTo(page, "Copy")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: /^Sunday 7:30 – 15:15/ }).waitFor()

    await tabTo(page, "Add holiday")
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "Add holiday" }).waitFor()
    await page.keyboard.type("12252026")
    await tabTo(page, "Name")
    await page.keyboard.type("Christmas Day")
    await page.keyboard.press("Enter")
    await page.getByText("Fri 25 Dec 2026").waitFor()
    await tabTo(page, "Quiet hours")
    await page.keyboard.press("Space")
    await tabTo(page, "Quiet from")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("2030")
    await tabTo(page, "Save hours")
    await page.keyboard.press("Enter")
    await saved(page).waitFor()
    await page.reload()
    await shows(page, "Sunday opens", "7:30")
    await becomes(() => page.getByRole("textbox", { name: "Quiet from" }).inputValue(), "20:30")
    await page.getByText("Christmas Day").waitFor()
  })

  it("HOURS-1: a Sender ID gets hours of its own, and goes by the workspace's again", async () => {
    const page = await browser.page({ width: 1440, height: 900 })
    await openHours(page)
    await page.getByRole("combobox", { name: "Schedule" }).selectOption({ label: "Parcel Care" })
    await page.getByRole("switch", { name: "Hours of its own" }).check()
    await bar(page).getByText("It gets hours of its own.").waitFor()
    await page.getByRole("switch", { name: "Saturday" }).check()
    await bar(page).getByRole("button", { name: "Save hours" }).click()
    await saved(page).waitFor()
    await page.reload()
    await shows(page, "Saturday opens", "9:00")
    await page.getByRole("combobox", { name: "Schedule" }).selectOption({ label: "Workspace" })
    const usedBy = page.getByRole("region", { name: "Used by" })
    await usedBy.getByText("Stan's line").waitFor()
    assert.strictEqual(await usedBy.getByText("Parcel Care").count(), 0)
    await page.getByRole("combobox", { name: "Schedule" }).selectOption({ label: "Parcel Care" })
    await page.getByRole("switch", { name: "Hours of its own" }).uncheck()
    await bar(page).getByRole("button", { name: "Save hours" }).click()
    // While it is being saved it would be asked about, like what is not saved.
    await bar(page).waitFor({ state: "hidden" })
    await page.getByRole("combobox", { name: "Schedule" }).selectOption({ label: "Workspace" })
    await usedBy.getByText("Parcel Care").waitFor()
  })

  it("AUTH-3: are no page of a standard user", async () => {
    const page = await browser.page({ width: 1440, height: 900 })
    await twilio.signIn(page, "stan")
    await page.goto(`${twilio.desk().desk.url}/settings/hours`)
    await page.getByText("This page is for admins. Ask Ann if you need it.").waitFor()
    assert.strictEqual(await page.getByRole("link", { name: "Business hours" }).count(), 0)
  })
})
