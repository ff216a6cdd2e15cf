import { gzipSync } from "node:zlib"
import type { Page, Response } from "playwright"
import { describe, expect, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
/** JavaScript and CSS as they go over the network. */
const inboxBytesMax = 150_000
/** Where the address opens a conversation, its part comes too. */
const conversationBytesMax = 190_000

/** The scripts and styles that a page asked for before something was in it, in bytes as they go over the network. */
const loadBefore = async (page: Page, url: string, awaited: string): Promise<number> => {
  const answered = new Map<string, Response>()
  page.on("response", (response) => {
    if (["script", "stylesheet"].includes(response.request().resourceType())) {
      answered.set(response.url(), response)
    }
  })
  await page.addInitScript((selector) => {
    new MutationObserver(() =>
      document.querySelector(selector) && performance.getEntriesByName("there").length === 0 &&
      performance.mark("there")
    ).observe(document, { childList: true, subtree: true })
  }, awaited)
  await page.goto(url)
  await page.locator(awaited).first().waitFor()
  const asked = await page.evaluate(() => {
    const there = performance.getEntriesByName("there")[0]?.startTime ?? Infinity
    return performance.getEntriesByType("resource").filter(({ startTime }) => startTime < there)
      .map(({ name }) => name)
  })
  // Only these are read: of a part that is still fetched when the test ends, no body can be had.
  const bodies = await Promise.all(asked.flatMap((name) => answered.get(name)?.body() ?? []))
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
}

describe("the first load", () => {
  it("asks for at most 150 KB of JavaScript and CSS before the inbox is there", async () => {
    const theo = customer(1)
    await twilio.bring({ from: theo, text: "Is the interview online?", to: senders.own })
    const first = await twilio.signIn(await browser.page(), "stan")
    await first.openConversation(theo.shown)
    const opened = first.page.url()

    const inbox = await loadBefore(
      await first.page.context().newPage(),
      `${twilio.desk().desk.url}/inbox`,
      "[role=option]",
    )
    expect(inbox).toBeGreaterThan(100_000)
    expect(inbox).toBeLessThan(inboxBytesMax)
    const conversation = await loadBefore(await first.page.context().newPage(), opened, "[role=log] li")
    expect(conversation).toBeGreaterThan(inbox)
    expect(conversation).toBeLessThan(conversationBytesMax)
  })

  it("a key opens at once what is not part of it, also when the connection is lost in between", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const loaded = () =>
      desk.page.evaluate(() =>
        performance.getEntriesByType("resource").some(({ name }) => name.includes("ShortcutsDialog"))
      )
    await becomes(loaded, true)
    await desk.page.context().setOffline(true)
    await desk.page.keyboard.press("?")
    await desk.dialog.getByText("Next conversation").waitFor()
    await becomes(() => desk.dialog.count(), 1)
  })
})
