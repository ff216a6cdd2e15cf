import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { password } from "../../test/TwilioDesk.ts"
import { becomes, DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

/** What has the focus, by its name, and whether one can see that: on it, on the row it points at, or around it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const holder = document.activeElement
    if (!holder) return null
    const pointedAt = document.getElementById(holder.getAttribute("aria-activedescendant") ?? "")
    const around = [pointedAt ?? holder, holder.parentElement, holder.parentElement?.parentElement]
    const outlined = around.some((element) => element && getComputedStyle(element).outlineStyle !== "none")
    return {
      name: (pointedAt ?? holder).getAttribute("aria-label")?.split(", ")[0] ?? holder.id,
      visible: outlined,
    }
  })

const focusIs = (page: Page, name: string) => becomes(() => focused(page), { name, visible: true })

describe("the desk without a mouse", () => {
  it("FIT-1: one signs in, finds, reads and answers by keys alone, and always sees where one is", async () => {
    const [amara, caleb] = [customer(1), customer(2)]
    await twilio.bring({ from: amara, text: "the older", to: senders.own })
    await twilio.bring({ from: caleb, text: "the newer", to: senders.own })
    const page = await browser.page()
    const keys = page.keyboard
    await page.goto(`${twilio.desk().desk.url}/inbox`)
    await page.getByRole("heading", { name: "Sign in" }).waitFor()
    await becomes(() => page.evaluate(() => document.activeElement?.getAttribute("name")), "email")
    await keys.type("stan@acme.test")
    await keys.press("Tab")
    await keys.type(password)
    await keys.press("Enter")

    const desk = new DeskScreen(page)
    await desk.row(amara.shown).waitFor()
    await keys.press("j")
    await focusIs(page, caleb.shown)
    await keys.press("j")
    await focusIs(page, amara.shown)
    await keys.press("k")
    await focusIs(page, caleb.shown)
    await keys.press("Enter")
    await desk.message("the newer").waitFor()
    await focusIs(page, "messages")
    await keys.press("r")
    await focusIs(page, "Message")
    await keys.type("line one")
    await keys.press("Shift+Enter")
    await keys.type("line two")
    assert.strictEqual(await desk.reply.inputValue(), "line one\nline two")
    await keys.press("Enter")
    await desk.tick("line one", "Sent").waitFor()
    await focusIs(page, "Message")
    await keys.type("jkr?/c stays text")
    assert.strictEqual(await desk.reply.inputValue(), "jkr?/c stays text")
    await keys.press("Escape")
    await focusIs(page, caleb.shown)
    await keys.press("Escape")
    await page.getByText("Choose a conversation").waitFor()
  })

  it("FIT-1: dialogs and search open by a key, hold the focus, and give it back where it was", async () => {
    const theo = customer(3)
    await twilio.bring({ from: theo, text: "hello", to: senders.own })
    const { page, ...desk } = await twilio.signIn(await browser.page(), "stan")
    const keys = page.keyboard
    await desk.rows.first().waitFor()
    await keys.press("j")
    const before = await focused(page)
    await keys.press("c")
    await page.getByRole("dialog", { name: "New conversation" }).waitFor()
    await becomes(
      () => page.getByLabel("Full name").evaluate((field) => field === document.activeElement),
      true,
    )
    const inDialog = () => page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)
    for (let press = 0; press < 12; press++) {
      await keys.press("Tab")
      assert.isTrue(await inDialog(), "Tab stays in the dialog")
    }
    await keys.press("Escape")
    await desk.dialog.waitFor({ state: "detached" })
    await becomes(() => focused(page), before)

    await keys.press("?")
    const shortcuts = page.getByRole("dialog", { name: "Keyboard shortcuts" })
    await shortcuts.getByText("Search conversations").waitFor()
    await keys.press("Escape")
    await shortcuts.waitFor({ state: "detached" })
    await becomes(() => focused(page), before)

    await keys.press("/")
    await focusIs(page, "Search by name or mobile number")
    await keys.type("030-0003")
    await keys.press("Enter")
    await page.getByRole("status").filter({ hasText: "1 result for" }).waitFor()
    await keys.press("Escape")
    await keys.press("Escape")
    await keys.press("g")
    await keys.press("s")
    await page.getByRole("heading", { name: "Sent Messages", level: 1 }).waitFor()
  })

  it("FIT-1, SEND-1, SEND-2: a conversation starts by keys alone, and a wrong number is refused at its field", async () => {
    const { page, ...desk } = await twilio.signIn(await browser.page(), "stan")
    const keys = page.keyboard
    await desk.list.waitFor({ state: "attached" })
    await keys.press("c")
    const dialog = page.getByRole("dialog", { name: "New conversation" })
    await dialog.waitFor()
    await becomes(
      () => page.getByLabel("Full name").evaluate((field) => field === document.activeElement),
      true,
    )
    await keys.type("Hannah Weiss")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.type("12")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.type("Your parcel is here")
    await keys.press("Control+Enter")
    const number = dialog.getByLabel("Mobile number")
    await becomes(() => number.getAttribute("aria-invalid"), "true")
    await becomes(() => number.evaluate((field) => field === document.activeElement), true)
    assert.strictEqual((await twilio.accepted("Your parcel is here")).length, 0)
    await keys.press("Control+A")
    await keys.insertText("+1 415-555-0199")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Control+Enter")
    await dialog.waitFor({ state: "detached" })
    await page.getByRole("heading", { name: "Hannah Weiss", level: 2 }).waitFor()
    await becomes(async () => (await twilio.accepted("Your parcel is here")).map(({ to }) => to), [
      "+14155550199",
    ])
  })

  it("FIT-1: the Enter that ends a composition belongs to the input method and sends nothing", async () => {
    const yuki = customer(4)
    await twilio.bring({ from: yuki, text: "hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(yuki.shown)
    await desk.reply.focus()
    const session = await desk.page.context().newCDPSession(desk.page)
    await session.send("Input.imeSetComposition", { text: "ありが", selectionStart: 3, selectionEnd: 3 })
    await desk.page.keyboard.press("Enter")
    await session.send("Input.imeSetComposition", { text: "ありがとう", selectionStart: 5, selectionEnd: 5 })
    await session.send("Input.insertText", { text: "ありがとう" })
    const written = await desk.reply.inputValue()
    assert.include(written, "ありがとう", "nothing was sent, the text is still there")
    await desk.page.keyboard.press("Enter")
    await desk.tick("ありがとう", "Sent").waitFor()
    assert.strictEqual(await desk.log.getByRole("img", { name: "Sent", exact: true }).count(), 1)
  })
})
