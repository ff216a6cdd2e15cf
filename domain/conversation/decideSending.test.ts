import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { outgoingIds } from "./decide.arbitrary.ts"
import { MessageId } from "./MessageId.ts"
import { carriedOut, eventsOf, holds, startsIn, turnsOf, waits } from "./decide.play.ts"

/* What holds of every message of ours, whatever happens to its conversation: see decide.test.ts. */

describe("sending, in random histories", () => {
  it("SEND-3: no status moves backwards, and an end is an end", () => {
    const stage = { queued: 0, dispatching: 0, sent: 1, delivered: 2, read: 3, failed: 9, cancelled: 9 }
    holds((turns) => {
      for (const { after, before } of turns) {
        for (const [id, { status }] of before.outgoing) {
          const now = after.outgoing.get(id)?.status ?? "queued"
          expect(stage[now]).toBeGreaterThanOrEqual(stage[status])
          if (status === "delivered" || status === "read") expect(now).not.toMatch(/failed|cancelled/)
          if (stage[status] === 9) expect(now).toBe(status)
        }
      }
    })
  })

  it("SEND-5, SEND-12: messages are handed over in the order of writing, one at a time, but for what is scheduled for later", () => {
    holds((turns) => {
      const order = startsIn(turns).flatMap(({ messageId, turn }) => {
        const message = turn.before.outgoing.get(messageId)
        return message?.scheduledAt === null ? [message.seq] : []
      })
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      for (const { after } of turns) {
        const inHand = [...after.outgoing.values()]
          .filter((message) => message.status === "dispatching" && !message.unconfirmed)
        expect(inHand.length).toBeLessThanOrEqual(1)
      }
      for (const { messageId, turn } of startsIn(turns)) {
        const seq = turn.before.outgoing.get(messageId)?.seq ?? 0
        const earlier = [...turn.after.outgoing.values()]
          .filter((message) => message.seq < seq && (message.scheduledAt ?? 0) <= turn.facts.now)
        expect(earlier.filter(waits)).toEqual([])
      }
    })
  })

  it("HOURS-2, SEND-12: nothing is handed over outside the hours, nor before the time that was chosen for it", () => {
    holds((turns) => {
      for (const { messageId, turn } of startsIn(turns)) {
        const { now, sending } = turn.facts
        const hour = new Date(now).getUTCHours()
        const automatic = turn.before.outgoing.get(messageId)?.answers !== null
        if (sending.hours && !automatic) expect(hour >= 9 && hour < 17).toBe(true)
        expect(turn.before.outgoing.get(messageId)?.scheduledAt ?? 0).toBeLessThanOrEqual(now)
      }
    })
  })

  it("HOURS-3: what waits waits for its new time once the hours have changed, and for nothing where it may go", () => {
    holds((turns) => {
      for (const { after, facts } of turns) {
        if (facts.permission.optedOutAt !== null) continue
        const told = carriedOut(after, { _tag: "Reschedule" }, facts)
        for (const { answers, scheduledAt, status, wait } of told.outgoing.values()) {
          if (status !== "queued" || answers !== null) continue
          const hour = new Date(Math.max(facts.now, scheduledAt ?? 0)).getUTCHours()
          const open = !facts.sending.hours || (hour >= 9 && hour < 17)
          expect(wait === null).toBe(open && (scheduledAt ?? 0) <= facts.now)
        }
      }
    })
  })

  it("SEND-7: what nobody confirmed is handed over again only after the provider said that it did not take it", () => {
    holds((turns) => {
      const doubtful = new Set<MessageId>()
      for (const event of eventsOf(turns)) {
        if (event._tag === "DispatchUnconfirmed") doubtful.add(event.messageId)
        if (event._tag === "DispatchDeferred") doubtful.delete(event.messageId)
        if (event._tag === "DispatchStarted") expect(doubtful).not.toContain(event.messageId)
      }
    })
  })

  it("SEND-7: what a process handed over is not claimed by the next one, whatever else is asked", () => {
    holds((turns) => {
      for (const { after, facts } of turns) {
        const inHand = [...after.outgoing].filter(([, message]) => message.status === "dispatching")
        const recovered = carriedOut(after, { _tag: "Recover", node: "another" }, facts)
        const claimed = carriedOut(recovered, { _tag: "Claim", node: "another" }, facts)
        for (const [id, { attempt }] of inHand) {
          expect(claimed.outgoing.get(id)).toMatchObject({
            attempt,
            status: "dispatching",
            unconfirmed: true,
          })
        }
      }
    })
  })

  it("SEND-3, SEND-5: nothing counts as sent that was never handed over", () => {
    holds((turns) => {
      for (const { after } of turns) {
        for (const { attempt, status } of after.outgoing.values()) {
          if (attempt === 0) expect(status).toMatch(/queued|cancelled|failed/)
        }
      }
    })
  })

  it("SEND-8: nothing is tried more than seven times, nor before its pause is over but for a provider that is back", () => {
    holds((turns) => {
      for (const { at, attempt, messageId, turn } of startsIn(turns)) {
        expect(attempt).toBeLessThanOrEqual(7)
        if (turn.command._tag === "Claim" && turn.command.despitePause) continue
        expect(turn.before.outgoing.get(messageId)?.retryAt ?? 0).toBeLessThanOrEqual(at)
      }
    })
  })

  it("OPT-1: nothing is handed over to a number that is opted out, wherever it said so", () => {
    holds((turns) => {
      for (const { before, events, facts } of turns) {
        let optedOut = facts.permission.optedOutAt !== null
        for (const event of events) {
          if (event._tag === "OptedOut") optedOut = true
          if (event._tag === "OptedIn") optedOut = false
          if (event._tag === "DispatchStarted" && optedOut) {
            expect(before.outgoing.get(event.messageId)?.answers).toBe("stop")
          }
        }
      }
    })
  })

  it("OPT-2: an opt-out is confirmed once, and not where the provider answers; HELP once in an hour", () => {
    holds((turns) => {
      const helped: Array<number> = []
      for (const { before, command, events, facts } of turns) {
        for (const event of events) {
          if (event._tag !== "AnsweredKeyword") continue
          expect(command).not.toHaveProperty("optOut")
          expect(facts.providerWords.size).toBe(0)
          expect(before.outgoing.has(event.messageId)).toBe(false)
          const because = { stop: "OptedOut", start: "OptedIn", help: "MessageReceived" }[event.answers]
          expect(events.filter(({ _tag }) => _tag === because)).toHaveLength(1)
          expect(events.filter(({ _tag }) => _tag === "AnsweredKeyword")).toHaveLength(1)
          if (event.answers === "help") helped.push(facts.now)
        }
      }
      expect(helped.every((at, index) => index === 0 || at - (helped[index - 1] ?? 0) >= 3_600_000)).toBe(
        true,
      )
    })
  })

  it("OPT-3: nothing waits for someone who is opted out, once the conversation was told", () => {
    holds((turns) => {
      for (const { after, command, events, facts } of turns) {
        const told = command._tag === "NotePermission" && facts.permission.optedOutAt !== null
        if (!told && !events.some(({ _tag }) => _tag === "OptedOut")) continue
        const waiting = [...after.outgoing.values()].filter((message) => message.status === "queued")
        expect(waiting.filter((message) => message.answers !== "stop")).toEqual([])
      }
    })
  })

  it("OPT-2, CONV-7: told of the number's permission, a conversation says what counts", () => {
    holds((turns) => {
      for (const { after, command, facts } of turns) {
        if (command._tag !== "NotePermission" || after.lastSeq === 0) continue
        expect(after.optedOutAt === null).toBe(facts.permission.optedOutAt === null)
      }
    })
  })

  it("CONSENT-1: nothing is written to or handed over for a WhatsApp number without consent that never wrote in", () => {
    holds((turns, channel) => {
      for (const { before, events, facts } of turns) {
        if (channel === "sms" || before.inboundCount > 0 || facts.permission.consentAt !== null) continue
        expect(events.filter(({ _tag }) => _tag === "MessageWritten" || _tag === "DispatchStarted")).toEqual(
          [],
        )
      }
    })
  })

  it("WIN-4: nothing free-form is handed over outside WhatsApp's window", () => {
    holds((turns, channel) => {
      const customerWroteAt: Array<number> = []
      for (const event of eventsOf(turns)) {
        if (event._tag === "MessageReceived") customerWroteAt.push(event.providerAt ?? event.at)
        if (event._tag === "DispatchStarted" && channel === "whatsapp") {
          expect(Math.max(...customerWroteAt) + 86_400_000).toBeGreaterThan(event.at)
        }
      }
    })
  })
})

it("SEND-3: random histories reach every status, so that the properties above speak of something", () => {
  const reached = new Set<string>()
  const attempts = new Set<number>()
  for (const { turns } of fc.sample(turnsOf, { numRuns: 400, seed: 1 })) {
    for (const { after } of turns) {
      for (const id of outgoingIds) {
        const message = after.outgoing.get(id)
        if (message) reached.add(message.unconfirmed ? "unconfirmed" : message.status).add(message.status)
        if (message) attempts.add(message.attempt)
      }
    }
  }
  expect([...reached].toSorted()).toEqual(
    ["cancelled", "delivered", "dispatching", "failed", "queued", "read", "sent", "unconfirmed"],
  )
  expect(attempts.size).toBeGreaterThan(3)
})
