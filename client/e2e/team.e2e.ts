import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const unreadIn = async (desk: DeskScreen, name: string) =>
  (await desk.row(name).getAttribute("aria-label"))?.includes("unread")

describe("the team's inboxes", () => {
  it("READ-3: in Team Inbox read and unread are changed only after a confirmation, and then on the owner's screen", async () => {
    const grace = customer(8)
    await twilio.bring({ from: grace, text: "for your eyes" })
    await twilio.assign(grace, "stan")
    const stan = await twilio.signIn(await browser.page(), "stan")
    await stan.openConversation(grace.shown)
    await becomes(() => unreadIn(stan, grace.shown), false)
    const admin = await twilio.signIn(await browser.page(), "admin")
    await admin.inbox("Stan").click()
    await admin.openConversation(grace.shown)
    const asked = admin.page.getByRole("alertdialog")
    const ask = async (action: "Mark read" | "Mark unread") => {
      await admin.page.getByRole("button", { name: action, exact: true }).click()
      await asked.getByText(`${action} for Stan?`).waitFor()
    }
    await stan.inbox("Sent Messages").click()

    await ask("Mark unread")
    await asked.getByRole("button", { name: "Cancel" }).click()
    await asked.waitFor({ state: "detached" })
    await stan.inbox("My Inbox").click()
    await twilio.bring({ from: customer(9), text: "later", to: senders.own })
    await stan.row(customer(9).shown).waitFor()
    assert.strictEqual(await unreadIn(stan, grace.shown), false, "asked, and not done")

    await ask("Mark unread")
    await asked.getByRole("button", { name: "Mark unread" }).click()
    await becomes(() => unreadIn(stan, grace.shown), true)
    await ask("Mark read")
    await asked.getByRole("button", { name: "Mark read" }).click()
    await becomes(() => unreadIn(stan, grace.shown), false)
  })

  it("INBOX-6: an admin sees who of the team has a desk open, in the rail and when assigning", async () => {
    const admin = await twilio.signIn(await browser.page(), "admin")
    const dana = await twilio.signIn(await browser.page(), "dana")
    const said = (name: string) => admin.inbox(name).getAttribute("aria-description")
    await becomes(() => said("Dana"), "Online")
    await admin.inbox("Dana").hover()
    await admin.page.getByText("Online", { exact: true }).waitFor()
    const ruth = customer(10)
    await twilio.bring({ from: ruth, text: "Who is there?" })
    await admin.openConversation(ruth.shown)
    await admin.page.getByRole("button", { name: "Owner: Ann. Assign" }).click()
    await admin.dialog.getByRole("option", { name: /^Dana Online · / }).waitFor()
    await admin.page.keyboard.press("Escape")
    await dana.page.close()
    await becomes(() => said("Dana"), "Offline")
    const stan = await twilio.signIn(await browser.page(), "stan")
    assert.strictEqual(await stan.page.getByRole("heading", { name: "Team Inbox" }).count(), 0)
  })
})
