import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const chip = (desk: DeskScreen, name: string) =>
  desk.page.getByRole("group", { name: "Filter" }).getByRole("button", { name, exact: true })
/** By keys alone: the menu opens at its first entry. */
const showOnly = async (desk: DeskScreen, name: string) => {
  await desk.page.getByRole("button", { name: "More filters" }).press("Enter")
  await desk.page.getByRole("menuitem", { name, exact: true }).press("Enter")
}
/** What the header has no room for is in its menu. */
const chooseMore = async (desk: DeskScreen, name: string) => {
  await desk.page.getByRole("button", { name: "More actions" }).press("Enter")
  await desk.page.getByRole("menuitem", { name, exact: true }).press("Enter")
}
const chooseForSelected = async ({ page }: DeskScreen, name: string) => {
  await page.getByRole("group", { name: "Selected conversations" })
    .getByRole("button", { name: "More for the selected" }).press("Enter")
  await page.getByRole("menuitem", { name, exact: true }).press("Enter")
}
const header = (desk: DeskScreen, name: string) =>
  desk.page.getByRole("region", { name: /^Conversation with/ }).getByRole("button", { name, exact: true })
const leaves = (desk: DeskScreen, name: string) => desk.row(name).waitFor({ state: "detached" })
/** The row of a conversation, while it says that it has a label. */
const labelled = (desk: DeskScreen, name: string, label: string) =>
  desk.row(name).and(desk.page.getByRole("option", { name: new RegExp(`, label ${label}(,|$)`) }))
const addLabel = async ({ page }: DeskScreen, name: string) => {
  await page.getByRole("button", { name: "Add label" }).first().click()
  await page.getByLabel("Name", { exact: true }).fill(name)
  await page.getByLabel("Name", { exact: true }).press("Enter")
  await page.getByRole("button", { name: `Edit ${name}` }).waitFor()
}

