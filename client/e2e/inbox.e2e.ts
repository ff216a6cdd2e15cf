import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

/** The unread count in the tab's title; 0 where it has none. */
const titleCount = async (desk: DeskScreen) => Number((await desk.page.title()).match(/^\((\d+)\)/)?.[1] ?? 0)

const chipCount = async (desk: DeskScreen) =>
  Number((await desk.page.getByRole("button", { name: /^Unread/ }).textContent())?.match(/\d+$/)?.[0] ?? 0)

const nextRows = async (desk: DeskScreen) => {
  const names = await desk.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""))
  return names.map((name) => name.split(", ")[0] ?? "")
}

const screensMax = 200

/** Scrolls through the whole list, a screen at a time; tells which names were seen, and at which places. */
const readToEnd = async (desk: DeskScreen, onScreen: (screen: number) => void) => {
  const names = new Set<string>()
  const places = new Map<number, string>()
  for (let screen = 0; screen < screensMax; screen++) {
    onScreen(screen)
    const { atEnd, rows } = await desk.list.evaluate(async (list) => {
      const rows = [...list.children].map((row) => ({
        name: row.getAttribute("aria-label")?.split(", ")[0] ?? "",
        place: Number(row.getAttribute("aria-posinset")),
        top: row.getBoundingClientRect().top,
      }))
      const scroller = list.parentElement
      const before = scroller?.scrollTop
      scroller?.scrollBy({ top: scroller.clientHeight })
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      const complete = list.lastElementChild?.getAttribute("aria-setsize") !== "-1"
      return { rows, atEnd: complete && scroller?.scrollTop === before }
    })
    assert.strictEqual(new Set(rows.map(({ top }) => top)).size, rows.length, "two rows are in one place")
    assert.strictEqual(new Set(rows.map(({ name }) => name)).size, rows.length, "a row is shown twice")
    for (const { name, place } of rows) {
      names.add(name)
      places.set(place, name)
    }
    if (atEnd) return { names, places }
  }
  throw new Error("The list has no end")
}

