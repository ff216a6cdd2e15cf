import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { endOfSnooze } from "./Aside.ts"
import { type Conversation, unreadOf } from "./Conversation.ts"
import { decide } from "./decide.ts"
import { people } from "./decide.arbitrary.ts"
import * as model from "./decide.history.ts"
import { deliveries } from "./decideDelivery.history.ts"
import { answer } from "./decide.model.ts"
import { eventsOf, holds } from "./decide.play.ts"

/*
 * Random histories of one conversation. Each command goes to decide and to the model, which must give the same answer and
 * the same state; and what a rule forbids must not be in the events, whatever both of them think.
 */

const viewOf = (state: Conversation) => ({
  items: state.lastSeq,
  begun: state.begun,
  incoming: state.inboundCount,
  owner: state.owner,
  bot: state.bot?.id ?? null,
  aside: state.aside && { how: state.aside.how, until: endOfSnooze(state.aside) },
  labels: state.labels,
  optedOutAt: state.optedOutAt,
  windowClosedAt: state.windowClosedAt,
  lastActivityAt: state.lastActivityAt,
  waitingSince: state.waitingSince,
  unread: people.map((one) => unreadOf(state, one.id)),
  pinned: people.map((one) => state.members.get(one.id)?.pinned === true),
  tookPart: people.map((one) => state.members.get(one.id)?.tookPart === true),
  deliveries: [...state.outgoing].map(([id, one]) => ({
    id,
    status: one.status,
    attempt: one.attempt,
    node: one.status === "dispatching" ? one.node : null,
    retryAt: one.retryAt,
    unconfirmed: one.unconfirmed,
    providerId: one.providerId,
    scheduledAt: one.scheduledAt,
    wait: one.wait,
  })),
})

const asideIn = (history: model.History) => {
  const aside = model.asideOf(history)
  return aside && { how: aside.how, until: aside.until }
}

const recounted = (history: model.History): ReturnType<typeof viewOf> | object => ({
  items: model.countItems(history),
  begun: model.begun(history),
  incoming: model.countIncoming(history),
  owner: model.ownerOf(history),
  bot: model.activeBot(history)?.bot ?? null,
  aside: asideIn(history),
  labels: model.labelsOf(history),
  optedOutAt: model.optedOutSince(history),
  windowClosedAt: model.closedByProvider(history),
  lastActivityAt: model.lastActivity(history),
  waitingSince: model.waitingSince(history),
  unread: people.map((one) => model.unreadBy(history, one.id)),
  pinned: people.map((one) => model.pinnedBy(history, one.id)),
  tookPart: people.map((one) => model.tookPart(history, one.id)),
  deliveries: deliveries(history),
})

/** What says the same when it is said again. */
const repeatable: ReadonlyArray<string> = [
  "Receive",
  "Write",
  "SendCampaign",
  "BotAnswer",
  "StartBot",
  "EndBot",
  "SendAgain",
  "Note",
  "SetLabel",
]

