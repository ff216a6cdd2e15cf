import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { Buffer } from "node:buffer"
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "vitest"
import { adminBeside, consentTo, whatsAppTemplate } from "../../server/campaigns/CampaignFixture.ts"
import { databaseLayer } from "../../server/database/Database.ts"
import { useBrowser } from "../../test/Browser.ts"
import { chooseOption } from "./chooseOption.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const [samir, stranger] = [customer(901).address, customer(902).address]

/** A registered template, a saved text for SMS, and a consent to WhatsApp of Samir alone. */
const prepare = () =>
  Effect.gen(function* () {
    const { workspaceId } = yield* adminBeside
    yield* consentTo(workspaceId, [samir])
    const sql = yield* PgClient.PgClient
    yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
      VALUES (${randomUUID()}, ${workspaceId}, 'sms', 'campaign', 'Short', 'short', 'en', 'By SMS: order {{order}} comes.')`
    yield* whatsAppTemplate(workspaceId, "tw1", "Order {{order}} comes on Tuesday.", { name: "slots" })
  }).pipe(Effect.provide(databaseLayer(Redacted.make(twilio.desk().desk.databaseUrl))), Effect.runPromise)

/** The network says that a message to this address failed. */
const fails = async (address: string, code: number) => {
  const accepted = await Effect.runPromise(twilio.desk().provider.accepted)
  const message = accepted.find(({ to }) => to === address)
  if (message) await twilio.report(message, "undelivered", code)
}

describe("the SMS fallback of a campaign", () => {
  it("CAMP-1, CONSENT-1: it is chosen beside the Sender ID, seen before, and counted in the results", async () => {
    await prepare()
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await page.getByRole("link", { name: "Campaigns" }).click()
    await page.getByRole("button", { name: "New campaign" }).click()
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Delivery slots")
    await chooseOption(page.getByLabel("Sender ID"), senders.whatsApp.label)
    await chooseOption(page.getByLabel("If WhatsApp fails"), "Send by SMS from Parcel Care")
    await page.getByLabel("CSV file").setInputFiles({
      name: "orders.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`mobile,order\r\n${samir},BW-1\r\n${stranger},BW-2\r\n`),
    })
    await page.getByRole("button", { name: "Template: Choose a template" }).click()
    await page.getByRole("option", { name: "slots" }).click()
    await page.getByRole("button", { name: "Use this template" }).click()
    const text = page.getByLabel("Text by SMS")
    await becomes(() => text.inputValue(), "Order {{order}} comes on Tuesday.")
    await text.fill("{{day}}: your order comes.")
    await page.getByText("The template has no {{day}}. Take it out.").waitFor()
    await page.getByRole("button", { name: "Use a saved text" }).click()
    await page.getByRole("option", { name: "Short" }).click()
    await page.getByRole("button", { name: "Use this template" }).click()
    await becomes(() => text.inputValue(), "By SMS: order {{order}} comes.")
    await page.getByRole("button", { name: "1 no WhatsApp consent, sent by SMS: show who" }).waitFor()
    const preview = page.getByRole("complementary", { name: "Preview" })
    await preview.getByText("Order BW-1 comes on Tuesday.").waitFor()
    await preview.getByRole("button", { name: "SMS fallback" }).click()
    await preview.getByText("By SMS: order BW-1 comes.").waitFor()
    await page.getByRole("button", { name: "Send test to me" }).click()
    await page.getByLabel("Your mobile number").fill(customer(903).address)
    await page.getByRole("button", { name: "Send test", exact: true }).click()
    await page.getByText("WhatsApp: Not sent.").waitFor()
    await page.getByText("SMS: Sent to").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Send 2 messages" }).click()
    const fallback = page.getByRole("region", { name: "SMS fallback" })
    await fallback.getByRole("heading", { name: "1 go by SMS from Parcel Care" }).waitFor()
    await fallback.getByText("1 sent, 0 of them delivered").waitFor()
    const sent = await twilio.accepted("By SMS: order BW-2 comes.")
    assert.deepStrictEqual(sent.map(({ from, to }) => [from, to]), [[senders.care.address, stranger]])
    await fails(`whatsapp:${samir}`, 63024)
    await fallback.getByText("2 sent, 0 of them delivered").waitFor()
    await fallback.getByText("1 gave no consent to WhatsApp, 1 could not be reached by it.").waitFor()
    const why = page.getByRole("region", { name: "Why messages failed" })
    await why.getByRole("row", { name: /not on WhatsApp.*Sent by SMS instead.*1 of 1 sent by SMS/ }).waitFor()
    await why.getByText("1 went on by SMS: 0 reached neither way.").waitFor()
    await page.getByRole("status").filter({ hasText: "2 of 2 sent" }).waitFor()
    await becomes(() => page.getByText("Done", { exact: true }).count(), 1)
    await fails(samir, 30003)
    await fails(stranger, 30008)
    await why.getByText("By SMS").nth(1).waitFor()
    await why.getByRole("button", { name: "Send again to 2" }).click()
    await page.getByText("Those whom an earlier campaign did not reach").waitFor()
    await page.getByRole("button", { name: "Send 2 messages" }).waitFor()
  })
})
