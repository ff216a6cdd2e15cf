import { readFile } from "node:fs/promises"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const icon = (desk: DeskScreen) => desk.page.getByRole("button", { name: /^Export transcript/ })
const menu = (desk: DeskScreen) => desk.page.getByRole("dialog", { name: "Export transcript" })

describe("transcripts", () => {
  it("EXPORT-1, CONV-7: the owner exports by key and by icon, and it is in the timeline", async () => {
    const ruth = customer(1)
    await twilio.bring({ from: ruth, text: "The lift is broken 🛗" })
    await twilio.assign(ruth, "dana")
    const dana = await twilio.signIn(await browser.page(), "dana")
    await dana.openConversation(ruth.shown)

    await dana.page.getByRole("heading", { level: 1 }).click()
    await dana.page.keyboard.press("e")
    await menu(dana).waitFor()
    await dana.page.keyboard.press("Escape")
    await menu(dana).waitFor({ state: "hidden" })

    await icon(dana).click()
    await menu(dana).getByLabel("Period").selectOption({ label: "Last 7 days" })
    const textFile = dana.page.waitForEvent("download")
    await menu(dana).getByRole("button", { name: "Text (.txt)" }).click()
    const text = await textFile
    assert.match(text.suggestedFilename(), /^Transcript .* \d{4}-\d\d-\d\d\.txt$/)
    assert.include(await readFile(await text.path(), "utf8"), ": The lift is broken 🛗")
    await dana.page.getByText("Transcript exported", { exact: true }).first().waitFor()
    await dana.log.getByText("Dana exported the transcript").first().waitFor()

    await icon(dana).click()
    const pdfFile = dana.page.waitForEvent("download")
    await menu(dana).getByRole("button", { name: "PDF" }).click()
    const pdf = await readFile(await (await pdfFile).path())
    assert.strictEqual(pdf.subarray(0, 5).toString("latin1"), "%PDF-")
  })

  it("EXPORT-1: who may see a conversation but is not its owner is told why there is no export", async () => {
    const theo = customer(2)
    await twilio.bring({ from: theo, text: "Hello" })
    await twilio.assign(theo, "dana")
    const dana = await twilio.signIn(await browser.page(), "dana")
    await dana.openConversation(theo.shown)
    await dana.page.getByRole("textbox", { name: "Message", exact: true }).fill("Good morning")
    await dana.page.keyboard.press("Enter")
    await dana.log.getByText("Good morning").first().waitFor()
    await twilio.assign(theo, "stan", "dana")
    await becomes(
      () => icon(dana).getAttribute("aria-label"),
      "Export transcript. Only admins and the owner can export this conversation.",
    )
    await icon(dana).click({ force: true })
    assert.strictEqual(await menu(dana).count(), 0)
  })
})
