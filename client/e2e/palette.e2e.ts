import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const field = ({ page }: DeskScreen) => page.getByRole("combobox", { name: "Jump to anything" })
const option = (desk: DeskScreen, name: string | RegExp) => desk.dialog.getByRole("option", { name })

/** Opens the palette by its key, wherever the focus is. */
const openPalette = async (desk: DeskScreen) => {
  await desk.page.keyboard.press("Control+k")
  await becomes(() => field(desk).evaluate((it) => it === document.activeElement), true)
}

describe("the palette", () => {
  it("FIT-1, SEARCH-1: by keys alone, amid an answer, one jumps to who is looked for, also done, and Enter waits for them", async () => {
    const [amara, caleb] = [customer(701), customer(702)]
    for (const from of [amara, caleb]) await twilio.bring({ from, text: "hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    const keys = desk.page.keyboard
    await desk.openConversation(amara.shown)
    await keys.press("d")
    await desk.row(amara.shown).waitFor({ state: "detached" })
    await desk.openConversation(caleb.shown)
    await desk.reply.fill("half an answer")
    await openPalette(desk)
    await option(desk, "Reply").waitFor()
    await keys.type(amara.address.slice(-7))
    await keys.press("Enter")
    await desk.page.getByRole("region", { name: `Conversation with ${amara.shown}` }).waitFor()
    await desk.dialog.waitFor({ state: "detached" })
    await becomes(() => desk.page.evaluate(() => document.activeElement?.id), "messages")
  })

  it("FIT-1, AUTH-4: it leads to pages and does what has a key, as far as one may", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const keys = desk.page.keyboard
    await desk.page.getByRole("button", { name: "Jump to anything" }).click()
    await field(desk).fill("c")
    await option(desk, "Contacts").waitFor()
    assert.strictEqual(await option(desk, "Campaigns").count(), 0)
    await field(desk).fill("templ")
    await option(desk, "Templates").waitFor()
    await keys.press("Enter")
    await desk.page.getByRole("heading", { name: "Templates", level: 1 }).waitFor()
    await openPalette(desk)
    await keys.type("Ptolemy Nobody")
    await option(desk, "Search My Inbox for “Ptolemy Nobody”").waitFor()
    await option(desk, /^New conversation with/).click()
    const dialog = desk.page.getByRole("dialog", { name: "New conversation" })
    await becomes(() => dialog.getByLabel("Full name").inputValue(), "Ptolemy Nobody")
  })
})
