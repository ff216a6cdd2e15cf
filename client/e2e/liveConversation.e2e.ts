import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const shownWithinMillis = 1_000
/** Two ticks in `--tick-read`: read and nothing else is blue. */
const blue = "rgb(10, 100, 207)"

const browser = useBrowser()
const twilio = useTwilioDesk()

/** The message that reached the stand-in with this text: one, or none yet. */
const acceptedOnce = async (text: string) => {
  await becomes(async () => (await twilio.accepted(text)).length, 1)
  const [message] = await twilio.accepted(text)
  if (message === undefined) throw new Error(`${text} is gone`)
  return message
}

describe("a conversation while it is held", () => {
  it("SYNC-1, SEND-3: an SMS is on the screen within a second, and the answer's clock becomes one tick and two", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const elena = "+15555550123"
    const first = { from: elena, text: "The box is crushed", to: senders.own }
    assert.isBelow(await twilio.millisUntilShown(desk.row("Elena Marsh"), first), shownWithinMillis)
    await desk.openConversation("Elena Marsh")
    const second = { ...first, text: "Shall I open it?" }
    assert.isBelow(await twilio.millisUntilShown(desk.message(second.text), second), shownWithinMillis)

    const newest = await desk.message(second.text).boundingBox()
    const composer = await desk.reply.boundingBox()
    assert.isBelow((composer?.y ?? 0) - (newest?.y ?? 0), 100, "the newest stands above the composer")

    await Effect.runPromise(
      twilio.desk().provider.script({ _tag: "Busy", status: 503, retryAfter: "1" }),
    )
    await desk.write("Please do")
    await desk.tick("Please do", "Queued").waitFor()
    await desk.tick("Please do", "Sent").waitFor()
    const answer = await acceptedOnce("Please do")
    assert.strictEqual(answer.to, elena)
    assert.strictEqual(answer.from, senders.own.address)

    await twilio.report(answer, "sent")
    await twilio.report(answer, "delivered")
    await desk.tick("Please do", "Delivered").waitFor()
    await desk.row("Elena Marsh").getByRole("img", { name: "Delivered", includeHidden: true }).waitFor()
    await twilio.report(answer, "sent")
    await twilio.bring({ ...first, text: "It is whole" })
    await desk.message("It is whole").waitFor()
    assert.isTrue(await desk.tick("Please do", "Delivered").isVisible(), "a late report takes nothing back")
  })

  it("SEND-3: an answer by WhatsApp gets one tick, two, and two blue ones", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const ruth = customer(1)
    await twilio.bring({ from: ruth, text: "Can I come on Thursday?", to: senders.whatsApp })
    await twilio.assign(ruth, "stan")
    await desk.openConversation(ruth.shown)
    await desk.write("Yes, at nine")
    await desk.tick("Yes, at nine", "Sent").waitFor()
    const answer = await acceptedOnce("Yes, at nine")
    assert.strictEqual(answer.to, `whatsapp:${ruth.address}`)

    await twilio.report(answer, "delivered")
    const delivered = desk.tick("Yes, at nine", "Delivered")
    await delivered.waitFor()
    const colour = (tick: typeof delivered) => tick.evaluate((element) => getComputedStyle(element).color)
    assert.notStrictEqual(await colour(delivered), blue)
    await twilio.report(answer, "read")
    const read = desk.tick("Yes, at nine", "Read")
    await read.waitFor()
    await becomes(() => colour(read), blue)
  })

  it("SEND-4: a refused message says what happened and what to do, and sending it again really sends", async () => {
    const desk = await twilio.signIn(await browser.page(), "stan")
    const grace = customer(2)
    await twilio.bring({ from: grace, text: "Hello?", to: senders.own })
    await desk.openConversation(grace.shown)
    await Effect.runPromise(
      twilio.desk().provider.script({
        _tag: "Refuse",
        status: 400,
        code: 30004,
        message: "Message blocked",
      }),
    )
    await desk.write("Good morning Grace")
    const failed = desk.message("Good morning Grace").filter({ hasText: "Not sent." })
    await failed.getByRole("alert").filter({ hasText: "The carrier blocked this message" }).waitFor()
    await failed.getByRole("img", { name: "Not sent", exact: true }).waitFor()
    await failed.getByRole("button", { name: "Send again" }).click()
    await desk.tick("Good morning Grace", "Sent").waitFor()
    await acceptedOnce("Good morning Grace")
  })

  it("SEND-7: of what nobody confirmed an agent says that it was sent, or sends it again, as a new message", async () => {
    const mona = customer(861)
    await twilio.bring({ from: mona, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(mona.shown)
    const writeUnconfirmed = async (text: string) => {
      // An answer from which nothing follows.
      const nothing = { _tag: "Answer", status: 201, contentType: "application/json", body: "" } as const
      await Effect.runPromise(twilio.desk().provider.script(nothing))
      await desk.write(text)
      await desk.message(text).getByText("Not confirmed.").waitFor()
    }
    await writeUnconfirmed("It is at the door")
    await desk.message("It is at the door").getByRole("button", { name: "It was sent" }).click()
    await desk.tick("It is at the door", "Sent").waitFor()
    await desk.message("It is at the door").getByText("Not confirmed.").waitFor({ state: "detached" })

    await writeUnconfirmed("The code is 4711")
    await desk.message("The code is 4711").getByRole("button", { name: "Send again" }).click()
    await becomes(() => desk.message("The code is 4711").count(), 2)
    await desk.tick("The code is 4711", "Sent").waitFor()
    const first = desk.message("The code is 4711").first()
    assert.strictEqual(await first.getByRole("button", { name: "Send again" }).count(), 0)
    await acceptedOnce("The code is 4711")
    assert.strictEqual((await twilio.accepted("It is at the door")).length, 0)
  })
})
