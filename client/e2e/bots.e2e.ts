import { Effect } from "effect"
import { createServer } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { freePort } from "../../server/database/freePort.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const port = await Effect.runPromise(freePort)
const browser = useBrowser()
const twilio = useTwilioDesk({ BOT_HOSTS: `127.0.0.1:${port}` })
const wide = { width: 1440, height: 900 }

/** A bot that takes everything while it is there, and answers when the test says so. */
let there = true
const bot = createServer((_, response) => void response.writeHead(there ? 204 : 410).end())
beforeAll(() => new Promise<void>((done) => void bot.listen(port, "127.0.0.1", () => done())))
afterAll(() => new Promise((done) => void bot.close(done)))

describe("bots", () => {
  it("BOT-1, BOT-2: an admin adds one, it answers, an agent takes over and lets it answer again", async () => {
    const ann = await twilio.signIn(await browser.page(wide), "admin")
    const { page } = ann
    await page.goto(`${twilio.desk().desk.url}/settings/bots`)
    await page.getByText("No bot yet. People answer everything.").waitFor()
    await page.getByRole("button", { name: "Add bot" }).click()
    const drawer = page.getByRole("complementary", { name: "New bot" })
    await drawer.getByLabel("Name").fill("Menu bot")
    await drawer.getByLabel("Webhook address").fill("nowhere")
    await drawer.getByText("Write the whole address, with https:// in front.").waitFor()
    await drawer.getByLabel("Webhook address").fill(`http://127.0.0.1:${port}/`)
    await drawer.getByRole("switch", { name: "Parcel Care" }).check()
    await drawer.getByRole("button", { name: "Add bot" }).click()
    const secrets = drawer.getByRole("status", { name: "Secret and key" })
    await secrets.locator("code").first().waitFor()
    const [secret, key] = await secrets.locator("code").allTextContents()
    assert.match(secret ?? "", /^whsec_/)
    await drawer.getByRole("button", { name: "Done" }).click()
    await page.getByText("Answers first on Parcel Care").waitFor()
    await page.getByRole("button", { name: "Test Menu bot" }).click()
    await page.getByText("Menu bot answers").waitFor()

    const grace = customer(71)
    await twilio.bring({ from: grace, text: "Who is this?" })
    await ann.inbox("My Inbox").click()
    await page.getByRole("option", { name: /a bot answers/ }).waitFor()
    await ann.openConversation(grace.shown)
    await page.getByText("Bot active").waitFor()
    const card = page.getByRole("region", { name: "Menu bot is answering" })
    await card.waitFor()
    assert.strictEqual(await ann.reply.count(), 0)
    const [row] = await twilio.inboxOf("admin")
    const said = await Effect.runPromise(
      twilio.desk().write(row?.id ?? "", "This is Parcel Care.", undefined, key),
    )
    assert.strictEqual(said.status, 202)
    await ann.log.getByText("This is Parcel Care.").waitFor()
    await ann.log.getByText("Menu bot", { exact: true }).last().waitFor()

    await card.getByRole("button", { name: "Take over" }).press("Enter")
    await ann.reply.waitFor()
    await ann.log.getByText("took over from Menu bot").waitFor()
    await page.getByRole("button", { name: "More actions" }).click()
    await page.getByRole("menuitem", { name: "Let Menu bot answer" }).click()
    await card.waitFor()
    await ann.log.getByText("started by").waitFor()
  })

  it("HOOK-6, BOT-1: admins see that a bot does not answer, since when and what to do, until it answers again", async () => {
    const ann = await twilio.signIn(await browser.page(wide), "admin")
    const dana = await twilio.signIn(await browser.page(wide), "dana")
    const { page } = ann
    const lost = customer(72)
    there = false
    await twilio.bring({ from: lost, text: "Anybody?" })
    const banner = page.getByRole("region", { name: "Problems" })
    await banner.getByText(/^Menu bot has not answered since \w+ \d+ \w+ at \d\d:\d\d\.$/).waitFor()
    await banner.getByText("It answered 410. People get its conversations. Check its address and test it.")
      .waitFor()
    assert.strictEqual(await dana.page.getByRole("region", { name: "Problems" }).count(), 0)
    await ann.openConversation(lost.shown)
    await ann.log.getByText(/Menu bot.*It answered 410\./).waitFor()
    await banner.getByRole("link", { name: "Open the bot Menu bot" }).click()
    const drawer = page.getByRole("complementary", { name: "Menu bot" })
    await drawer.waitFor()
    await drawer.getByRole("button", { name: "Cancel" }).click()
    await page.getByText(/Could not be reached last time\. It answered 410\./).waitFor()
    there = true
    await page.getByRole("button", { name: "Test Menu bot" }).click()
    await page.getByText("Menu bot answers").waitFor()
    await banner.waitFor({ state: "hidden" })
  })
})
