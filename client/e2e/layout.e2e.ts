import type { Page } from "playwright"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { demoPassword, DeskProcess } from "../../test/DeskProcess.ts"
import { becomes, type DeskScreen, signIn } from "./DeskScreen.ts"

const browser = useBrowser()
let server: DeskProcess

beforeAll(async () => {
  server = await DeskProcess.start()
})
afterAll(() => server[Symbol.asyncDispose]())

const nameMin = 80

/** What of the header is cut off, covered, or has less room than it needs. */
const crowded = (page: Page) =>
  page.evaluate((nameMin) => {
    const header = document.querySelector("[aria-label^='Conversation with'] header")
    const name = header?.querySelector("h2 > span")
    if (!header || !name) return ["no header"]
    const isCovered = (control: Element) => {
      const { height, left, top, width } = control.getBoundingClientRect()
      return ![left + 2, left + width - 2].every((x) =>
        control.contains(document.elementFromPoint(x, top + height / 2))
      )
    }
    const short = name.clientWidth < Math.min(nameMin, name.scrollWidth) ? ["the name"] : []
    return [...short, ...[...header.querySelectorAll("button")].filter(isCovered).map((one) => one.ariaLabel)]
  }, nameMin)

const openDesk = async (width: number): Promise<DeskScreen> => {
  const page = await browser.page({ width, height: 900 })
  return await signIn(page, `${server.url}/inbox`, { email: "admin@example.com", password: demoPassword })
}

describe("the layout", () => {
  it.each([1440, 1280, 1024, 800])(
    "FIT-1: at %i px the header shows the name and all its buttons, also beside the contact panel",
    async (width) => {
      const desk = await openDesk(width)
      await desk.openConversation("+1 628-555-0174")
      await desk.page.getByRole("button", { name: "Export transcript" }).waitFor()
      await becomes(() => crowded(desk.page), [])
      for (const _ of ["hidden or shown", "back"]) {
        await desk.page.keyboard.press("p")
        await becomes(() => crowded(desk.page), [])
      }
      // What has no button is in the menu.
      await desk.page.getByRole("button", { name: "More actions" }).press("Enter")
      await desk.page.getByRole("menuitem", { name: "Pin" }).waitFor()
    },
  )

  it("INBOX-8: no row moves when the first one is checked, and when none is any more", async () => {
    const desk = await openDesk(1440)
    const row = desk.rows.first()
    await row.hover()
    const before = await row.boundingBox()
    await row.locator("[data-checkbox]").click()
    const selected = desk.page.getByRole("group", { name: "Selected conversations" })
    await selected.getByText("1 selected").waitFor()
    assert.deepStrictEqual(await row.boundingBox(), before)
    await desk.page.keyboard.press("Escape")
    await selected.waitFor({ state: "detached" })
    assert.deepStrictEqual(await row.boundingBox(), before)
  })
})
