import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()
const drafted = (desk: DeskScreen, name: string, text: string) =>
  desk.row(name).and(desk.page.getByRole("option", { name: `draft: ${text}` }))

/** Where it has not come back by itself yet. */
const tryNow = (desk: DeskScreen) =>
  desk.page.getByRole("button", { name: "Try now" }).click({ timeout: 1_000 }).catch(() => undefined)

describe("drafts", () => {
  it("SYNC-2: what is typed on one device is on the other, in its list and its conversation, and goes when it is sent", async () => {
    const elena = customer(1)
    await twilio.bring({ from: elena, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    const phone = await twilio.signIn(await browser.page({ width: 390, height: 844, touch: true }), "stan")
    await desk.openConversation(elena.shown)
    await desk.reply.fill("Yes, on Mon")
    await drafted(phone, elena.shown, "Yes, on Mon").waitFor()

    await phone.openConversation(elena.shown)
    await becomes(() => phone.reply.inputValue(), "Yes, on Mon")
    await phone.reply.press("End")
    await phone.reply.pressSequentially("day")
    await becomes(() => desk.reply.inputValue(), "Yes, on Monday")
    await phone.send.click()
    await becomes(() => desk.reply.inputValue(), "")
    await desk.message("Yes, on Monday").waitFor()
  })

  it("SYNC-2, AUTH-4: a draft outlives a server that was killed, and nobody else sees it", async () => {
    const { desk: server } = twilio.desk()
    const ruth = customer(2)
    await twilio.bring({ from: ruth, text: "Hello" })
    await twilio.assign(ruth, "dana")
    const desk = await twilio.signIn(await browser.page(), "dana")
    const other = await twilio.signIn(await browser.page(), "dana")
    await desk.openConversation(ruth.shown)
    await desk.reply.fill("I will ask the")
    await drafted(other, ruth.shown, "I will ask the").waitFor()
    await server.kill()
    await desk.page.close()
    await server.restart()
    const afresh = await twilio.signIn(await browser.page(), "dana")
    await afresh.openConversation(ruth.shown)
    await becomes(() => afresh.reply.inputValue(), "I will ask the")
    const admin = await twilio.signIn(await browser.page(), "admin", new URL(afresh.page.url()).pathname)
    await admin.log.waitFor()
    assert.strictEqual(await admin.reply.inputValue(), "")
  })

  it("SYNC-2: what was typed on both devices while one was offline is all there", async () => {
    const { desk: server } = twilio.desk()
    const theo = customer(3)
    await twilio.bring({ from: theo, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    const laptop = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(theo.shown)
    await laptop.openConversation(theo.shown)
    await server.kill()
    await laptop.banner.waitFor()
    await laptop.page.context().setOffline(true)
    await laptop.reply.fill("typed on the train")
    await server.restart()
    await tryNow(desk)
    await desk.reply.fill("typed at the desk")
    const third = await twilio.signIn(await browser.page(), "stan")
    await drafted(third, theo.shown, "typed at the desk").waitFor()
    await laptop.page.context().setOffline(false)
    await tryNow(laptop)
    for (const one of [laptop, desk]) {
      await becomes(() => one.reply.inputValue(), "typed at the desk\ntyped on the train")
    }
  })
})
