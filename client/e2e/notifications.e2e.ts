import pg from "pg"
import type { Page } from "playwright"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { barriers } from "./barriers.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const toasts = (page: Page) => page.getByRole("region", { name: "Notifications" })
const openSettings = async (page: Page) => {
  await page.goto(`${twilio.desk().desk.url}/settings/notifications`)
  await page.getByRole("switch", { name: "Email me about inbound messages" }).waitFor()
}
const saveButton = (page: Page) => page.getByRole("button", { name: "Save", exact: true })
const chips = (page: Page) =>
  page.getByRole("list", { name: "Selected" }).getByRole("listitem").allTextContents()

/** What a stand-in for the system's notifications was shown. */
const noticesOf = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() => JSON.parse(document.documentElement.dataset["notices"] ?? "[]"))

/** The system says yes, and what it shows is written down in the page; another window is in front. */
const behindAnotherWindow = async (page: Page) => {
  await page.addInitScript(() => {
    class Shown extends EventTarget {
      static readonly permission = "granted"
      static readonly requestPermission = () => Promise.resolve("granted")
      onclick: (() => void) | null = null
      constructor(title: string) {
        super()
        const shown: Array<string> = JSON.parse(document.documentElement.dataset["notices"] ?? "[]")
        document.documentElement.dataset["notices"] = JSON.stringify([...shown, title])
        document.addEventListener("click-notice", () => this.onclick?.())
      }
      close() {}
    }
    Object.defineProperty(globalThis, "Notification", { value: Shown })
  })
  await page.reload()
}
/** What the service worker shows. */
const shownIn = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ body, title }) => `${title} ${body}`)
  })
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((is) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => is })
    document.hasFocus = () => !is
    document.dispatchEvent(new Event("visibilitychange"))
  }, hidden)

