import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { Buffer } from "node:buffer"
import { randomUUID } from "node:crypto"
import type { Page } from "playwright"
import { templateKey } from "../../domain/template/Template.ts"
import { adminBeside } from "../../server/campaigns/CampaignFixture.ts"
import { databaseLayer } from "../../server/database/Database.ts"
import { chooseOption } from "./chooseOption.ts"
import { senders } from "./useTwilioDesk.ts"

/** A file with a head, as it is chosen. */
export const csv = (rows: ReadonlyArray<ReadonlyArray<string>>, heads = ["mobile", "order"]) => ({
  name: "orders.csv",
  mimeType: "text/csv",
  buffer: Buffer.from([heads, ...rows].map((row) => row.join(",")).join("\r\n")),
})

/** There is a text of the desk's own for campaigns. */
export const haveTemplate = (databaseUrl: string, name: string, body: string, language = "en") =>
  Effect.gen(function* () {
    const { workspaceId } = yield* adminBeside
    const sql = yield* PgClient.PgClient
    yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
      VALUES (${randomUUID()}, ${workspaceId}, 'sms', 'campaign', ${name}, ${
      templateKey(name)
    }, ${language}, ${body})`
  }).pipe(Effect.provide(databaseLayer(Redacted.make(databaseUrl))), Effect.runPromise)

/** Begins one from Parcel Care. */
export const newCampaign = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("link", { name: "Campaigns" }).click()
  await page.getByRole("button", { name: "New campaign" }).click()
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name)
  await chooseOption(page.getByLabel("Sender ID"), senders.care.label)
}

export const chooseTemplate = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("button", { name: "Template: Choose a template" }).click()
  await page.getByRole("option", { name }).click()
  await page.getByRole("button", { name: "Use this template" }).click()
}

/** A number of the results. */
export const resultOf = (page: Page, label: string): Promise<number> =>
  page.getByRole("region", { name: "Results so far" }).getByRole("listitem").filter({ hasText: label })
    .locator("b").innerText().then((text) => Number(text.replaceAll(",", "")))
