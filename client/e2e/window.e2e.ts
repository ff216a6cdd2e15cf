import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
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
})
