import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const openSms = async (number: number) => {
  const ruth = customer(number)
  await twilio.bring({ from: ruth, text: "Hello", to: senders.own })
  const desk = await twilio.signIn(await browser.page(), "stan")
  await desk.openConversation(ruth.shown)
  return desk
}

describe("the composer", () => {
  it("SEND-11: counts SMS while one types, says what a smart quote costs, and replaces it", async () => {
    const desk = await openSms(1)
    const { page } = desk
    await page.getByText("0/160", { exact: true }).waitFor()
    const letters = "a".repeat(100)
    await desk.reply.fill(letters)
    await page.getByText("1 SMS · 100/160").waitFor()
    await desk.reply.press("End")
    await page.keyboard.insertText("’")
    await page.getByText("2 SMS · 101/134 (special letters)").waitFor()
    await page.getByText("’ makes this 2 SMS instead of 1.").waitFor()
    await page.getByRole("button", { name: "Use plain characters" }).click()
    assert.strictEqual(await desk.reply.inputValue(), `${letters}'`)
    await page.getByText("1 SMS · 101/160").waitFor()
    await desk.reply.press("End")
    await page.keyboard.insertText("€😊")
    await page.getByText("2 SMS · 104/134 (emoji)").waitFor()
  })

  it("MEDIA-4: puts an emoji where the caret is, found with the mouse, and has it among those used last", async () => {
    const desk = await openSms(2)
    const { page } = desk
    await desk.reply.fill("Your  is here")
    await desk.reply.press("Home")
    for (const _ of "Your ") await page.keyboard.press("ArrowRight")
    await page.getByRole("button", { name: "Emoji" }).click()
    const picker = page.getByRole("dialog", { name: "Emoji" })
    await picker.getByRole("combobox", { name: "Search emoji" }).fill("bicycle")
    await picker.getByRole("option", { name: "bicycle", exact: true }).click()
    assert.strictEqual(await desk.reply.inputValue(), "Your 🚲 is here")
    await picker.waitFor({ state: "detached" })
    await page.reload()
    await desk.openConversation(customer(2).shown)
    await page.getByRole("button", { name: "Emoji" }).click()
    const often = picker.getByRole("group", { name: "Used often" }).getByRole("option")
    await becomes(() => often.first().getAttribute("aria-label"), "bicycle")
    await page.mouse.click(700, 200)
    await picker.waitFor({ state: "detached" })
    await desk.send.click()
    await desk.message("Your 🚲 is here").waitFor()
  })

  it("MEDIA-4: is chosen with the keyboard alone, in the picker and by its name between colons", async () => {
    const desk = await openSms(3)
    const { page } = desk
    await page.keyboard.press("r")
    await page.keyboard.type("On its way ")
    for (let presses = 0; presses < 2; presses++) await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    const picker = page.getByRole("dialog", { name: "Emoji" })
    await picker.getByRole("option", { name: "grinning face", exact: true }).first().waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowRight")
    const chosen = await picker.getByRole("option", { selected: true }).getAttribute("aria-label")
    assert.strictEqual(chosen, "raising hands")
    await page.keyboard.press("Enter")
    await becomes(() => desk.reply.inputValue(), "On its way 🙌")

    await page.keyboard.type(" :rocke")
    const names = page.getByRole("listbox", { name: "Emoji" })
    await names.getByRole("option", { name: /^rocket/ }).waitFor()
    await page.keyboard.press("Enter")
    await becomes(() => desk.reply.inputValue(), "On its way 🙌 🚀")
    await page.keyboard.type(" :tada:")
    await becomes(() => desk.reply.inputValue(), "On its way 🙌 🚀 🎉")
    await page.keyboard.type(" :roc")
    await names.waitFor()
    await page.keyboard.press("Escape")
    await names.waitFor({ state: "detached" })
    await page.keyboard.press("Enter")
    await desk.message("On its way 🙌 🚀 🎉 :roc").waitFor()
  })
})

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000)

