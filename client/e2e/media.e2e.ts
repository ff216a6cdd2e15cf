import { Effect } from "effect"
import { Buffer } from "node:buffer"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

/** One red dot. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==",
  "base64",
)
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"></svg>'

describe("files in a conversation", () => {
  it("MEDIA-1: chosen, dropped and removed in the composer, checked, and sent with and without words", async () => {
    const theo = customer(1)
    await twilio.bring({ from: theo, text: "Where do I sign?", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(theo.shown)
    const choose = desk.page.locator("input[data-purpose=attach]")
    const tray = desk.page.getByRole("list", { name: "Files of this message" })

    await choose.setInputFiles([
      { name: "large.docx", mimeType: "text/plain", buffer: Buffer.from("PK\x03\x04 nothing in it") },
    ])
    await desk.page.getByText("SMS cannot carry .docx files. Send a PDF or a link.").waitFor()
    assert.isTrue(await desk.send.isDisabled())
    await desk.page.getByRole("button", { name: "Remove large.docx" }).click()
    await tray.waitFor({ state: "detached" })

    await choose.setInputFiles([{ name: "dot.png", mimeType: "image/png", buffer: png }])
    await tray.getByText("dot.png").waitFor()
    await desk.page.getByText("MMS · 1 file").waitFor()
    await desk.write("Here it is")
    await becomes(async () => (await twilio.accepted("Here it is")).length, 1)
    const sent = desk.message("Here it is")
    await sent.getByRole("button", { name: "Open dot.png" }).waitFor()
    const shown = sent.locator("img[src^='/media/']")
    await becomes(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth), 5)
    const [download] = await Promise.all([
      desk.page.waitForEvent("download"),
      sent.getByRole("link", { name: "Download dot.png" }).click(),
    ])
    assert.strictEqual(download.suggestedFilename(), "dot.png")

    await sent.getByRole("button", { name: "Open dot.png" }).click()
    const viewer = desk.page.getByRole("dialog", { name: "dot.png" })
    await viewer.waitFor()
    await desk.page.keyboard.press("Escape")
    await viewer.waitFor({ state: "detached" })
  })

  it("MEDIA-2, MEDIA-3: what a customer sends is shown in place, and cannot run", async () => {
    const maria = customer(2)
    const url = (message: string, medium: string) =>
      `https://api.twilio.com/2010-04-01/Accounts/AC/Messages/${message}/Media/${medium}`
    const { provider } = twilio.desk()
    await Effect.runPromise(provider.keepFile("MMevil", "ME1", { type: "image/svg+xml", body: svg }))
    await twilio.bring({ from: maria, text: "first", to: senders.own })
    await Effect.runPromise(
      provider.bringMessage(
        twilio.desk().messagesUrl,
        { sid: "MMevil", from: maria.address, to: senders.own.address, body: "look at this" },
        { NumMedia: "1", MediaUrl0: url("MMevil", "ME1"), MediaContentType0: "image/png" },
      ),
    )
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(maria.shown)
    const message = desk.message("look at this")
    await message.waitFor()
    // It came as a picture and is a program: it says so instead of showing a broken one.
    await message.getByText("This browser cannot show the file.").waitFor()
    await message.getByRole("link", { name: "Download Photo" }).waitFor()
    assert.strictEqual(await message.locator("img").count(), 0)
    assert.notStrictEqual(await desk.page.title(), "1")
  })

  it("SEND-1: a conversation is started with a contact that was suggested, found by keys, and a file", async () => {
    const desk = await twilio.signIn(await browser.page(), "admin")
    const { page } = desk
    await page.keyboard.press("c")
    const name = page.getByRole("combobox", { name: /^Full name/ })
    await name.fill("elena")
    await page.getByRole("option", { name: /^Elena Marsh/ }).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await becomes(() => name.inputValue(), "Elena Marsh")
    await becomes(
      async () => (await desk.dialog.getByLabel("Mobile number").inputValue()).replace(/\D/g, "").slice(-10),
      "5555550123",
    )
    await desk.dialog.getByLabel("Sender ID").selectOption({ label: "Stan's line · SMS" })
    await desk.dialog.locator("input[data-purpose=attach]").setInputFiles([
      { name: "dot.png", mimeType: "image/png", buffer: png },
    ])
    await desk.dialog.getByText("dot.png").waitFor()
    await desk.dialog.getByLabel("Message", { exact: true }).fill("Your label")
    await desk.dialog.getByRole("button", { name: "Send", exact: true }).click()
    await becomes(async () => (await twilio.accepted("Your label")).length, 1)
    await desk.message("Your label").getByRole("button", { name: "Open dot.png" }).waitFor()
  })
})
