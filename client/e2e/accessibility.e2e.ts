import type { Page } from "playwright"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { demoPassword, DeskProcess } from "../../test/DeskProcess.ts"
import { barriers } from "./barriers.ts"
import { becomes, type DeskScreen, signIn } from "./DeskScreen.ts"

const browser = useBrowser()
let server: DeskProcess

beforeAll(async () => {
  server = await DeskProcess.start()
})
afterAll(() => server[Symbol.asyncDispose]())

const openDesk = (page: Page): Promise<DeskScreen> =>
  signIn(page, `${server.url}/inbox`, { email: "admin@example.com", password: demoPassword })

/** Whatever one can use, and that is beside the screen and cannot be swiped into it. */
const outside = (page: Page) =>
  page.evaluate(() => {
    const fits = (element: Element) => {
      const { left, right } = element.getBoundingClientRect()
      return left >= 0 && right <= innerWidth
    }
    // A row of controls that can be swiped, and not whatever column they are in.
    const rowOf = (element: Element) =>
      [element.parentElement, element.parentElement?.parentElement].find((one) =>
        one && getComputedStyle(one).overflowX === "auto"
      )
    const isReached = (element: Element): boolean => {
      const row = rowOf(element)
      return fits(element) || (row !== undefined && row !== null && fits(row))
    }
    return [...document.querySelectorAll<HTMLElement>("button, a, input, select, textarea, [role=option]")]
      .filter((control) => control.checkVisibility({ opacityProperty: true }) && !isReached(control))
      .map((control) => control.outerHTML.slice(0, 200))
  })

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

describe.each(["light", "dark"] as const)("the %s screens", (theme) => {
  it("FIT-1: have no barriers that axe calls serious", async () => {
    const page = await browser.page({ theme, width: 1440, height: 900 })
    await page.goto(server.url)
    await page.getByRole("heading", { name: "Sign in" }).waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    const desk = await openDesk(page)
    await desk.inbox("Dana").click()
    await desk.row("Elena Marsh").waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    await desk.openConversation("Elena Marsh")
    assert.deepStrictEqual(await barriers(page), [])
    for (const key of ["c", "?", "a", "Control+k"]) {
      await page.keyboard.press(key)
      await desk.dialog.waitFor()
      assert.deepStrictEqual(await barriers(page), [])
      await page.keyboard.press("Escape")
      await desk.dialog.waitFor({ state: "detached" })
    }
    await page.getByRole("button", { name: "Emoji" }).click()
    await page.getByRole("option", { name: "grinning face", exact: true }).first().waitFor()
    assert.deepStrictEqual(await barriers(page, "[role=option]:nth-child(n + 10)"), [])
  })

  it("FIT-1: settings and the phone simulator have none either", async () => {
    const { page } = await openDesk(await browser.page({ theme, width: 1440, height: 900 }))
    await page.goto(`${server.url}/settings/hours`)
    await page.getByRole("switch", { name: "Open at all times" }).uncheck()
    await page.getByRole("switch", { name: "Quiet hours" }).check()
    await page.getByRole("slider", { name: "Friday closes" }).waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByRole("button", { name: "Discard" }).click()
    await page.goto(`${server.url}/settings/providers/new`)
    await page.getByLabel("Account SID").waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    await page.goto(`${server.url}/simulator`)
    await page.getByRole("list", { name: "Chat" }).waitFor()
    assert.deepStrictEqual(await barriers(page), [])
  })
})

