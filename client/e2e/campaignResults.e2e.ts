import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { barriers } from "./barriers.ts"
import { chooseTemplate, csv, haveTemplate, newCampaign, resultOf } from "./campaignSteps.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const saved = (name: string, text: string) => haveTemplate(twilio.desk().desk.databaseUrl, name, text)

describe("the results of a campaign", () => {
  it("CAMP-2, FIT-3: progress is live, and it can be paused, resumed and cancelled mid-way", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await saved("Slots", "Order {{order}} comes on Tuesday.")
    await newCampaign(page, "Delivery slots")
    const rows = Array.from({ length: 2_500 }, (_, n) => [customer(n + 1).address, `BW-${n}`] as const)
    await page.getByLabel("CSV file").setInputFiles(
      csv([...rows, [rows[0]?.[0] ?? "", "again"], ["12", "wrong"]]),
    )
    await chooseTemplate(page, "Slots")
    const counts = page.getByRole("region", { name: "To" })
    await counts.getByRole("button", { name: "1 duplicate numbers, sent once: show who" }).click()
    const leftOut = page.getByRole("dialog", { name: "Left out: duplicate numbers" })
    await leftOut.getByRole("cell", { name: "duplicate numbers, sent once" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Send 2,500 messages" }).click()
    await page.getByText("Sending", { exact: true }).waitFor()
    await becomes(async () => (await resultOf(page, "Sent")) > 20, true)
    await page.getByRole("button", { name: "Pause" }).click()
    await page.getByText("Paused", { exact: true }).waitFor()
    // The page is told a moment later: when it says as much as has arrived, nothing more has come meanwhile.
    const arrived = async () =>
      (await Effect.runPromise(twilio.desk().provider.accepted)).filter(({ body }) =>
        body.startsWith("Order BW-")
      )
        .length
    await becomes(async () => (await resultOf(page, "Sent")) === (await arrived()), true)
    const paused = await resultOf(page, "Sent")
    assert.isBelow(paused, 2_500)
    await page.getByRole("button", { name: "Resume" }).click()
    await becomes(async () => (await resultOf(page, "Sent")) > paused, true)
    await page.getByRole("button", { name: "Cancel campaign" }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel campaign" }).click()
    await page.getByText("Cancelled", { exact: true }).waitFor()
    // Everybody is in one of the numbers, and can be looked up.
    await page.getByText("Percent of sent.").getByText("taken back").waitFor()
    await page.getByRole("button", { name: "Show 1 not a phone number, left out" }).click()
    const left = page.getByRole("dialog", { name: "Left out" })
    await left.getByRole("cell", { name: "not a phone number, left out" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Show all recipients" }).click()
    const all = page.getByRole("dialog", { name: "All recipients" })
    await all.getByRole("row").nth(1).getByText("Sent").waitFor()
    await page.keyboard.press("Escape")
    const accepted = (await twilio.accepted("Order BW-0 comes on Tuesday.")).length
    assert.strictEqual(accepted, 1)
    await page.getByRole("link", { name: "Back to campaigns" }).click()
    await page.getByRole("row", { name: /Delivery slots.*Cancelled/ }).waitFor()
  })

  it("CAMP-2, FIT-1: why messages failed is told as they fail, with whom, on a screen without barriers", async () => {
    const { page } = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
    await saved("Recall", "Please bring back {{order}}.")
    await newCampaign(page, "Recall")
    const numbers = [9_001, 9_002, 9_003].map((number) => customer(number))
    await page.getByLabel("CSV file").setInputFiles(csv(numbers.map(({ address }) => [address, "the mixer"])))
    await chooseTemplate(page, "Recall")
    await page.getByRole("button", { name: "Send 3 messages" }).click()
    await page.getByText("3 of 3 sent").waitFor()
    const [first, second] = await twilio.accepted("Please bring back the mixer.")
    if (!first || !second) return assert.fail("two that were accepted")
    const failures = page.getByRole("region", { name: "Why messages failed" })
    await twilio.report(first, "undelivered", 30005)
    await failures.getByRole("heading", { name: "Why 1 message failed" }).waitFor()
    await failures.getByRole("button", { name: "Show 1 person" }).click()
    const people = page.getByRole("dialog", { name: "Whom it did not reach" })
    await people.getByText("555-030-9").waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    // Nothing moves in what is read: who comes later is offered.
    await twilio.report(second, "undelivered", 30005)
    await people.getByRole("button", { name: "1 more by now. Show them" }).click()
    await becomes(() => people.getByText("555-030-9").count(), 2)
    await page.keyboard.press("Escape")
    await people.waitFor({ state: "detached" })
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await page.setViewportSize({ width, height })
      const table = await failures.getByRole("row").last().boundingBox()
      const card = await failures.boundingBox()
      assert.isAtLeast((card?.y ?? 0) + (card?.height ?? 0), (table?.y ?? 0) + (table?.height ?? 0))
      assert.deepStrictEqual(await barriers(page), [])
    }
  })

  it("SEND-7, CAMP-2: what may have arrived is sent again only after a question", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await saved("Collect", "Your parcel {{order}} is here.")
    await newCampaign(page, "Collect")
    await page.getByLabel("CSV file").setInputFiles(csv([[customer(9_101).address, "BW-1"]]))
    await chooseTemplate(page, "Collect")
    await Effect.runPromise(twilio.desk().provider.script({ _tag: "Cut" }))
    await page.getByRole("button", { name: "Send 1 message", exact: true }).click()
    const failures = page.getByRole("region", { name: "Why messages failed" })
    await failures.getByText("The network did not confirm this message.").waitFor()
    await failures.getByRole("button", { name: "Send again to 1" }).click()
    const question = page.getByRole("alertdialog", { name: "Send it again to 1?" })
    assert.deepStrictEqual(await barriers(page), [])
    await question.getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("heading", { name: "Collect", exact: true }).waitFor()
    await failures.getByRole("button", { name: "Send again to 1" }).press("Enter")
    await page.keyboard.press("Enter")
    await page.getByText("Those whom an earlier campaign did not reach").waitFor()
    await page.getByRole("button", { name: "Send 1 message", exact: true }).waitFor()
  })
})