describe("the notification settings", () => {
  it("NOTIFY-3: choose Sender IDs by keys, list them, let one be removed, and confirm", async () => {
    const { page } = await twilio.signIn(await browser.page(), "stan")
    await openSettings(page)
    await page.getByRole("button", { name: "3 of 3 selected" }).focus()
    await page.keyboard.press("Enter")
    const search = page.getByRole("combobox", { name: "Search Sender IDs" })
    await search.fill("whats")
    await page.getByRole("option", { name: /Parcel WhatsApp/ }).waitFor()
    await becomes(() => page.getByRole("option").count(), 2)
    await page.keyboard.press("Enter")
    await page.getByText("2 of 3 selected").waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    await page.keyboard.press("Escape")
    await search.waitFor({ state: "hidden" })
    await becomes(() => chips(page), ["Parcel Care", "Stan's line"])
    await page.getByRole("button", { name: "Remove Parcel Care" }).click()
    await becomes(() => chips(page), ["Stan's line"])
    await saveButton(page).click()
    await toasts(page).getByText("Notification settings saved").waitFor()
    await toasts(page).getByText("You’ll get email for 1 Sender ID.").waitFor()
    await page.reload()
    await page.getByText("1 of 3 selected").waitFor()
    await page.getByRole("button", { name: "Clear all" }).click()
    await page.getByText("Choose at least one, or turn email off.").waitFor()
    assert.isTrue(await saveButton(page).isDisabled())
    await page.getByRole("switch", { name: "Email me about inbound messages" }).click()
    assert.isTrue(await page.getByRole("button", { name: "0 of 3 selected" }).isDisabled())
    await saveButton(page).click()
    await toasts(page).getByText("You’ll get no email about messages.").waitFor()
    await toasts(page).getByRole("button", { name: "Undo" }).click()
    await page.getByText("1 of 3 selected").waitFor()
    assert.isTrue(await page.getByRole("switch", { name: "Email me about inbound messages" }).isChecked())
  })

  it("NOTIFY-5: let admins change what the mails say, look at it, and have one", async () => {
    const { page } = await twilio.signIn(await browser.page(), "admin")
    await openSettings(page)
    await page.getByRole("button", { name: "Edit text" }).click()
    const text = page.getByRole("textbox", { name: "Text" })
    const mail = page.frameLocator("iframe[title='The mail']")
    await mail.getByRole("paragraph").filter({ hasText: "Got it. Can the courier come on Monday after 5?" })
      .waitFor()
    await text.fill("{{contact}} waits for {{order}}")
    await page.getByText("There is no field {{order}}. Choose one of those above.").waitFor()
    await text.fill("{{contact}} waits for you\n{{button}}")
    await mail.getByRole("heading", { name: "Elena Marsh waits for you" }).waitFor()
    await page.getByRole("button", { name: "SMS", exact: true }).click()
    await mail.getByRole("heading", { name: "New message from Elena Marsh" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("button", { name: "WhatsApp", exact: true }).click()
    await mail.getByRole("heading", { name: "Elena Marsh waits for you" }).waitFor()
    await page.getByRole("button", { name: "Save text" }).click()
    await page.getByText("Text of the emails saved.").waitFor()
    await page.getByRole("button", { name: "Send test email" }).click()
    await page.getByText("Test email sent to admin@acme.test.").waitFor()
    await page.getByRole("button", { name: "Use the standard text" }).click()
    await mail.getByRole("paragraph").filter({ hasText: "Got it. Can the courier come on Monday after 5?" })
      .waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Preview email" }).click()
    await page.getByRole("button", { name: "SMS with files" }).click()
    await mail.getByRole("heading", { name: "New picture message (MMS) from Elena Marsh" }).waitFor()
  })

  it("FIT-1: fit a phone", async () => {
    const { page } = await twilio.signIn(await browser.page({ width: 390, height: 844, touch: true }), "stan")
    await openSettings(page)
    assert.isTrue(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    assert.deepStrictEqual(await barriers(page), [])
  })
})

describe("a tab that is not in front", () => {
  it("NOTIFY-6: says who wrote and how many are unread, and so do the others, with a dot", async () => {
    const first = await twilio.signIn(await browser.page(), "stan")
    const second = await first.page.context().newPage()
    await second.goto(`${twilio.desk().desk.url}/inbox`)
    await second.locator("[role=listbox]").waitFor({ state: "attached" })
    await twilio.bring({ from: customer(40), text: "first", to: senders.own })
    await becomes(() => second.title(), "(1) My Inbox · Converse Desk")
    await hide(second, true)
    await twilio.bring({ from: customer(40), text: "Hello?", to: senders.own })
    await becomes(() => second.title(), `${customer(40).shown} wrote · Converse Desk`)
    await becomes(() => second.title(), "(2) My Inbox · Converse Desk")
    await becomes(() => first.page.title(), "(2) My Inbox · Converse Desk")
    for (const page of [first.page, second]) {
      assert.strictEqual(await page.locator("link[rel=icon]").getAttribute("href"), "/favicon-unread.svg")
    }
    await openSettings(first.page)
    await first.page.getByRole("switch", { name: "Browser tab alerts" }).click()
    await becomes(() => second.title(), "My Inbox · Converse Desk")
    assert.strictEqual(await second.locator("link[rel=icon]").getAttribute("href"), "/favicon.svg")
    await first.page.getByRole("switch", { name: "Browser tab alerts" }).click()
    await becomes(() => second.title(), "(2) My Inbox · Converse Desk")
  })

  it("NOTIFY-6: the system tells, unless another tab of the desk is in front, and a click opens the conversation", async () => {
    const stan = await twilio.signIn(await browser.page(), "stan")
    const { page } = stan
    await behindAnotherWindow(page)
    await openSettings(page)
    await page.getByRole("switch", { name: "System notifications" }).click()
    const other = await page.context().newPage()
    await other.goto(`${twilio.desk().desk.url}/inbox`)
    await other.locator("[role=listbox]").waitFor({ state: "attached" })
    const lockHeld = () =>
      page.evaluate(async () =>
        (await navigator.locks.query()).held?.some(({ name }) => name === "desk:front") ?? false
      )
    await hide(page, true)
    await becomes(lockHeld, true)
    await twilio.bring({ from: customer(41), text: "seen elsewhere", to: senders.own })
    await becomes(() => other.getByRole("option", { name: new RegExp("seen elsewhere") }).count(), 1)
    await hide(other, true)
    await becomes(lockHeld, false)
    await twilio.bring({ from: customer(42), text: "Is anybody there?", to: senders.own })
    await becomes(() => noticesOf(page), [`New message from ${customer(42).shown}`])
    await page.evaluate(() => document.dispatchEvent(new Event("click-notice")))
    await page.getByRole("log").getByText("Is anybody there?").waitFor()
  })

  it("NOTIFY-6: one of the tabs rings, once it may, and only where that is wanted", async () => {
    const { page } = await twilio.signIn(await browser.page(), "stan")
    await openSettings(page)
    const played = () => page.evaluate(() => localStorage.getItem("desk:sound-played"))
    await twilio.bring({ from: customer(43), text: "quiet", to: senders.own })
    await becomes(async () => (await page.title()).startsWith("("), true)
    assert.isNull(await played())
    await page.getByRole("button", { name: "Test sound" }).click()
    await page.getByText("That is how it sounds.").waitFor()
    await page.getByRole("switch", { name: "Sound for new messages" }).click()
    await becomes(async () => {
      await twilio.bring({ from: customer(43), text: "loud", to: senders.own })
      return await played() !== null
    }, true)
  })

  it("NOTIFY-6, AUTH-1: on a phone push is for whoever switched it on, until they sign out, and the system tells by the service worker", async () => {
    const { page } = await twilio.signIn(await browser.page(), "stan")
    await page.context().grantPermissions(["notifications"], { origin: twilio.desk().desk.url })
    await page.addInitScript(() => {
      const keys = { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) }
      Object.defineProperty(PushManager.prototype, "subscribe", {
        value: () => Promise.resolve({ toJSON: () => ({ endpoint: "https://fcm.googleapis.com/x", keys }) }),
      })
      // As on a phone.
      class NotFromPages {
        static readonly permission = "granted"
        static readonly requestPermission = () => Promise.resolve("granted")
        constructor() {
          throw new TypeError("Illegal constructor")
        }
      }
      Object.defineProperty(globalThis, "Notification", { value: NotFromPages })
    })
    const push = page.getByRole("switch", { name: "Push notifications" })
    const subscribed = async () => {
      const client = new pg.Client({ connectionString: twilio.desk().desk.databaseUrl })
      await client.connect()
      const { rowCount } = await client.query("SELECT FROM push_subscriptions")
      await client.end()
      return rowCount
    }
    await openSettings(page)
    await push.click()
    await becomes(subscribed, 1)
    await becomes(() => push.isChecked(), true)
    await page.request.post(`${twilio.desk().desk.url}/api/auth/sign-out`, {
      headers: { origin: twilio.desk().desk.url },
    })
    await becomes(subscribed, 0)
    await twilio.signIn(page, "dana")
    await openSettings(page)
    assert.isFalse(await push.isChecked())
    assert.strictEqual(await subscribed(), 0)
    await twilio.signIn(page, "stan")
    await becomes(subscribed, 1)
    await openSettings(page)
    await page.getByRole("switch", { name: "System notifications" }).click()
    await hide(page, true)
    await twilio.bring({ from: customer(44), text: "Are you there?", to: senders.own })
    await becomes(() => shownIn(page), [`New message from ${customer(44).shown} Are you there?`])
  })

  it("NOTIFY-6: with the desk closed a push is shown with who wrote, and a click opens it in a desk, or else a new one", async () => {
    const { page } = await twilio.signIn(await browser.page(), "stan")
    const origin = twilio.desk().desk.url
    await page.context().grantPermissions(["notifications"], { origin })
    const cdp = await page.context().newCDPSession(page)
    const versions: Array<string> = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      versions.push(...registrations.map(({ registrationId }) => registrationId))
    })
    await cdp.send("ServiceWorker.enable")
    await page.evaluate(async () => {
      await navigator.serviceWorker.register("/push.js")
      await navigator.serviceWorker.ready
    })
    await becomes(() => versions.length > 0, true)
    const path = "/inbox/6b8f4b1e-d0c9-5c0d-9f0e-52a0f6d2b7a1"
    const data = JSON.stringify({ title: "New message from Elena Marsh", body: "SMS, Care", tag: "t", path })
    const registrationId = versions.at(-1) ?? ""
    await page.goto("about:blank")
    await cdp.send("ServiceWorker.deliverPushMessage", { origin: `${origin}/`, registrationId, data })
    await page.goto(`${origin}/inbox`)
    await becomes(() => shownIn(page), ["New message from Elena Marsh SMS, Care"])
    const [worker] = page.context().serviceWorkers()
    if (!worker) return assert.fail("it runs")
    // Nothing but a person clicks on what the system shows: what a click sends to the worker is sent here.
    const click = () =>
      worker.evaluate(`(async () => {
        await registration.showNotification("New message", { tag: "t", data: { path: "${path}" } })
        const [notification] = await registration.getNotifications()
        clients.openWindow = (path) => { globalThis.opened = path }
        dispatchEvent(new NotificationEvent("notificationclick", { notification }))
      })()`)
    const opened = () => worker.evaluate("globalThis.opened")
    await becomes(async () => {
      await click()
      return new URL(page.url()).pathname
    }, path)
    // Of this page nobody would hear the path.
    await page.goto(`${origin}/reset`)
    await worker.evaluate("void (globalThis.opened = undefined)")
    await click()
    await becomes(opened, path)
  })
})
