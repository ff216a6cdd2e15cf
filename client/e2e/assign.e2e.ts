import pg from "pg"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const selected = (desk: DeskScreen) => desk.page.getByRole("group", { name: "Selected conversations" })
const check = async (desk: DeskScreen, name: string, shift = false) => {
  await desk.row(name).hover()
  await desk.row(name).locator("[data-checkbox]").click(shift ? { modifiers: ["Shift"] } : {})
}
const choose = (desk: DeskScreen, name: RegExp) => desk.dialog.getByRole("option", { name }).click()
const checkedRows = (desk: DeskScreen) => desk.list.getByRole("option", { selected: true }).count()

describe("assigning", () => {
  it("ASSIGN-1, ASSIGN-2, ASSIGN-3: three checked conversations move to the new owner at once, who is told once", async () => {
    const [a, b, c, d] = [customer(1), customer(2), customer(3), customer(4)]
    for (const from of [a, b, c, d]) await twilio.bring({ from, text: "Hello" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    const dana = await twilio.signIn(await browser.page(), "dana")
    await admin.row(d.shown).waitFor()
    await check(admin, a.shown)
    await check(admin, b.shown)
    await check(admin, c.shown)
    await selected(admin).getByText("3 selected").waitFor()
    await selected(admin).getByRole("button", { name: "Assign" }).click()
    await admin.dialog.getByText("Assign 3 conversations").waitFor()
    await choose(admin, /^Dana/)
    await admin.dialog.getByText("They move to Dana’s inbox, marked unread.").waitFor()
    await admin.dialog.getByRole("button", { name: "Assign to Dana" }).click()
    await admin.page.getByText("Assigned to Dana").first().waitFor()
    for (const one of [a, b, c]) {
      await dana.row(one.shown).waitFor()
      await admin.row(one.shown).waitFor({ state: "detached" })
    }
    await dana.inbox("My Inbox", 3).waitFor()
    await dana.page.getByText("Ann assigned you 3 conversations").first().waitFor()

    await admin.page.getByRole("button", { name: "Undo" }).click()
    await admin.page.getByText("Assignment taken back").waitFor()
    for (const one of [a, b, c]) {
      await admin.row(one.shown).waitFor()
      await dana.row(one.shown).waitFor({ state: "detached" })
    }
  })

  it("ASSIGN-4: of two admins who give the same conversation away, the second is told who has it", async () => {
    const ruth = customer(11)
    await twilio.bring({ from: ruth, text: "Who takes me?" })
    const one = await twilio.signIn(await browser.page(), "admin")
    const other = await twilio.signIn(await browser.page(), "admin")
    for (const desk of [one, other]) {
      await desk.openConversation(ruth.shown)
      await desk.page.getByRole("button", { name: "Owner: Ann. Assign" }).click()
    }
    await choose(one, /^Stan/)
    await choose(other, /^Dana/)
    await one.dialog.getByRole("button", { name: "Assign to Stan" }).click()
    await one.page.getByText("Assigned to Stan").first().waitFor()
    await other.dialog.getByRole("button", { name: "Assign to Dana" }).click()
    const said = other.dialog.getByRole("alert")
    await said.getByText("Not assigned to Dana.").waitFor()
    await said.getByText("Another admin gave this conversation to Stan a moment ago.").waitFor()
    await said.getByRole("button", { name: "View" }).click()
    await other.dialog.waitFor({ state: "detached" })
    await other.page.getByRole("button", { name: "Owner: Stan. Assign" }).waitFor()
  })

  it("ASSIGN-4: of several, those that someone else was faster with are told, and tried again", async () => {
    const [a, b] = [customer(21), customer(22)]
    for (const from of [a, b]) await twilio.bring({ from, text: "Two of us" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.row(b.shown).waitFor()
    await check(admin, a.shown)
    await check(admin, b.shown)
    await selected(admin).getByRole("button", { name: "Assign" }).click()
    await choose(admin, /^Stan/)
    await twilio.assign(b, "dana")
    await admin.dialog.getByRole("button", { name: "Assign to Stan" }).click()
    const toast = admin.page.getByRole("alert").filter({ hasText: "1 of 2 assigned" })
    await toast.getByText(`${b.shown} was changed by someone else.`).waitFor()
    await toast.getByRole("button", { name: "Try again" }).click()
    await admin.page.getByText("Assigned to Stan").first().waitFor()
    await becomes(
      async () => (await twilio.inboxOf("stan")).filter((row) => row.address === b.address).length,
      1,
    )
  })

  it("ASSIGN-1: the dialog warns of a Sender ID that the agent does not have, and says what is shared", async () => {
    const from = customer(31)
    await twilio.bring({ from, text: "For Stan", to: senders.own })
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.inbox("Stan").click()
    await admin.openConversation(from.shown)
    await admin.page.keyboard.press("a")
    await choose(admin, /^Dana/)
    await admin.dialog.getByText("Dana has no access to Stan's line.").waitFor()
    await admin.page.keyboard.press("Escape")
    await admin.dialog.waitFor({ state: "detached" })
  })
})

describe("many at once", () => {
  it("ASSIGN-6, READ-1: more than are loaded are chosen, some left out, and read on every screen", async () => {
    const count = 130
    for (let first = 0; first < count; first += 10) {
      await Promise.all(
        Array.from(
          { length: 10 },
          (_, index) =>
            twilio.bring({ from: customer(500 + first + index), text: "One of many", to: senders.own }),
        ),
      )
    }
    const stan = await twilio.signIn(await browser.page(), "stan")
    const other = await twilio.signIn(await browser.page(), "stan")
    await stan.inbox("Stan's line").click()
    await stan.rows.nth(3).waitFor()
    await stan.rows.nth(0).hover()
    await stan.rows.nth(0).locator("[data-checkbox]").click()
    await stan.rows.nth(3).locator("[data-checkbox]").click({ modifiers: ["Shift"] })
    await selected(stan).getByText("4 selected").waitFor()
    await selected(stan).getByRole("button", { name: "More for the selected" }).press("Enter")
    const all = stan.page.getByRole("menuitem", { name: /^Select all \d+ that match$/ })
    const total = Number((await all.textContent())?.match(/\d+/)?.[0])
    assert.isAtLeast(total, count)
    await all.click()
    await selected(stan).getByText(`${total} selected`).waitFor()
    await stan.rows.nth(1).locator("[data-checkbox]").click()
    await selected(stan).getByText(`${total - 1} selected`).waitFor()
    await selected(stan).getByRole("button", { name: "Mark read" }).click()
    await stan.page.getByText(`${total - 1} conversations marked read`).waitFor()
    await stan.inbox("Stan's line", 1).waitFor()
    await other.inbox("Stan's line", 1).waitFor()
  })

  it("FIT-3, ASSIGN-6: many that are assigned say how far they are, also after a reload, and what came of it", async () => {
    const many = Array.from({ length: 8 }, (_, index) => customer(700 + index))
    for (const from of many) await twilio.bring({ from, text: "Hello" })
    const [first, last] = [many[0] ?? assert.fail(), many[7] ?? assert.fail()]
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.row(last.shown).waitFor()
    await check(admin, last.shown)
    await check(admin, first.shown, true)
    await selected(admin).getByText("8 selected").waitFor()
    const held = new pg.Client({ connectionString: twilio.desk().desk.databaseUrl })
    await held.connect()
    try {
      await held.query("BEGIN")
      await held.query("SELECT FROM conversations WHERE reply_to = $1 FOR UPDATE", [first.address])
      await selected(admin).getByRole("button", { name: "Assign" }).click()
      await choose(admin, /^Dana/)
      await admin.dialog.getByRole("button", { name: "Assign to Dana" }).click()
      const underWay = admin.page.getByRole("status").filter({ hasText: "Assigning to Dana" })
      await underWay.waitFor()
      await admin.page.reload()
      await underWay.getByText("of 8 done").waitFor()
      await held.query("COMMIT")
      await admin.page.getByText("Assigned to Dana").first().waitFor()
      await admin.page.getByText("8 conversations").first().waitFor()
      await admin.page.reload()
      await admin.inbox("My Inbox").waitFor()
      assert.deepEqual(
        await admin.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("assign"))),
        [],
      )
    } finally {
      await held.end()
    }
  })

  it("READ-3: in Team Inbox marking several asks first, and changes the owner's inbox", async () => {
    const [a, b] = [customer(41), customer(42)]
    for (const from of [a, b]) {
      await twilio.bring({ from, text: "Read me" })
      await twilio.assign(from, "dana")
    }
    const dana = await twilio.signIn(await browser.page(), "dana")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.inbox("Dana").click()
    await admin.row(a.shown).waitFor()
    await check(admin, a.shown)
    await check(admin, b.shown)
    await selected(admin).getByRole("button", { name: "Mark read" }).click()
    const asked = admin.page.getByRole("alertdialog")
    await asked.getByText("Mark read for Dana?").waitFor()
    await asked.getByText("2 conversations will show as read in Dana’s inbox.").waitFor()
    await asked.getByRole("button", { name: "Mark read" }).click()
    await admin.page.getByText("2 conversations marked read").waitFor()
    for (const one of [a, b]) {
      await becomes(
        async () => (await dana.row(one.shown).getAttribute("aria-label"))?.includes("unread"),
        false,
      )
    }
  })

  it("INBOX-8: the keys select, extend, clear and take all", async () => {
    for (const number of [51, 52, 53]) await twilio.bring({ from: customer(number), text: "By key" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.row(customer(53).shown).waitFor()
    await admin.page.keyboard.press("j")
    await admin.page.keyboard.press("x")
    await admin.page.keyboard.press("Shift+J")
    await selected(admin).getByText("2 selected").waitFor()
    assert.strictEqual(await checkedRows(admin), 2)
    await admin.page.keyboard.press("Escape")
    await selected(admin).waitFor({ state: "detached" })
    await admin.page.keyboard.press("Control+a")
    await becomes(() => checkedRows(admin), await admin.rows.count())
    await admin.page.keyboard.press("Escape")
    assert.strictEqual(await checkedRows(admin), 0)
  })
})

describe("together in one conversation", () => {
  it("ASSIGN-5: who else has it open and who writes is shown, and Send asks when someone answered meanwhile", async () => {
    const from = customer(61)
    await twilio.bring({ from, text: "Anyone there?", to: senders.own })
    const stan = await twilio.signIn(await browser.page(), "stan")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await stan.openConversation(from.shown)
    await admin.inbox("Stan").click()
    await admin.openConversation(from.shown)
    await admin.page.getByText("Stan is viewing").waitFor()
    await stan.page.getByText("Ann is viewing").waitFor()
    await admin.reply.pressSequentially("From Ann")
    await stan.page.getByText("Ann is writing").waitFor()
    await stan.write("From Stan")
    await admin.message("From Stan").waitFor()
    await admin.send.click()
    const asked = admin.page.getByRole("alertdialog")
    await asked.getByText("Stan answered while you typed").waitFor()
    await asked.getByRole("button", { name: "Edit" }).click()
    await asked.waitFor({ state: "detached" })
    assert.strictEqual(await admin.reply.inputValue(), "From Ann")
    await admin.send.click()
    await stan.message("From Ann").waitFor()
    await stan.inbox("My Inbox").click()
    await admin.page.getByText(/Stan is/).waitFor({ state: "detached" })
  })
})

describe("waiting", () => {
  it("LIFE-2: a row says how long its customer has waited, in red past the limit, until someone answers", async () => {
    const from = customer(71)
    await twilio.bring({ from, text: "How long?", to: senders.own })
    const page = await browser.page()
    await page.clock.install()
    const stan = await twilio.signIn(page, "stan")
    await stan.row(from.shown).waitFor()
    const said = async () => await stan.row(from.shown).getAttribute("aria-label") ?? ""
    assert.notInclude(await said(), "waiting")
    await page.clock.fastForward("12:30")
    await becomes(async () => /waiting for 1[23] min$/.test(await said()), true)
    await page.clock.fastForward("50:00")
    await becomes(async () => /waiting for 1 h, too long$/.test(await said()), true)
    await stan.openConversation(from.shown)
    await stan.write("Not any longer")
    await becomes(async () => (await said()).includes("waiting"), false)
  })
})
