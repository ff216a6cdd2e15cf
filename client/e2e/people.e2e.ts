import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { totpCode, totpStepAt } from "../../server/session/totp.ts"
import { useBrowser } from "../../test/Browser.ts"
import { password } from "../../test/TwilioDesk.ts"
import { becomes, fillSignIn } from "./DeskScreen.ts"
import { useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
/** Sooner than the sockets' sessions are looked at again. */
const atOnceMillis = 2_500
const nextPassword = "a new horse battery"
const stan = { email: "stan@acme.test", password }

const settings = (page: Page, name: string) => page.goto(`${twilio.desk().desk.url}/settings/${name}`)

/** The link of the newest mail with this subject, as an admin finds it where no mail server is set up. */
const linkIn = async (admin: Page, subject: string): Promise<string> => {
  await settings(admin, "mail")
  await admin.getByRole("button", { name: subject }).first().click()
  const link = admin.frameLocator("iframe").getByRole("link").first()
  const href = await link.getAttribute("href")
  await admin.getByRole("button", { name: "Close" }).click()
  return href ?? ""
}

describe("people", () => {
  it("AUTH-1: who forgot the password gets a link, sets a new one with it once, and signs in", async () => {
    const page = await browser.page()
    await page.goto(twilio.desk().desk.url)
    await page.getByRole("link", { name: "Forgot password?" }).click()
    await page.getByRole("button", { name: "Send the link" }).click()
    await page.getByText("Enter your work email.").waitFor()
    await page.getByLabel("Work email").fill(stan.email)
    await page.getByRole("button", { name: "Send the link" }).click()
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor()

    const admin = await twilio.signIn(await browser.page(), "admin")
    const link = await linkIn(admin.page, "Reset your password")
    await page.goto(link)
    await becomes(() => page.url().includes("token"), false)
    await page.getByLabel("New password").fill("short")
    await page.getByRole("button", { name: "Set the password" }).click()
    await page.getByText("5 characters are missing.").waitFor()
    await page.getByLabel("New password").fill(nextPassword)
    await page.getByRole("button", { name: "Set the password" }).click()
    await page.getByRole("link", { name: "Sign in", exact: true }).click()
    await fillSignIn(page, { ...stan, password: nextPassword })
    await page.getByRole("navigation", { name: "Inboxes" }).waitFor()

    const again = await browser.page()
    await again.goto(link)
    await again.getByLabel("New password").fill(password)
    await again.getByRole("button", { name: "Set the password" }).click()
    await again.getByRole("heading", { name: "This link no longer works" }).waitFor()

    await settings(page, "account")
    await page.getByLabel("Password now").fill(nextPassword)
    await page.getByLabel("New password").fill(password)
    await page.getByRole("button", { name: "Change password" }).click()
    await page.getByText("Password changed").waitFor()
  })

  it("AUTH-1: a second factor is switched on by a picture, asked for at the sign-in, and switched off", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const { page } = desk
    await settings(page, "account")
    const card = page.getByRole("region", { name: "Second factor" })
    await card.getByRole("button", { name: "Switch on" }).click()
    await card.getByLabel("Password", { exact: true }).fill(password)
    await card.getByRole("button", { name: "Go on" }).click()
    await card.getByRole("img", { name: "Key for your authenticator app" }).waitFor()
    const words = await card.getByText("Without a camera").textContent()
    const secret = /: ([A-Z2-7]+)$/.exec(words ?? "")?.[1] ?? ""
    await card.getByLabel("Code").fill(totpCode(secret, totpStepAt(Date.now())))
    await card.getByRole("button", { name: "Switch on" }).click()
    await becomes(() => card.getByRole("listitem").count(), 10)
    const recovery = await card.getByRole("listitem").first().textContent()
    await card.getByRole("button", { name: "I have kept them" }).click()
    await page.getByRole("link", { name: "My Inbox" }).click()
    await page.getByRole("button", { name: "Sign out" }).click()

    await fillSignIn(page, stan)
    await page.getByRole("heading", { name: "Enter your code" }).waitFor()
    await page.getByLabel("Code").fill("000000")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByText("The code is not right.").waitFor()
    await page.getByLabel("Code").fill(recovery ?? "")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("navigation", { name: "Inboxes" }).waitFor()

    await settings(page, "account")
    await page.getByText("9 recovery codes are left.").waitFor()
    await card.getByRole("button", { name: "Switch off" }).click()
    await card.getByLabel("Password", { exact: true }).fill(password)
    await card.getByRole("button", { name: "Switch off" }).click()
    await card.getByText("Off", { exact: true }).waitFor()
  })

  it("AUTH-1: sessions elsewhere are listed and ended, and their desks close at once", async () => {
    const here = await twilio.signIn(await browser.page(), "stan")
    const there = await twilio.signIn(await browser.page(), "stan")
    await settings(here.page, "account")
    await here.page.getByText("This one").waitFor()
    await here.page.getByRole("button", { name: "End all others" }).click()
    await there.page.getByText("Your session ended.").waitFor({ timeout: atOnceMillis })
    await here.page.getByText("All others ended").waitFor()
    await becomes(() => here.page.getByRole("button", { name: /^End/ }).count(), 0)
  })

  it("ADMIN-1, AUTH-1: an admin invites, the invited chooses name and password, and is there", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await settings(page, "users")
    await page.getByRole("button", { name: "Invite a user" }).click()
    await page.getByLabel("Work email").fill("nora@acme.test")
    await page.getByLabel("Name", { exact: true }).fill("Nora")
    await page.getByRole("button", { name: "Send invitation" }).click()
    await page.getByText("Invited", { exact: true }).waitFor()

    const link = await linkIn(page, "invited you to")
    await settings(page, "users")
    await page.getByRole("button", { name: "Edit Stan" }).waitFor()
    const nora = await browser.page()
    await nora.goto(link)
    await nora.getByLabel("Your name").fill("Nora Nilsson")
    await nora.getByLabel("Password", { exact: true }).fill(nextPassword)
    await nora.getByRole("button", { name: "Accept the invitation" }).click()
    await nora.getByRole("link", { name: "Sign in", exact: true }).click()
    await fillSignIn(nora, { email: "nora@acme.test", password: nextPassword })
    await nora.getByRole("navigation", { name: "Inboxes" }).waitFor()
    await page.getByRole("button", { name: "Edit Nora Nilsson" }).waitFor()
  })

  it("SYNC-3: who loses the licence is told so on the open desk, at once, and who changes role sees what that role sees", async () => {
    const admin = await twilio.signIn(await browser.page(), "admin")
    const desk = await twilio.signIn(await browser.page(), "stan")
    await settings(admin.page, "users")
    const edit = async (name: string) => {
      await admin.page.getByRole("button", { name: `Edit ${name}` }).click()
      return admin.page.getByRole("complementary", { name: "Edit user" })
    }
    // It closes when it was saved, whoever it shows by then.
    const save = async () => {
      await drawer.getByRole("button", { name: "Save" }).click()
      await drawer.waitFor({ state: "detached" })
    }
    let drawer = await edit("Stan")
    await drawer.getByLabel("Role").selectOption("admin")
    await save()
    await desk.page.getByRole("heading", { name: "Team Inbox" }).waitFor()
    drawer = await edit("Stan")
    await drawer.getByLabel("Role").selectOption("standard")
    await save()
    await desk.page.getByRole("heading", { name: "Team Inbox" }).waitFor({ state: "detached" })

    drawer = await edit("Stan")
    await drawer.getByRole("switch", { name: "Portal licence" }).uncheck()
    await save()
    await desk.page.getByText("You no longer have a Portal licence.").waitFor({ timeout: atOnceMillis })
    drawer = await edit("Stan")
    await drawer.getByRole("switch", { name: "Portal licence" }).check()
    await save()
    await admin.page.getByText("User saved").first().waitFor()

    drawer = await edit("Ann")
    await drawer.getByRole("switch", { name: "Portal licence" }).uncheck()
    await drawer.getByText("This is the last admin with a licence.").waitFor()
    assert.isTrue(await drawer.getByRole("button", { name: "Save" }).isDisabled())
  })
})
