import type { Page, WebSocketRoute } from "playwright"
import { assert, beforeEach, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

// A test that failed may have left it killed.
beforeEach(async () => {
  const { desk: server } = twilio.desk()
  if (server.pid === undefined) await server.restart()
})

/** The texts of what waits to be sent, as this browser would find them after a reload. */
const waitingTexts = (page: Page) =>
  page.evaluate(() =>
    new Promise<ReadonlyArray<string>>((resolve, reject) => {
      const opening = indexedDB.open("converse-desk")
      opening.onerror = () => reject(opening.error)
      opening.onsuccess = () => {
        const all = opening.result.transaction("outbox").objectStore("outbox").getAll()
        all.onerror = () => reject(all.error)
        all.onsuccess = () => resolve(all.result.map(({ text }) => String(text)))
      }
    })
  )

const tryNow = (desk: DeskScreen) => desk.page.getByRole("button", { name: "Try now" })

describe("a desk that loses its server", () => {
  it("SYNC-2, SEND-6: says so after 2 s, keeps what is written also when the tab is closed, and sends it exactly once", async () => {
    const { desk: server } = twilio.desk()
    const elena = customer(1)
    await twilio.bring({ from: elena, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(elena.shown)
    const lostAt = Date.now()
    await server.kill()
    await desk.banner.waitFor()
    assert.isAtLeast(Date.now() - lostAt, 2_000, "a blink is nobody's concern")
    await desk.page.getByText(/^Updated \d\d:\d\d$/).waitFor()

    await desk.write("first while offline")
    await desk.write("second while offline")
    await desk.tick("first while offline", "Queued").waitFor()
    await desk.page.getByText("Offline, 2 messages waiting").waitFor()
    await becomes(async () => (await waitingTexts(desk.page)).toSorted(), [
      "first while offline",
      "second while offline",
    ])
    await desk.reply.fill("a draft")

    const context = desk.page.context()
    const address = desk.page.url()
    await desk.page.close()
    await server.restart()
    const again = new DeskScreen(await context.newPage())
    await again.page.goto(address)
    await again.tick("first while offline", "Sent").waitFor()
    await again.tick("second while offline", "Sent").waitFor()
    assert.strictEqual(await again.reply.inputValue(), "a draft")
    assert.deepStrictEqual(await again.texts(/(first|second) while offline/), [
      "first while offline",
      "second while offline",
    ])
    await becomes(() => waitingTexts(again.page), [])
    assert.strictEqual((await twilio.accepted("first while offline")).length, 1)
    assert.strictEqual((await twilio.accepted("second while offline")).length, 1)
  })

  it("SYNC-2, INBOX-10: catches up by itself with what came meanwhile, once, in order, and counted", async () => {
    const { desk: server } = twilio.desk()
    const [ruth, theo] = [customer(2), customer(3)]
    await twilio.bring({ from: ruth, text: "number 0", to: senders.own })
    const reader = await twilio.signIn(await browser.page(), "stan")
    const watcher = await twilio.signIn(await browser.page(), "stan")
    await reader.openConversation(ruth.shown)
    await reader.inbox("My Inbox", 0).waitFor()
    await reader.write("before")
    await reader.tick("before", "Sent").waitFor()

    await reader.page.context().setOffline(true)
    await server.kill()
    await reader.banner.waitFor()
    await reader.write("from the train")
    await server.restart()
    for (const number of [1, 2, 3]) {
      await twilio.bring({ from: ruth, text: `number ${number}`, to: senders.own })
    }
    await twilio.bring({ from: theo, text: "anyone there?", to: senders.own })
    await watcher.inbox("My Inbox", 4).waitFor()
    assert.strictEqual((await twilio.accepted("from the train")).length, 0)

    await reader.page.context().setOffline(false)
    await reader.tick("from the train", "Sent").waitFor()
    assert.deepStrictEqual(await reader.texts(/number \d/), ["number 0", "number 1", "number 2", "number 3"])
    assert.strictEqual((await twilio.accepted("from the train")).length, 1)
    await reader.row(theo.shown).waitFor()
    await reader.inbox("My Inbox", 1).waitFor()
    await watcher.inbox("My Inbox", 1).waitFor()
    await watcher.openConversation(ruth.shown)
    const all = /number \d|before|from the train/
    await becomes(async () => (await watcher.texts(all)).length, 6)
    assert.deepStrictEqual(await watcher.texts(all), await reader.texts(all))
  })

  it("SYNC-2: Try now brings it back before its time, with a word that it is back", async () => {
    const page = await browser.page()
    const connections: Array<WebSocketRoute> = []
    let cut = false
    // Cut at the browser, so that the way is free at once, and not whenever a server has started.
    await page.routeWebSocket(/\/rpc/, (connection) => {
      if (cut) return void connection.close()
      connection.connectToServer()
      connections.push(connection)
    })
    const desk = await twilio.signIn(page, "stan")
    cut = true
    for (const connection of connections) await connection.close()
    await page.getByText(/Trying again in (8|9|1\d) seconds/).waitFor()
    cut = false
    await tryNow(desk).click()
    await page.getByText("Back online.").first().waitFor()
    await desk.banner.waitFor({ state: "hidden" })
  })

  it("SEND-6: a double click on Send is one message", async () => {
    const samir = customer(4)
    await twilio.bring({ from: samir, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(samir.shown)
    await desk.reply.fill("only one")
    await desk.send.dblclick()
    await desk.tick("only one", "Sent").waitFor()
    await desk.write("the next")
    await desk.tick("the next", "Sent").waitFor()
    assert.strictEqual((await twilio.accepted("only one")).length, 1)
    assert.deepStrictEqual(await desk.texts(/only one|the next/), ["only one", "the next"])
  })
})
