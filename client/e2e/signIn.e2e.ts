import { describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { password } from "../../test/TwilioDesk.ts"
import { becomes, DeskScreen, fillSignIn } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
/** Sooner than the sockets' sessions are looked at again. */
const atOnceMillis = 2_500
const stan = { email: "stan@acme.test", password }

describe("signing in and out", () => {
  it("AUTH-1: a wrong password says so in words, and the right one opens the desk where one wanted to go", async () => {
    const page = await browser.page()
    await page.goto(`${twilio.desk().desk.url}/sent`)
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByText("Enter your work email.").waitFor()
    await fillSignIn(page, { ...stan, password: "not it" })
    await page.getByRole("alert").filter({ hasText: "Email or password is not right." }).waitFor()
    await fillSignIn(page, { email: "nobody@acme.test", password })
    await page.getByRole("alert").filter({ hasText: "Email or password is not right." }).waitFor()
    await fillSignIn(page, stan)
    await page.getByRole("heading", { name: "Sent Messages", level: 1 }).waitFor()
  })

  it("AUTH-3: signing out in one tab ends the other's socket at once, and nothing more comes to it", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const other = new DeskScreen(await desk.page.context().newPage())
    await other.page.goto(`${twilio.desk().desk.url}/inbox`)
    await other.list.waitFor({ state: "attached" })
    await desk.page.getByRole("button", { name: "Sign out" }).click()
    await desk.page.getByRole("heading", { name: "Sign in" }).waitFor()
    await other.page.getByText("Your session ended. Sign in to go on; your drafts are kept.")
      .waitFor({ timeout: atOnceMillis })
    await other.page.reload()
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor()
  })

  it("SYNC-2, AUTH-3: a draft outlives a session that was ended elsewhere, and one goes on where one was", async () => {
    const theo = customer(1)
    await twilio.bring({ from: theo, text: "Is the interview online?", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(theo.shown)
    await desk.reply.fill("Yes, the link comes")

    const elsewhere = await browser.page()
    await elsewhere.context().addCookies(await desk.page.context().cookies())
    await elsewhere.goto(`${twilio.desk().desk.url}/inbox`)
    await elsewhere.getByRole("button", { name: "Sign out" }).click()
    await desk.page.getByText("Your session ended. Sign in to go on; your drafts are kept.").waitFor()

    await fillSignIn(desk.page, stan)
    await desk.log.waitFor()
    await becomes(() => desk.reply.inputValue(), "Yes, the link comes")
  })
})
