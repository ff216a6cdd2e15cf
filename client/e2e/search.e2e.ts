import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

describe("search", () => {
  const twilio = useTwilioDesk()
  const browser = useBrowser()

  it("SEARCH-1: a name is found whatever its case, and marked; Clear brings the list back", async () => {
    const [elena, other] = ["+15555550123", customer(501)]
    await twilio.bring({ from: elena, text: "from Elena", to: senders.own })
    await twilio.bring({ from: other, text: "from another", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.row("Elena Marsh").waitFor()
    await desk.find("ÉLENA m")
    await desk.page.getByText("1 result for “ÉLENA m”").waitFor()
    await becomes(() => desk.row("Elena Marsh").locator("mark").allTextContents(), ["Elena M"])
    await becomes(() => desk.rows.count(), 1)
    await desk.page.getByRole("button", { name: "Clear" }).click()
    await desk.row(other.shown).waitFor()
    await desk.find("(555) 555-01")
    await becomes(() => desk.row("Elena Marsh").count(), 1)
  })

  it("SEARCH-1, LIFE-1: who is done is found by name, and said to be done; the inbox is without them again after it", async () => {
    const done = customer(504)
    await twilio.bring({ from: done, text: "that was all", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(done.shown)
    await desk.page.keyboard.press("d")
    await desk.row(done.shown).waitFor({ state: "detached" })
    await desk.find("030-0504")
    await desk.row(done.shown).and(desk.page.getByRole("option", { name: /, done(,|$)/ })).waitFor()
    await desk.row(done.shown).getByText("Done", { exact: true }).waitFor()
    await desk.page.getByRole("button", { name: "Clear" }).click()
    await desk.row(done.shown).waitFor({ state: "detached" })
  })

  it("SEARCH-2: a message far back is found by its words, opened at its place and marked there", async () => {
    const writer = customer(502)
    await twilio.bring({ from: writer, text: "The Päckchen with the clock is missing", to: senders.own })
    for (let n = 1; n <= 90; n++) await twilio.bring({ from: writer, text: `line ${n}`, to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.row(writer.shown).waitFor()
    const hit = desk.messageHits.getByRole("button")
    await desk.findUntil("packchen clock", hit.first())
    await becomes(() => hit.locator("mark").allTextContents(), ["Päckchen", "clock"])
    await hit.click()
    const message = desk.message("The Päckchen with the clock")
    await message.waitFor()
    await becomes(() => message.locator("mark").allTextContents(), ["Päckchen", "clock"])
    await becomes(async () => {
      const [log, line] = await Promise.all([
        desk.page.locator("#messages").boundingBox(),
        message.boundingBox(),
      ])
      return log !== null && line !== null && line.y >= log.y && line.y + line.height <= log.y + log.height
    }, true)
  })

  it("AUTH-4: words of conversations that one may not see are not found", async () => {
    const writer = customer(503)
    await twilio.bring({ from: writer, text: "the hidden heron", to: senders.own })
    const stan = await twilio.signIn(await browser.page(), "stan")
    await stan.findUntil("heron", stan.messageHits.getByRole("button").first())
    const dana = await twilio.signIn(await browser.page(), "dana")
    await dana.find("heron")
    await dana.page.getByText("No message has these words.").waitFor()
    assert.strictEqual(await dana.messageHits.getByRole("button").count(), 0)
  })
})
