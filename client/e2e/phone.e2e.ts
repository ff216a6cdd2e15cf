import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

describe("the desk on a phone", () => {
  it("FIT-1, LIFE-1: what goes with a message is behind one button; what is done is left, with a notice above what was said last", async () => {
    const from = customer(801)
    await twilio.bring({ from, text: "On the phone", to: senders.own })
    const page = await browser.page({ width: 390, height: 844, touch: true })
    const desk = await twilio.signIn(page, "stan")
    await desk.row(from.shown).tap()
    await desk.log.waitFor()
    const tools = page.getByRole("group", { name: "Add", exact: true })
    assert.isFalse(await tools.isVisible())
    const plus = page.getByRole("button", { name: "Files, emoji, templates and more" })
    await plus.tap()
    for (const name of ["Add files", "Emoji", "Template", "Schedule for later"]) {
      await tools.getByRole("button", { name }).waitFor()
    }
    await desk.write("Sent from it")
    await tools.waitFor({ state: "hidden" })

    const choose = async (name: string) => {
      await page.getByRole("button", { name: "More actions" }).tap()
      await page.getByRole("menuitem", { name, exact: true }).tap()
    }
    await choose("Pin")
    const notice = page.getByRole("region", { name: "Notifications" }).getByRole("status")
    await notice.waitFor()
    const covered = async () => {
      const [toast, newest] = await Promise.all([
        notice.first().boundingBox(),
        desk.message("Sent from it").boundingBox(),
      ])
      return toast === null || newest === null || toast.y + toast.height > newest.y
    }
    await becomes(covered, false)
    await choose("Done")
    await page.getByRole("button", { name: "New conversation" }).waitFor()
    await page.getByRole("button", { name: "Undo" }).tap()
    await desk.row(from.shown).waitFor()
  })
})