describe("inboxes", () => {
  it("INBOX-5, INBOX-8: one inbox per Sender ID, each with its count and its rows only", async () => {
    const [amara, caleb] = [customer(1), customer(2)]
    const desk = await twilio.signIn(await browser.page(), "stan")
    await twilio.bring({ from: amara, text: "to Stan", to: senders.own })
    await twilio.bring({ from: amara, text: "to Stan again", to: senders.own })
    await twilio.bring({ from: caleb, text: "by WhatsApp", to: senders.whatsApp })
    await twilio.assign(caleb, "stan")
    await desk.inbox("Stan's line", 2).waitFor()
    await desk.inbox("Parcel WhatsApp", 1).waitFor()
    await desk.inbox("Parcel Care", 0).waitFor()
    await desk.inbox("My Inbox", 3).waitFor()

    await desk.inbox("Parcel WhatsApp").click()
    await desk.page.getByRole("heading", { name: "Parcel WhatsApp", level: 1 }).waitFor()
    await desk.row(caleb.shown).waitFor()
    assert.deepStrictEqual(await nextRows(desk), [caleb.shown])
    const said = await desk.row(caleb.shown).getAttribute("aria-label")
    assert.match(said ?? "", /, WhatsApp, Parcel WhatsApp, 1 unread, by WhatsApp, \d\d:\d\d/)
    await desk.inbox("Stan's line").click()
    await desk.row(amara.shown).waitFor()
    assert.deepStrictEqual(await nextRows(desk), [amara.shown])
  })

  it("INBOX-6: only an admin sees Team Inbox, and a standard user gets none of it by its address either", async () => {
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.page.getByRole("heading", { name: "Team Inbox" }).waitFor()
    await admin.inbox("Dana").waitFor()
    await admin.inbox("Stan").click()
    await admin.page.getByRole("heading", { name: "Stan", level: 1 }).waitFor()
    const { pathname } = new URL(admin.page.url())

    const dana = await twilio.signIn(await browser.page(), "dana", pathname)
    await dana.page.getByText("This page is for admins").waitFor()
    assert.strictEqual(await dana.page.getByRole("heading", { name: "Team Inbox" }).count(), 0)
    assert.strictEqual(await dana.rows.count(), 0)
  })

  it("READ-1, READ-2, INBOX-10: reading in Team Inbox changes nothing, one's own does, in every tab", async () => {
    const paolo = customer(3)
    await twilio.bring({ from: paolo, text: "still unread?" })
    await twilio.assign(paolo, "dana")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.inbox("Dana", 1).click()
    await admin.openConversation(paolo.shown)
    await admin.message("still unread?").waitFor()

    const dana = await twilio.signIn(await browser.page(), "dana")
    const other = new DeskScreen(await dana.page.context().newPage())
    await other.page.goto(dana.page.url())
    for (const tab of [dana, other]) {
      await tab.inbox("My Inbox", 1).waitFor()
      await becomes(() => titleCount(tab), 1)
      await becomes(() => chipCount(tab), 1)
    }
    // Given to her, it counts as one until more than one message is unread.
    await twilio.bring({ from: paolo, text: "hello?" })
    await twilio.bring({ from: paolo, text: "and now?" })
    await admin.message("and now?").waitFor()
    await admin.inbox("Dana", 2).waitFor()
    for (const tab of [dana, other]) {
      await tab.inbox("My Inbox", 2).waitFor()
      await becomes(() => titleCount(tab), 2)
      await becomes(() => chipCount(tab), 2)
    }
    await dana.page.bringToFront()
    await dana.openConversation(paolo.shown)
    await dana.inbox("My Inbox", 0).waitFor()
    await other.inbox("My Inbox", 0).waitFor()
    await becomes(() => titleCount(other), 0)
    await becomes(() => chipCount(other), 0)
    await admin.inbox("Dana", 0).waitFor()
  })

  it("ASSIGN-1, ASSIGN-2, READ-4: an assigned conversation leaves one screen and is unread on the other", async () => {
    const yuki = customer(4)
    await twilio.bring({ from: yuki, text: "Who helps me?" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    const dana = await twilio.signIn(await browser.page(), "dana")
    await admin.openConversation(yuki.shown)
    await admin.page.getByRole("button", { name: "Owner: Ann. Assign" }).click()
    await admin.dialog.getByRole("combobox", { name: "Assign to" }).fill("da")
    await admin.dialog.getByRole("option", { name: /^Dana/ }).click()
    await admin.dialog.getByRole("button", { name: "Assign to Dana" }).click()
    await admin.page.getByText("Assigned to Dana").first().waitFor()
    await admin.row(yuki.shown).waitFor({ state: "detached" })
    await dana.row(yuki.shown).waitFor()
    await dana.inbox("My Inbox", 1).waitFor()
    await dana.page.getByText("Ann assigned you a conversation").first().waitFor()
    await dana.openConversation(yuki.shown)
    await dana.message("Assigned to Dana by Ann").waitFor()
  })

  it("SEARCH-1: finds by name and by number in any format, inside the inbox", async () => {
    const [elena, grace] = ["+15555550123", customer(5)]
    await twilio.bring({ from: elena, text: "from Elena", to: senders.own })
    await twilio.bring({ from: grace, text: "from Grace", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.row(grace.shown).waitFor()
    const find = async (text: string) => {
      await desk.search.fill(text)
      await desk.search.press("Enter")
      await desk.page.getByRole("status").filter({ hasText: /^\d+ results? for/ }).waitFor()
    }
    await find("mars")
    await becomes(() => nextRows(desk), ["Elena Marsh"])
    await find("(555) 030 0005")
    await becomes(() => nextRows(desk), [grace.shown])
    await find("555-555-01")
    await becomes(() => nextRows(desk), ["Elena Marsh"])
    await desk.search.fill("nobody at all")
    await desk.page.getByRole("button", { name: "Search", exact: true }).click()
    await desk.page.getByText("No conversation with “nobody at all”").waitFor()
    await desk.page.getByRole("button", { name: "Clear" }).click()
    await desk.row(grace.shown).waitFor()
  })

  it("INBOX-9: a list of 250 conversations shows each exactly once while new messages arrive", async () => {
    const known = Array.from({ length: 250 }, (_, index) => customer(1_000 + index))
    for (let from = 0; from < known.length; from += 25) {
      const some = known.slice(from, from + 25)
      await Promise.all(some.map((one) => twilio.bring({ from: one, text: "old", to: senders.own })))
    }
    const desk = await twilio.signIn(await browser.page(), "stan", "/senders/own")
    await desk.rows.nth(10).waitFor()

    const arriving: Array<Promise<void>> = []
    const arrive = (screen: number) => {
      const again = known[screen * 10]
      if (again === undefined || screen >= 20) return
      arriving.push(twilio.bring({ from: customer(2_000 + screen), text: "new", to: senders.own }))
      arriving.push(twilio.bring({ from: again, text: "again", to: senders.own }))
    }
    const first = await readToEnd(desk, arrive)
    assert.isAbove(arriving.length, 10, "there was time to scroll")
    await Promise.all(arriving)
    await desk.page.getByRole("button", { name: /^\d+ new$/ }).click()
    await becomes(() => desk.list.evaluate((list) => list.parentElement?.scrollTop), 0)
    const second = await readToEnd(desk, () => undefined)
    const missing = known.filter(({ shown }) => !first.names.has(shown) && !second.names.has(shown))
    assert.deepStrictEqual(missing, [], "none is skipped")
    const places = [...second.places.values()]
    assert.strictEqual(new Set(places).size, places.length, "none is shown at two places")
    assert.strictEqual(places.length, Math.max(...second.places.keys()), "no place is empty")
    assert.isAtLeast(places.length, known.length + arriving.length / 2)
  })
})
