import type { Page } from "playwright"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { demoPassword, DeskProcess } from "../../test/DeskProcess.ts"
import { type DeskScreen, signIn } from "./DeskScreen.ts"

const browser = useBrowser()
let server: DeskProcess

beforeAll(async () => {
  server = await DeskProcess.start()
})
afterAll(() => server[Symbol.asyncDispose]())

/** The page on which one plays the customer. */
const openHandset = async (customer: RegExp, sender: RegExp) => {
  const page = await browser.page()
  await signIn(page, `${server.url}/inbox`, { email: "admin@example.com", password: demoPassword })
  await page.goto(`${server.url}/simulator`)
  const choose = async (list: string, wanted: RegExp) => {
    const select = page.getByRole("combobox", { name: list, exact: true })
    const option = await select.getByRole("option", { name: wanted }).getAttribute("value")
    await select.selectOption(option)
  }
  await choose("Customer", customer)
  await choose("Writes to", sender)
  const chat = page.getByRole("list", { name: "Chat" })
  return {
    page,
    set: (label: string, on: boolean) => page.getByRole("switch", { name: label }).setChecked(on),
    write: async (text: string) => {
      await page.getByLabel("Message of the customer").fill(text)
      await page.getByRole("button", { name: "Send as the customer" }).click()
    },
    bubble: (text: string) => chat.getByRole("listitem").filter({ hasText: text }),
    event: (kind: string, text: string) =>
      page.getByRole("row").filter({ hasText: text }).getByRole("cell", { name: kind, exact: true }).first(),
  }
}

const openDesk = (page: Page, name: string): Promise<DeskScreen> =>
  signIn(page, `${server.url}/inbox`, { email: `${name}@example.com`, password: demoPassword })

describe("the handset page and the desk", () => {
  it("SEND-3: a chat goes both ways, and the answer's ticks follow the phone to blue", async () => {
    const phone = await openHandset(/Hannah Weiss/, /Parcel Care \(WhatsApp\)/)
    const desk = await openDesk(await browser.page(), "admin")
    await phone.write("Where is my parcel?")
    await desk.openConversation("Hannah Weiss")
    await desk.message("Where is my parcel?").waitFor()
    const clock = desk.passes("It comes tomorrow", "Queued")
    await desk.write("It comes tomorrow")
    await clock
    await phone.bubble("It comes tomorrow").waitFor()
    await desk.tick("It comes tomorrow", "Read").waitFor()
    await phone.event("Read", "It comes tomorrow").waitFor()
  })

  it("SEND-3: while the phone is off an answer stays at one tick, and goes on when it is on again", async () => {
    const phone = await openHandset(/Martin Sorel/, /Clinic desk \(SMS\)/)
    const desk = await openDesk(await browser.page(), "dana")
    const admin = await openDesk(await browser.page(), "admin")
    await phone.write("Am I late?")
    await admin.row("Martin Sorel").waitFor()
    await admin.openConversation("Martin Sorel")
    await admin.page.keyboard.press("a")
    await admin.dialog.getByRole("option", { name: /^Dana/ }).click()
    await admin.dialog.getByRole("button", { name: "Assign to Dana" }).click()

    await desk.openConversation("Martin Sorel")
    await phone.page.getByLabel("Random delay").fill("0")
    await phone.set("Phone is off", true)
    await desk.write("Not at all")
    await desk.tick("Not at all", "Sent").waitFor()
    await phone.page.getByText("The phone is off.").waitFor()
    // Each takes as long to be sent as a phone that is on would take to get the one before.
    for (const text of ["Come in", "The door is open"]) {
      await desk.write(text)
      await phone.event("Sent", text).waitFor()
    }
    assert.isTrue(await desk.tick("Not at all", "Sent").isVisible())
    await phone.set("Phone is off", false)
    await phone.bubble("Not at all").waitFor()
    await desk.tick("Not at all", "Delivered").waitFor()
  })

  it("SEND-4: a message that the network fails shows the red triangle, why, and what to do", async () => {
    const phone = await openHandset(/Grace Lindqvist/, /Parcel Care \(WhatsApp\)/)
    const desk = await openDesk(await browser.page(), "admin")
    await phone.write("Is it broken?")
    await desk.openConversation("Grace Lindqvist")
    await phone.set("Fail the next message", true)
    await phone.page.getByLabel("How it fails").selectOption("no_such_number")
    await desk.write("Let me look")
    const failed = desk.message("Let me look")
    await failed.getByRole("img", { name: "Not sent", exact: true }).waitFor()
    await failed.getByRole("alert").filter({
      hasText: "Not sent. This number does not exist. Check it with the customer.",
    }).waitFor()
    await desk.write("It is whole")
    await desk.tick("It is whole", "Read").waitFor()
  })

  it("TMPL-4, HOOK-7: desk and phone show all parts of a template, and a pressed button comes back as an answer", async () => {
    const phone = await openHandset(/Hannah Weiss/, /Parcel Care \(WhatsApp\)/)
    const desk = await openDesk(await browser.page(), "admin")
    await phone.write("Did you come by?")
    await desk.openConversation("Hannah Weiss")
    await desk.message("Did you come by?").waitFor()
    const picker = desk.page.getByRole("dialog", { name: "Choose a template" })
    const choose = async (name: string, fields: Record<string, string>) => {
      await desk.reply.focus()
      await desk.page.keyboard.press("/")
      await picker.getByRole("combobox", { name: "Search templates by name or text" }).fill(name)
      await picker.getByRole("option", { name: new RegExp(`^${name}`) }).click()
      for (const [label, value] of Object.entries(fields)) {
        await picker.getByLabel(label).fill(value)
      }
      await picker.getByRole("button", { name: "Send template" }).click()
      await picker.waitFor({ state: "detached" })
    }
    await choose("Missed delivery", {
      "2 · Order": "BW-7",
      "3 · Link of “Choose a time”": "BW-7",
    })
    for (const bubble of [desk.message("We missed you today"), phone.bubble("We missed you today")]) {
      await bubble.getByText("We missed you", { exact: true }).waitFor()
      await bubble.getByText("Harbor & Finch").waitFor()
      await bubble.getByText("Choose a time", { exact: true }).waitFor()
      assert.strictEqual(await bubble.getByRole("button", { name: "Choose a time" }).count(), 0)
    }
    await desk.log.getByText("Priya · Template").first().waitFor()
    await choose("Delivery feedback", { "1 · Value 1": "BW-7" })
    await phone.bubble("How did we do").getByRole("button", { name: "Not so well" }).click()
    await desk.message("Not so well").nth(1).waitFor()
  })
})
