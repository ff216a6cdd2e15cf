import { readFile } from "node:fs/promises"
import pg from "pg"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const icon = (desk: DeskScreen) => desk.page.getByRole("button", { name: /^Export transcript/ })
const menu = (desk: DeskScreen) => desk.page.getByRole("dialog", { name: "Export transcript" })

/** Makes the conversation of a number as long as that at once, in the tables. */
const lengthen = async (address: string, length: number) => {
  const client = new pg.Client({ connectionString: twilio.desk().desk.databaseUrl })
  await client.connect()
  await client.query(
    `WITH long AS (UPDATE conversations SET last_seq = $2, version = $2 WHERE reply_to = $1 RETURNING id)
    INSERT INTO items (conversation_id, seq, kind, at, version, inbound_number, message_id, direction, content)
    SELECT long.id, n, 'MessageReceived', now(), n, n, gen_random_uuid(), 'in',
      jsonb_build_object('kind', 'text', 'media', '[]'::jsonb, 'text', 'Where is order number ' || n || ' by now?')
    FROM long, generate_series(100, $2::int) n`,
    [address, length],
  )
  await client.end()
}

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

  it("FIT-3: a long export says how far it is, also after a reload, can be cancelled, and be fetched by who left", async () => {
    const yuki = customer(3)
    await twilio.bring({ from: yuki, text: "Hello" })
    await twilio.assign(yuki, "dana")
    await lengthen(yuki.address, 20_000)
    const dana = await twilio.signIn(await browser.page(), "dana")
    const { page } = dana
    const underWay = page.getByRole("status").filter({ hasText: `Exporting ${yuki.shown}` })
    await dana.openConversation(yuki.shown)
    await icon(dana).click()
    await menu(dana).getByRole("button", { name: "PDF" }).click()
    await underWay.getByText(/^\d+ % done\. You can go on working\.$/).waitFor()
    await page.reload()
    await underWay.getByText(/^[1-9]\d* % done/).waitFor()
    await underWay.getByRole("button", { name: "Cancel" }).click()
    await page.getByText("Export cancelled").first().waitFor()
    await underWay.waitFor({ state: "hidden" })

    await icon(dana).click()
    await menu(dana).getByRole("button", { name: "Text (.txt)" }).click()
    await underWay.waitFor()
    const later = await page.context().newPage()
    await page.close()
    await later.goto(`${twilio.desk().desk.url}/inbox`)
    await later.getByRole("button", { name: /^Notifications/ }).click()
    const file = later.waitForEvent("download")
    const line = later.getByRole("button", { name: `The transcript of ${yuki.shown} is ready` })
    await line.click()
    assert.include(await readFile(await (await file).path(), "utf8"), "Where is order number 20000 by now?")
    await later.getByRole("button", { name: /^Notifications/ }).click()
    await later.locator("button[data-unread=false]").filter({ hasText: yuki.shown }).waitFor()
  })

  it("FIT-3: an export goes on once its killed server is back, for who waits and for who left", async () => {
    const noor = customer(4)
    await twilio.bring({ from: noor, text: "Hello" })
    await twilio.assign(noor, "dana")
    await lengthen(noor.address, 20_000)
    const dana = await twilio.signIn(await browser.page(), "dana")
    const { page } = dana
    const underWay = page.getByRole("status").filter({ hasText: `Exporting ${noor.shown}` })
    const killed = async () => {
      await underWay.getByText(/^[1-9]\d* % done/).waitFor()
      await twilio.desk().desk.kill()
      await twilio.desk().desk.restart()
    }
    await dana.openConversation(noor.shown)
    await icon(dana).click()
    await menu(dana).getByRole("button", { name: "PDF" }).click()
    const file = page.waitForEvent("download", { timeout: 90_000 })
    await killed()
    await file
    await page.getByText("Transcript exported", { exact: true }).first().waitFor()

    await icon(dana).click()
    await menu(dana).getByRole("button", { name: "PDF" }).click()
    await killed()
    const later = await page.context().newPage()
    await page.close()
    await later.goto(`${twilio.desk().desk.url}/inbox`)
    await later.getByRole("button", { name: /^Notifications, / }).waitFor({ timeout: 60_000 })
    await later.getByRole("button", { name: /^Notifications/ }).click()
    await later.locator("button[data-unread=true]").filter({
      hasText: `The transcript of ${noor.shown} is ready`,
    })
      .waitFor()
  }, 180_000)

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