describe("decide and evolve", () => {
  it("CONV-2, INBOX-2, INBOX-4, INBOX-10, SEND-3, SEND-7, OPT-1, READ-1, ASSIGN-1, LIFE-1, LIFE-2, LIFE-3: agree with a recount from history", () => {
    holds((turns, channel) => {
      let history: model.History = { channel, steps: [] }
      for (const turn of turns) {
        const expected = answer(history, turn.command, turn.facts)
        history = expected.history
        expect(turn.refused).toBe(expected.refused)
        expect(viewOf(turn.after)).toEqual(recounted(history))
      }
    })
  })

  it("CONV-2: items are numbered 1, 2, 3 … without a gap", () => {
    holds((turns) => {
      const numbers = eventsOf(turns).flatMap((event) => "seq" in event ? [event.seq] : [])
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    })
  })

  it("CONV-2: a decision does not depend on how often the conversation was committed", () => {
    holds((turns) => {
      for (const turn of turns) {
        expect(turn.after.version).toBe(0)
        const again = decide({ ...turn.before, version: 7 }, turn.command, turn.facts)
        expect(Result.isSuccess(again) ? again.success : again.failure.code).toEqual(
          turn.refused ?? turn.events,
        )
      }
    })
  })

  it("CONV-5, SEND-6: the same message twice adds nothing", () => {
    holds((turns) => {
      const written = eventsOf(turns).flatMap((event) =>
        event._tag === "MessageReceived" || event._tag === "MessageWritten" ||
          event._tag === "CampaignWritten" || event._tag === "BotWritten"
          ? [event.messageId]
          : []
      )
      expect(new Set(written).size).toBe(written.length)
      for (const { after, command, events, facts } of turns) {
        if (events.length === 0 || !repeatable.includes(command._tag)) continue
        expect(decide(after, command, facts)).toEqual(Result.succeed([]))
      }
    })
  })

  it("LIFE-1, INBOX-10: what is put aside holds nothing unread for its owner, and is back with the customer's next message", () => {
    holds((turns) => {
      for (const { after, before, command, events } of turns) {
        if (after.aside !== null && after.owner !== null) expect(unreadOf(after, after.owner)).toBe(0)
        if (command._tag === "Receive" && events.length > 0) expect(after.aside).toBeNull()
        if (before.aside === null || after.aside !== null) continue
        expect(events.at(-1)?._tag).toBe("BroughtBack")
      }
    })
  })

  it("LIFE-1: putting aside and bringing back delete nothing, send nothing and change no owner", () => {
    holds((turns) => {
      for (const { after, before, command } of turns) {
        if (!["PutAside", "BringBack", "EndSnooze", "Pin"].includes(command._tag)) continue
        const rest = { lastSeq: 0, lastActivityAt: 0, members: null, aside: null }
        expect({ ...after, ...rest }).toEqual({ ...before, ...rest })
        expect(after.lastSeq).toBeGreaterThanOrEqual(before.lastSeq)
      }
    })
  })

  it("LIFE-1: only an owner has a conversation pinned, and nobody but them changes that while it is theirs", () => {
    holds((turns) => {
      for (const { after, before, command } of turns) {
        for (const [id, { pinned }] of after.members) {
          if (pinned) expect(after.owner).toBe(id)
          const was = before.members.get(id)?.pinned ?? false
          if (was === pinned) continue
          if (command._tag === "Pin") expect(command.by.id).toBe(id)
          else expect([was, after.owner === id]).toEqual([true, false])
        }
      }
    })
  })

  it("LIFE-3: a label is an item and nothing else, there once, and never more than ten that are in use", () => {
    holds((turns) => {
      for (const { after, before, command, events, facts } of turns) {
        if (command._tag !== "SetLabel") continue
        const rest = { lastSeq: 0, labels: [] }
        expect({ ...after, ...rest }).toEqual({ ...before, ...rest })
        expect(after.lastSeq).toBe(before.lastSeq + events.length)
        expect(new Set(after.labels).size).toBe(after.labels.length)
        expect(after.labels.filter((label) => facts.labels.has(label)).length).toBeLessThanOrEqual(10)
      }
    })
  })

  it("NOTE-1: a note is an item and nothing else: nothing is sent, read, counted, owned or waited for by it", () => {
    holds((turns) => {
      for (const { after, before, command, events } of turns.filter((turn) => turn.command._tag === "Note")) {
        if (command._tag !== "Note" || events.length === 0) continue
        expect(after).toEqual({
          ...before,
          lastSeq: before.lastSeq + 1,
          noted: true,
          notes: new Set([...before.notes, command.noteId]),
        })
      }
    })
  })

  it("CONV-4: a conversation begins with a customer's message or one of the business's, and with nothing else", () => {
    holds((turns) => {
      const first = turns.find(({ after }) => after.begun)
      if (!first) return
      expect(["Receive", "Write", "Echo"]).toContain(first.command._tag)
      if (first.command._tag === "Write") {
        expect(first.command.starting || first.command.by.role === "admin").toBe(true)
      }
      expect(first.events.map((event) => event._tag)[0]).toMatch(/^Message(Received|Written|Echoed)$/)
    })
  })

  it("CONV-4, AUTH-4: what campaigns alone said belongs to nobody, counts nothing, and nobody but an erasure reaches it", () => {
    holds((turns) => {
      for (const { after, command, events } of turns.filter((turn) => !turn.after.begun)) {
        expect([after.owner, after.members.size, after.inboundCount, after.waitingSince]).toEqual(
          [null, 0, 0, null],
        )
        if (events.length > 0 && "by" in command) {
          expect(["SendCampaign", "Erase"]).toContain(command._tag)
        }
      }
    })
  })

  it("INBOX-2: a campaign into a conversation changes nobody's inbox, and answers no customer", () => {
    holds((turns) => {
      for (const { after, before, command } of turns) {
        if (command._tag !== "SendCampaign" || !before.begun) continue
        expect({ ...after, lastSeq: 0, lastActivityAt: 0, preview: null, outgoing: null }).toEqual(
          { ...before, lastSeq: 0, lastActivityAt: 0, preview: null, outgoing: null },
        )
      }
    })
  })

  it("INBOX-1: the latest activity never goes back, also when a clock does", () => {
    holds((turns) => {
      for (const { after, before } of turns) {
        expect(after.lastActivityAt).toBeGreaterThanOrEqual(before.lastActivityAt)
      }
    })
  })

  it("AUTH-4: a standard user changes nothing in a conversation that they neither own nor took part in", () => {
    holds((turns) => {
      for (const { before, command, events } of turns) {
        if (!("by" in command) || command.by.role === "admin" || events.length === 0) continue
        const starts = command._tag === "Write" && command.starting
        const has = before.owner === command.by.id || before.members.get(command.by.id)?.tookPart === true
        expect(starts || has).toBe(true)
      }
    })
  })

  it("INBOX-10: an unread count is between none and all of the incoming messages, or one for a mark", () => {
    holds((turns) => {
      for (const { after } of turns) {
        for (const { id } of people) {
          const unread = unreadOf(after, id)
          expect(unread).toBeGreaterThanOrEqual(0)
          expect(unread).toBeLessThanOrEqual(Math.max(1, after.inboundCount))
        }
      }
    })
  })
})