describe("when a message goes", () => {
  it("SEND-10, HOURS-2, HOURS-3: the open composer follows the hours that an admin changes, queues, and cancels", async () => {
    const desk = await openSms(4)
    const { page } = desk
    await desk.reply.fill("Monday 9:40 it is.")
    const admin = await browser.page({ width: 1440, height: 900 })
    await twilio.signIn(admin, "admin")
    await admin.goto(`${twilio.desk().desk.url}/settings/hours`)
    await admin.getByRole("switch", { name: "Open at all times" }).uncheck()
    const opening = dayNames[inDays(3).getUTCDay()] ?? ""
    for (const name of dayNames) {
      await admin.getByRole("switch", { name, exact: true }).setChecked(name === opening)
    }
    const save = admin.getByRole("button", { name: "Save hours" })
    await save.click()

    const queue = page.getByRole("button", { name: "Queue", exact: true })
    await queue.waitFor()
    const goes = new RegExp(`Sends ${opening.slice(0, 3)} 1[34]:00`)
    await page.getByText(goes).waitFor()
    await page.getByText("outside business hours").waitFor()
    await queue.click()
    const line = desk.message("Monday 9:40 it is.")
    await line.getByText(goes).waitFor()
    await line.getByText("when business hours start").waitFor()
    await line.getByRole("button", { name: "Cancel" }).click()
    await line.getByText("Cancelled. It was not sent.").waitFor()

    await desk.reply.fill("This one goes at once")
    await admin.getByRole("switch", { name: "Open at all times" }).check()
    await save.click()
    await desk.send.click()
    await desk.tick("This one goes at once", "Sent").waitFor()
    assert.strictEqual((await twilio.accepted("Monday 9:40 it is.")).length, 0)
  })

  it("SEND-12: a message is scheduled with the keyboard alone, waits for its time, and is cancelled", async () => {
    const desk = await openSms(5)
    const { page } = desk
    await page.keyboard.press("r")
    await page.keyboard.type("See you")
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    const dialog = page.getByRole("dialog", { name: "Schedule message" })
    await dialog.getByText("New York time, UTC").waitFor()
    const date = inDays(2)
    const typed = [date.getUTCMonth() + 1, date.getUTCDate()].map((part) => String(part).padStart(2, "0"))
    await page.keyboard.type(`${typed.join("")}${date.getUTCFullYear()}`)
    await dialog.getByRole("textbox", { name: "Time" }).focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("1015")
    await page.keyboard.press("Enter")
    await dialog.waitFor({ state: "detached" })
    const line = desk.message("See you")
    await line.getByText(/^Waiting\. Sends \w{3} 1[45]:15, as scheduled\.$/).waitFor()
    assert.strictEqual(await desk.reply.inputValue(), "")
    await line.getByRole("button", { name: "Cancel" }).click()
    await line.getByText("Cancelled. It was not sent.").waitFor()
    assert.strictEqual((await twilio.accepted("See you")).length, 0)
  })
})

describe("a message that was not sent", () => {
  it("SEND-4: says what happened, and its button does what helps: edit the text, or send it again", async () => {
    const desk = await openSms(6)
    const { page } = desk
    await desk.write("Click http://short.example")
    const line = desk.message("Click http://short.example")
    await desk.tick("Click http://short.example", "Sent").waitFor()
    const [accepted] = await twilio.accepted("Click http://short.example")
    assert.isDefined(accepted)
    if (accepted) await twilio.report(accepted, "failed", 30007)
    await line.getByText("The carrier blocked it as possible spam.").waitFor()
    assert.strictEqual(await line.getByRole("button", { name: "Send again" }).count(), 0)
    await line.getByRole("button", { name: "Edit and send" }).click()
    await becomes(() => desk.reply.inputValue(), "Click http://short.example")
    await desk.reply.fill("Call us")
    await page.keyboard.press("Enter")
    await desk.tick("Call us", "Sent").waitFor()
    const [second] = await twilio.accepted("Call us")
    if (second) await twilio.report(second, "undelivered", 30003)
    const failed = desk.message("Call us").first()
    await failed.getByText("The phone was off or out of range. Send it again later.").waitFor()
    await failed.getByRole("button", { name: "Send again" }).click()
    await becomes(async () => (await twilio.accepted("Call us")).length, 2)
  })
})