describe("the life of a conversation", () => {
  it("LIFE-1, INBOX-10: what is done leaves every screen and its unread count, and is back with the next message", async () => {
    const [ruth, theo] = [customer(1), customer(2)]
    await twilio.bring({ from: ruth, text: "Is it done?" })
    await twilio.bring({ from: theo, text: "Me too" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    const other = await twilio.signIn(await browser.page(), "admin")
    await other.row(theo.shown).waitFor()
    await other.inbox("My Inbox", 2).waitFor()
    await admin.openConversation(ruth.shown)
    await header(admin, "Done").click()
    for (const desk of [admin, other]) {
      await leaves(desk, ruth.shown)
      await desk.inbox("My Inbox", 1).waitFor()
    }
    await admin.message("Ann marked this as done").waitFor()
    await showOnly(other, "Done")
    await other.row(ruth.shown).waitFor()
    await leaves(other, theo.shown)

    await twilio.bring({ from: ruth, text: "One more thing" })
    await admin.row(ruth.shown).waitFor()
    await leaves(other, ruth.shown)
    await other.page.getByText("Nothing is marked as done").waitFor()
    await chip(other, "All").click()
    await other.row(ruth.shown).waitFor()
    await admin.message("Back in the inbox with this message").waitFor()
  })

  it("LIFE-1: by keyboard: D marks as done and brings back, Z snoozes until the next reply, and Undo takes it back", async () => {
    const from = customer(11)
    await twilio.bring({ from, text: "Keys only" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.openConversation(from.shown)
    await admin.page.keyboard.press("d")
    await leaves(admin, from.shown)
    await admin.page.getByRole("button", { name: "Undo" }).click()
    await admin.row(from.shown).waitFor()
    await admin.page.keyboard.press("z")
    await admin.dialog.getByRole("button", { name: "Until they reply" }).press("Enter")
    await admin.page.getByText("Snoozed until the next reply").first().waitFor()
    await leaves(admin, from.shown)
    await showOnly(admin, "Snoozed")
    await admin.row(from.shown).waitFor()
    await header(admin, "Back to inbox").waitFor()
    await admin.list.press("d")
    await admin.page.getByText("Back in the inbox").first().waitFor()
    await leaves(admin, from.shown)
  })

  it("LIFE-1, INBOX-10: what was unread when it was marked as done is unread again with Undo", async () => {
    const from = customer(15)
    await twilio.bring({ from, text: "Not read yet" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    const unread = admin.row(from.shown).and(admin.page.getByRole("option", { name: /unread/ }))
    await unread.waitFor()
    await admin.row(from.shown).hover()
    await admin.row(from.shown).locator("[data-checkbox]").click()
    await chooseForSelected(admin, "Done")
    await leaves(admin, from.shown)
    await admin.page.getByRole("button", { name: "Undo" }).click()
    await unread.waitFor()
  })

  it("LIFE-1, ASSIGN-6: several at once are snoozed until tomorrow, and a colleague who does not own them cannot", async () => {
    const [a, b] = [customer(21), customer(22)]
    for (const from of [a, b]) await twilio.bring({ from, text: "Later, please" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.row(b.shown).waitFor()
    for (const one of [a, b]) {
      await admin.row(one.shown).hover()
      await admin.row(one.shown).locator("[data-checkbox]").click()
    }
    await chooseForSelected(admin, "Snooze")
    await admin.dialog.getByText("Snooze 2 conversations").waitFor()
    await admin.dialog.getByRole("button", { name: /^Tomorrow morning/ }).click()
    for (const one of [a, b]) await leaves(admin, one.shown)
    await showOnly(admin, "Snoozed")
    await admin.openConversation(a.shown)
    await admin.page.getByText(/^Snoozed until \w{3} 9:00$/).first().waitFor()
  })

  it("LIFE-1: T pins a conversation to the top on every screen of its owner, whatever comes, and lets it go", async () => {
    const [first, second] = [customer(31), customer(32)]
    await twilio.bring({ from: first, text: "Keep me" })
    await twilio.bring({ from: second, text: "I am newer" })
    const admin = await twilio.signIn(await browser.page(), "admin")
    const other = await twilio.signIn(await browser.page(), "admin")
    await other.pointAway()
    await admin.openConversation(first.shown)
    await admin.page.keyboard.press("t")
    await admin.page.getByText("Pinned to the top of My Inbox").first().waitFor()
    const top = async (desk: DeskScreen) =>
      (await desk.rows.first().getAttribute("aria-label"))?.split(",")[0]
    for (const desk of [admin, other]) await becomes(() => top(desk), first.shown)
    await twilio.bring({ from: second, text: "Newer still" })
    for (const desk of [admin, other]) {
      await desk.list.getByText("Newer still").waitFor()
      await becomes(() => top(desk), first.shown)
    }
    await other.page.reload()
    await becomes(() => top(other), first.shown)
    await showOnly(other, "Pinned")
    await leaves(other, second.shown)
    await other.list.getByRole("option", { name: /, pinned/ }).waitFor()
    await chooseMore(admin, "Unpin")
    await other.page.getByText("Nothing is pinned").waitFor()
    await becomes(() => top(admin), second.shown)
  })

  it("LIFE-3: labels are put on by keyboard and to several at once, on every desk with who did it, and are gone when retired", async () => {
    const [ruth, theo] = [customer(41), customer(42)]
    for (const from of [ruth, theo]) await twilio.bring({ from, text: "Which label?" })
    const other = await twilio.signIn(await browser.page(), "admin")
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.page.goto(`${twilio.desk().desk.url}/settings/labels`)
    for (const name of ["VIP", "Refund"]) await addLabel(admin, name)
    await admin.inbox("My Inbox").click()
    await admin.openConversation(ruth.shown)
    await admin.page.keyboard.press("l")
    const option = (name: string) => admin.dialog.getByRole("option", { name, exact: true })
    await option("Refund").waitFor()
    await admin.page.keyboard.type("vi")
    await option("Refund").waitFor({ state: "detached" })
    await admin.page.keyboard.press("Enter")
    await becomes(() => option("VIP").getAttribute("aria-selected"), "true")
    await admin.page.keyboard.press("Escape")
    await labelled(other, ruth.shown, "VIP").waitFor()
    await admin.message("Ann added the label VIP").waitFor()
    await admin.page.getByRole("region", { name: "Labels" }).getByText("VIP").waitFor()

    for (const one of [ruth, theo]) {
      await admin.row(one.shown).hover()
      await admin.row(one.shown).locator("[data-checkbox]").click()
    }
    await chooseForSelected(admin, "Labels")
    await admin.dialog.getByRole("option", { name: "VIP, on some of them" }).waitFor()
    await option("Refund").click()
    await admin.page.getByText("“Refund” added").waitFor()
    await admin.dialog.getByRole("button", { name: "Done" }).click()
    for (const one of [ruth, theo]) await labelled(other, one.shown, "Refund").waitFor()

    await showOnly(other, "Label")
    await other.dialog.getByRole("option", { name: "VIP" }).click()
    await leaves(other, theo.shown)
    await other.page.reload()
    await labelled(other, ruth.shown, "VIP").waitFor()
    await leaves(other, theo.shown)
    await other.openConversation(ruth.shown)
    await chip(other, "VIP").waitFor()

    await admin.page.goto(`${twilio.desk().desk.url}/settings/labels`)
    await admin.page.getByRole("button", { name: "Edit VIP" }).click()
    await admin.page.getByRole("complementary", { name: "VIP" }).getByRole("button", { name: "Retire label" })
      .click()
    await admin.page.getByRole("alertdialog").getByRole("button", { name: "Retire label" }).click()
    await other.row(theo.shown).waitFor()
    await labelled(other, ruth.shown, "VIP").waitFor({ state: "detached" })
    await labelled(other, ruth.shown, "Refund").waitFor()
  })

  it("LIFE-3, AUTH-4: a filter is saved, shared, renamed and deleted; by its link each sees what they may see anyway", async () => {
    const [danas, anns] = [customer(51), customer(52)]
    for (const from of [danas, anns]) await twilio.bring({ from, text: "Unread" })
    await twilio.assign(danas, "dana")
    const admin = await twilio.signIn(await browser.page(), "admin")
    const dana = await twilio.signIn(await browser.page(), "dana")
    await admin.row(anns.shown).waitFor()
    const unread = ({ page }: DeskScreen) =>
      page.getByRole("group", { name: "Filter" }).getByRole("button", { name: /^Unread/ })
    const save = async (name: string) => {
      await admin.page.getByRole("button", { name: "Save filter" }).press("Enter")
      await admin.dialog.getByLabel("Name").fill(name)
      return admin.dialog.getByRole("button", { name: "Save filter" })
    }
    await unread(admin).press("Enter")
    await chip(admin, "SMS").press("Enter")
    const first = await save("Waiting")
    await admin.dialog.getByRole("switch", { name: "Shared with everyone" }).check()
    await first.click()
    await admin.inbox("Waiting").waitFor()

    await dana.inbox("Waiting").click()
    await becomes(() => new URL(dana.page.url()).search, "?unread=1&channel=sms")
    await dana.row(danas.shown).waitFor()
    assert.strictEqual(await dana.row(anns.shown).count(), 0)
    await dana.page.reload()
    await unread(dana).and(dana.page.locator("[aria-pressed=true]")).waitFor()
    await dana.row(danas.shown).waitFor()
    assert.strictEqual(await dana.row(anns.shown).count(), 0)

    await (await save("Unread SMS")).press("Enter")
    await dana.inbox("Unread SMS").waitFor()
    await admin.page.getByRole("button", { name: "Save filter" }).click()
    await admin.dialog.getByRole("button", { name: "Delete filter" }).click()
    for (const desk of [admin, dana]) await desk.inbox("Unread SMS").waitFor({ state: "detached" })
  })
})