describe.each([["light", 1440], ["dark", 800]] as const)("%s, %i px wide", (theme, width) => {
  it("LIFE-1, LIFE-3, FIT-1: labels, saved filters, snoozing and what is selected have no barriers", async () => {
    const page = await browser.page({ theme, width, height: 900 })
    const desk = await openDesk(page)
    const isFree = async () => assert.deepStrictEqual(await barriers(page), [])
    const menu = async (name: string, item: string) => {
      await page.getByRole("button", { name }).press("Enter")
      await page.getByRole("menu", { name }).waitFor()
      await isFree()
      await page.getByRole("menuitem", { name: item, exact: true }).press("Enter")
    }
    const close = async () => {
      await desk.dialog.waitFor()
      await isFree()
      await page.keyboard.press("Escape")
      await desk.dialog.waitFor({ state: "detached" })
    }
    const label = `Axe ${theme}`
    await page.goto(`${server.url}/settings/labels`)
    await page.getByRole("button", { name: "Add label" }).click()
    await page.getByLabel("Name", { exact: true }).fill(label)
    await isFree()
    await page.getByRole("button", { name: "Add label" }).last().click()
    await page.getByRole("button", { name: `Edit ${label}` }).waitFor()
    await isFree()

    await page.goto(`${server.url}/inbox`)
    await desk.rows.first().click()
    await desk.log.waitFor()
    await page.keyboard.press("z")
    await becomes(
      () => page.evaluate(() => document.activeElement?.textContent.startsWith("In an hour")),
      true,
    )
    await close()
    await page.keyboard.press("l")
    await desk.dialog.getByRole("option", { name: label }).waitFor()
    await close()
    await desk.rows.first().hover()
    await desk.rows.first().locator("[data-checkbox]").click()
    await menu("More for the selected", "Labels")
    await close()
    await page.getByRole("checkbox", { name: "Clear selection" }).click()
    await menu("More filters", "Label")
    await desk.dialog.getByRole("option", { name: label }).click()
    await page.getByRole("button", { name: "Save filter" }).press("Enter")
    await close()
  })
})

describe.each([390, 320])("a screen %i px wide", (width) => {
  it("FIT-1: shows every control, and never scrolls sideways", async () => {
    const page = await browser.page({ width, height: 844, touch: true })
    const fits = async () => {
      // Panels slide in.
      await becomes(() => outside(page), [])
      assert.isFalse(await scrollsSideways(page))
    }
    await page.goto(server.url)
    await page.getByRole("heading", { name: "Sign in" }).waitFor()
    await fits()
    const desk = await openDesk(page)
    await desk.rows.first().waitFor()
    await fits()
    await page.getByRole("button", { name: "Menu" }).tap()
    await desk.dialog.getByRole("button", { name: "Sign out" }).waitFor()
    await fits()
    await desk.dialog.getByRole("button", { name: "Close" }).tap()
    await desk.dialog.waitFor({ state: "detached" })
    await page.getByRole("button", { name: "New conversation" }).tap()
    await desk.dialog.getByLabel("Mobile number").waitFor()
    await fits()
    await desk.dialog.getByRole("button", { name: "Close" }).tap()
    await desk.dialog.waitFor({ state: "detached" })

    await desk.rows.first().tap()
    await desk.reply.waitFor()
    const more = page.getByRole("button", { name: "More actions" })
    const item = (name: string) => page.getByRole("menu").getByRole("menuitem", { name, exact: true })
    // As it is seen: on touch without the keys.
    const focused = () =>
      page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.innerText)
    await more.tap()
    await item("Snooze").waitFor()
    await fits()
    assert.deepStrictEqual(await barriers(page), [])
    await page.keyboard.press("ArrowUp")
    await becomes(focused, "Show contact details")
    await page.keyboard.press("Home")
    await page.keyboard.press("s")
    await becomes(focused, "Snooze")
    await page.keyboard.press("Escape")
    await item("Snooze").waitFor({ state: "detached" })
    await becomes(() => page.evaluate(() => document.activeElement?.ariaLabel), "More actions")
    await page.keyboard.press("Enter")
    await item("Export transcript").press("Enter")
    await desk.dialog.getByRole("button", { name: "PDF" }).waitFor()
    await fits()
    await page.keyboard.press("Escape")
    await desk.dialog.waitFor({ state: "detached" })
    await fits()
    await more.tap()
    await item("Labels").tap()
    await desk.dialog.getByRole("combobox", { name: "Find a label" }).waitFor()
    await fits()
    await page.keyboard.press("Escape")
    await desk.dialog.waitFor({ state: "detached" })
    await desk.reply.fill("Ende gut ".repeat(40))
    await fits()
    await more.tap()
    await item("Show contact details").tap()
    await page.getByRole("complementary", { name: "Contact details" }).waitFor()
    await fits()
    await page.getByRole("button", { name: "Hide contact details" }).tap()
    await page.getByRole("button", { name: "Back" }).tap()
    await desk.rows.first().waitFor()
    await page.goto(`${server.url}/settings/hours`)
    await page.getByRole("switch", { name: "Open at all times" }).uncheck()
    await page.getByRole("slider", { name: "Friday closes" }).waitFor()
    await fits()
    await page.getByRole("button", { name: "Discard" }).tap()
    await page.goto(`${server.url}/simulator`)
    await page.getByRole("list", { name: "Chat" }).waitFor()
    await fits()
  })
})
