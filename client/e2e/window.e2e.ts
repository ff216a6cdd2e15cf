import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes } from "./DeskScreen.ts"
import { type Customer, customer, senders, useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

/**
 * Moves the customer's last message back, so that its window closes so many seconds from now: the provider of these
 * tests gives no time of its own. The conversation must not be in use on the server.
 */
const closeWindowIn = ({ address }: Customer, seconds: number) =>
  Effect.runPromise(
    SqlClient.SqlClient.use((sql) =>
      sql`
        UPDATE conversations SET last_inbound_at = now() - make_interval(hours => 24) + make_interval(secs => ${seconds})
        WHERE address = ${address} RETURNING id`
    ).pipe(
      Effect.provide(
        PgClient.layer({ url: Redacted.make(twilio.desk().desk.databaseUrl), maxConnections: 1 }),
      ),
    ),
  )

const closedTitle = "The 24-hour reply window is closed"

describe("what may be sent", () => {
  it("WIN-1, WIN-3: the composer gives way when the window closes and comes back with the draft when they write", async () => {
    const ruth = customer(1)
    const { desk: server } = twilio.desk()
    await twilio.bring({ from: ruth, text: "Hello", to: senders.whatsApp })
    await twilio.assign(ruth, "stan")
    const [row] = await twilio.inboxOf("stan")
    await server.kill()
    await server.restart()
    const desk = await twilio.signIn(await browser.page(), "stan")
    assert.strictEqual((await closeWindowIn(ruth, 10)).length, 1)
    await desk.page.reload()
    await desk.openConversation(ruth.shown)
    await desk.reply.fill("I was just about to")
    await desk.page.getByText(/left to reply freely/).waitFor()

    const closed = desk.page.getByRole("region", { name: closedTitle })
    await closed.waitFor()
    assert.isFalse(await desk.reply.isVisible())
    await closed.getByText("Your draft is kept.").waitFor()
    await desk.row(ruth.shown).getByText("Window closed").waitFor()

    const refused = await Effect.runPromise(
      twilio.desk().call<{ readonly code: string }>(
        "POST",
        `/conversations/${row?.id}/messages`,
        { id: randomUUID(), text: "too late" },
        "key-of-stan",
      ),
    )
    assert.strictEqual(refused.body.code, "window_closed")
    await twilio.bring({ from: ruth, text: "Are you there?", to: senders.whatsApp })
    await desk.message("Are you there?").waitFor()
    await desk.reply.waitFor()
    assert.strictEqual(await desk.reply.inputValue(), "I was just about to")
    await desk.send.click()
    await desk.tick("I was just about to", "Sent").waitFor()
    assert.strictEqual((await twilio.accepted("too late")).length, 0)
  })

  it("OPT-1, OPT-2: STOP replaces the composer with the reason, on the open screen, and START brings it back", async () => {
    const grace = customer(2)
    await twilio.bring({ from: grace, text: "Hello", to: senders.own })
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(grace.shown)
    await desk.reply.fill("Good news")
    await twilio.bring({ from: grace, text: " stop. ", to: senders.own })
    const blocked = desk.page.getByRole("region", { name: "This person opted out" })
    await blocked.getByText("Messages are not sent to them. They can opt in again by replying START.")
      .waitFor()
    assert.isFalse(await desk.reply.isVisible())
    await desk.message("They opted out").waitFor()
    await desk.row(grace.shown).getByText("Opted out").waitFor()

    await twilio.bring({ from: grace, text: "START", to: senders.own })
    await desk.reply.waitFor()
    assert.strictEqual(await desk.reply.inputValue(), "Good news")
    await desk.send.click()
    await desk.tick("Good news", "Sent").waitFor()
  })

  it("WIN-3, WIN-5: what was typed when the window closed is written on by SMS, in a new conversation and in the one that is there", async () => {
    const lena = customer(3)
    await twilio.bring({ from: lena, text: "Is it late?", to: senders.whatsApp })
    await twilio.assign(lena, "stan")
    const desk = await twilio.signIn(await browser.page(), "stan")
    const closed = desk.page.getByRole("region", { name: closedTitle })
    const bySms = closed.getByRole("button", { name: "Write by SMS instead" })
    /** The provider says that the window is closed, while something else is typed. */
    const closeWhile = async (draft: string, answer: string) => {
      await desk.write(answer)
      await desk.tick(answer, "Sent").waitFor()
      await desk.reply.fill(draft)
      const [message] = await twilio.accepted(answer)
      assert.isDefined(message)
      if (message) await twilio.report(message, "failed", 63016)
      await bySms.waitFor()
    }
    await desk.openConversation(lena.shown)
    await closeWhile("It comes on Monday", "Let me look")
    await bySms.click()
    await desk.dialog.getByLabel("Mobile number").waitFor()
    await becomes(() => desk.dialog.getByLabel("Message").inputValue(), "It comes on Monday")
    await desk.dialog.getByText("1 SMS · 18/160").waitFor()
    await desk.send.click()
    await desk.tick("It comes on Monday", "Sent").waitFor()
    assert.include((await twilio.accepted("It comes on Monday"))[0], { to: lena.address })

    await desk.row(lena.shown).filter({ hasText: "Parcel WhatsApp" }).click()
    await closed.waitFor()
    assert.isFalse(await closed.getByText("Your draft is kept.").isVisible())
    await twilio.bring({ from: lena, text: "Thanks", to: senders.whatsApp })
    await desk.reply.waitFor()
    await closeWhile("And it is whole", "You are welcome")
    await bySms.click()
    await desk.message("It comes on Monday").waitFor()
    await becomes(() => desk.reply.inputValue(), "And it is whole")
  })

  it("SEND-4, OPT-1: a number that is not on WhatsApp is written to by SMS, unless it opted out of that", async () => {
    const noor = customer(4)
    await twilio.bring({ from: noor, text: "Hello", to: senders.whatsApp })
    await twilio.assign(noor, "stan")
    const desk = await twilio.signIn(await browser.page(), "stan")
    await desk.openConversation(noor.shown)
    await desk.write("Your parcel is here")
    await desk.tick("Your parcel is here", "Sent").waitFor()
    const [message] = await twilio.accepted("Your parcel is here")
    assert.isDefined(message)
    if (message) await twilio.report(message, "failed", 63003)
    const failed = desk.message("Your parcel is here")
    await failed.getByText("This number is not on WhatsApp.").waitFor()
    await failed.getByRole("button", { name: "Send by SMS" }).click()
    await becomes(() => desk.dialog.getByLabel("Message").inputValue(), "Your parcel is here")
    await desk.page.keyboard.press("Escape")
    await desk.dialog.waitFor({ state: "detached" })

    await twilio.bring({ from: noor, text: "STOP", to: senders.care })
    await desk.page.reload()
    await failed.getByRole("button", { name: "Copy text" }).waitFor()
    await desk.page.getByRole("button", { name: /New conversation/ }).click()
    await desk.dialog.getByLabel("Mobile number").fill(noor.address)
    await desk.dialog.getByText(/opted out of SMS/).waitFor()
    assert.strictEqual(await desk.page.getByRole("button", { name: "Send by SMS" }).count(), 0)
    await desk.dialog.getByText("They opted out.", { exact: true }).waitFor()
  })
})
