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
    await page.keyboard.press("Tab")
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
