import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { keywordTable, ownKeywords } from "../consent/Keywords.ts"
import { noPermission, type PermissionFacts, type PermissionWord } from "../consent/Permission.ts"
import { Address, CanonicalAddress } from "../contact/Address.ts"
import { type BusinessHours, weekdays } from "../hours/BusinessHours.ts"
import { type Channel, SenderId } from "../sender/Sender.ts"
import type { UserId } from "../user/User.ts"
import { WorkspaceId } from "../workspace/Workspace.ts"
import { type Conversation, emptyConversation, evolve, type Outgoing, unreadOf } from "./Conversation.ts"
import type { ConversationCommand } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { ConversationId } from "./ConversationId.ts"
import { decide } from "./decide.ts"
import type { Facts } from "./Decision.ts"
import { type Action, actions, outgoingIds, people, startOfTime } from "./decide.arbitrary.ts"
import * as model from "./decide.model.ts"
import { MessageId } from "./MessageId.ts"

/*
 * Random histories of one conversation. Each command goes to decide and to the model, which must give the same answer and
 * the same state; and what a rule forbids must not be in the events, whatever both of them think.
 */

const runs = { numRuns: 1_500 }

/** A command that was carried out, with the conversation before and after it. */
interface Turn {
  readonly command: ConversationCommand
  readonly facts: Facts
  readonly before: Conversation
  readonly events: ReadonlyArray<ConversationEvent>
  readonly after: Conversation
  readonly refused: string | null
}

interface World {
  readonly now: number
  readonly licensed: ReadonlySet<UserId>
  readonly sharing: ReadonlySet<UserId>
  readonly defaultAdmin: UserId | null
  readonly permission: PermissionFacts
  /** Whether the provider answers the standard keywords by itself. */
  readonly answers: boolean
  /** How many commands there were. */
  readonly turn: number
  readonly office: boolean
}

/** Nine to five, every day. */
const officeHours: BusinessHours = {
  timeZone: "UTC",
  weekly: Object.fromEntries(weekdays.map((day) => [day, [["09:00", "17:00"]] as const])),
  holidays: [],
}

const keywords = keywordTable(ownKeywords, "Acme")
const providerWords = new Set(keywords.keys())

const opened = (channel: Channel): Conversation =>
  emptyConversation({
    id: ConversationId.make("00000000-0000-4000-8000-d00000000000"),
    workspaceId: WorkspaceId.make("00000000-0000-4000-8000-e00000000000"),
    senderId: SenderId.make("care"),
    channel,
    address: CanonicalAddress.make("+5511987654321"),
  }, Address.make("+5511987654321"))

const factsOf = (
  { answers, defaultAdmin, licensed, now, office, permission, sharing, turn }: World,
): Facts => ({
  now,
  permission,
  keywords,
  providerWords: answers ? providerWords : new Set(),
  answerId: MessageId.make(`00000000-0000-4000-8000-f${String(turn).padStart(11, "0")}`),
  sending: {
    sender: "long_code",
    hours: office ? { business: officeHours, quiet: null, zones: [] } : null,
    templates: null,
  },
  defaultAdmin,
  licensed,
  soleOwner: sharing.size === 1 ? [...sharing][0] ?? null : null,
  eligible: new Set(
    people.filter((one) => licensed.has(one.id) && (one.role === "admin" || sharing.has(one.id)))
      .map((one) => one.id),
  ),
})

const toggled = (users: ReadonlySet<UserId>, user: UserId): ReadonlySet<UserId> =>
  users.has(user) ? users.difference(new Set([user])) : users.union(new Set([user]))

/** What a word of the number's history leaves of its permission. */
const saidOf = (word: PermissionWord, { now, permission }: World): Partial<PermissionFacts> => {
  switch (word) {
    case "opted_out":
      return { optedOutAt: permission.optedOutAt ?? now }
    case "opted_in":
      return { optedOutAt: null, providerHolds: false }
    case "given":
      return { consentAt: now }
    case "withdrawn":
      return { consentAt: null }
  }
}

/** The number's permission after what was said of it in the conversation. */
const permissionAfter = (
  before: PermissionFacts,
  events: ReadonlyArray<ConversationEvent>,
): PermissionFacts =>
  events.reduce((permission, event) => {
    if (event._tag === "OptedOut" && !event.elsewhere) {
      const { optedOutAt, providerHolds } = permission
      return {
        ...permission,
        optedOutAt: optedOutAt ?? event.at,
        providerHolds: providerHolds || event.providerHolds,
      }
    }
    return event._tag === "OptedIn" && !event.elsewhere
      ? { ...permission, optedOutAt: null, providerHolds: false }
      : permission
  }, before)

const worldAfter = (world: World, action: Action): World => {
  switch (action.do) {
    case "wait":
      return { ...world, now: world.now + action.millis }
    case "license":
      return { ...world, licensed: toggled(world.licensed, action.user) }
    case "share":
      return { ...world, sharing: toggled(world.sharing, action.user) }
    case "hours":
      return { ...world, office: !world.office }
    case "defaultAdmin":
      return { ...world, defaultAdmin: action.user }
    case "elsewhere":
      return { ...world, permission: { ...world.permission, ...saidOf(action.word, world) } }
    default:
      return world
  }
}

const commandOf = (action: Action, world: World, state: Conversation): ConversationCommand | null => {
  if (action.do === "ask") {
    const { command } = action
    return "by" in command
      ? {
        ...command,
        by: { ...command.by, licensed: command.by.licensed && world.licensed.has(command.by.id) },
      }
      : command
  }
  if (action.do === "callback") {
    const { error, status } = action
    const handed = [...state.outgoing].filter(([, message]) => message.attempt > 0).at(-1)
    return handed ? { _tag: "ReportStatus", messageId: handed[0], providerId: "p1", status, error } : null
  }
  if (action.do !== "outcome") return null
  const inHand = [...state.outgoing].find(([, message]) => message.status === "dispatching")
  return inHand
    ? {
      _tag: "ReportDispatch",
      messageId: inHand[0],
      attempt: inHand[1].attempt - action.late,
      outcome: action.outcome,
    }
    : null
}

const play = (
  channel: Channel,
  sharing: ReadonlyArray<UserId>,
  answers: boolean,
  script: ReadonlyArray<Action>,
): ReadonlyArray<Turn> => {
  let world: World = {
    now: startOfTime,
    licensed: new Set(people.map((one) => one.id)),
    sharing: new Set(sharing),
    defaultAdmin: people[0]?.id ?? null,
    permission: noPermission,
    answers,
    turn: 0,
    office: false,
  }
  let state = opened(channel)
  const turns: Array<Turn> = []
  for (const action of script) {
    world = worldAfter(world, action)
    const command = commandOf(action, world, state)
    if (command === null) continue
    const facts = factsOf(world)
    const decision = decide(state, command, facts)
    const events = Result.isSuccess(decision) ? decision.success : []
    const after = events.reduce(evolve, state)
    const refused = Result.isFailure(decision) ? decision.failure.code : null
    turns.push({ command, facts, before: state, events, after, refused })
    state = after
    world = { ...world, permission: permissionAfter(world.permission, events), turn: world.turn + 1 }
  }
  return turns
}

const turnsOf = fc.tuple(
  fc.constantFrom<Channel>("sms", "whatsapp"),
  fc.subarray(people.map((one) => one.id), { minLength: 0 }),
  fc.boolean(),
  actions,
).map(([channel, sharing, answers, script]) => ({ channel, turns: play(channel, sharing, answers, script) }))

const holds = (check: (turns: ReadonlyArray<Turn>, channel: Channel) => void) =>
  fc.assert(fc.property(turnsOf, ({ channel, turns }) => check(turns, channel)), runs)

const eventsOf = (turns: ReadonlyArray<Turn>): ReadonlyArray<ConversationEvent> =>
  turns.flatMap((turn) => turn.events)

type Started = Extract<ConversationEvent, { readonly _tag: "DispatchStarted" }>
const startsIn = (turns: ReadonlyArray<Turn>) =>
  turns.flatMap((turn) =>
    turn.events.filter((event): event is Started => event._tag === "DispatchStarted")
      .map((event) => ({ ...event, turn }))
  )

const viewOf = (state: Conversation) => ({
  items: state.lastSeq,
  incoming: state.inboundCount,
  owner: state.owner,
  optedOutAt: state.optedOutAt,
  windowClosedAt: state.windowClosedAt,
  lastActivityAt: state.lastActivityAt,
  waitingSince: state.waitingSince,
  unread: people.map((one) => unreadOf(state, one.id)),
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

const recounted = (history: model.History): ReturnType<typeof viewOf> | object => ({
  items: model.countItems(history),
  incoming: model.countIncoming(history),
  owner: model.ownerOf(history),
  optedOutAt: model.optedOutSince(history),
  windowClosedAt: model.closedByProvider(history),
  lastActivityAt: model.lastActivity(history),
  waitingSince: model.waitingSince(history),
  unread: people.map((one) => model.unreadBy(history, one.id)),
  tookPart: people.map((one) => model.tookPart(history, one.id)),
  deliveries: model.deliveries(history),
})

describe("decide and evolve", () => {
  it("CONV-2, INBOX-2, INBOX-4, INBOX-10, SEND-3, SEND-7, OPT-1, READ-1, ASSIGN-1, LIFE-2: agree with a recount from history", () => {
    holds((turns, channel) => {
      let history: model.History = { channel, steps: [] }
      for (const turn of turns) {
        const expected = model.answer(history, turn.command, turn.facts)
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
        event._tag === "MessageReceived" || event._tag === "MessageWritten" ? [event.messageId] : []
      )
      expect(new Set(written).size).toBe(written.length)
      for (const { after, command, events, facts } of turns) {
        if (events.length === 0 || !["Receive", "Write", "SendAgain", "Note"].includes(command._tag)) continue
        expect(decide(after, command, facts)).toEqual(Result.succeed([]))
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
      const first = turns.find(({ events }) => events.length > 0)
      if (!first) return
      expect(["Receive", "Write", "Echo"]).toContain(first.command._tag)
      if (first.command._tag === "Write") {
        expect(first.command.starting || first.command.by.role === "admin").toBe(true)
      }
      expect(first.events.map((event) => event._tag)[0]).toMatch(/^Message(Received|Written|Echoed)$/)
    })
  })

  it("INBOX-1: the latest activity never goes back, also when a clock does", () => {
    holds((turns) => {
      for (const { after, before } of turns) {
        expect(after.lastActivityAt).toBeGreaterThanOrEqual(before.lastActivityAt)
      }
    })
  })

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

  it("SEND-8: nothing is tried more than seven times, nor before its pause is over", () => {
    holds((turns) => {
      for (const { at, attempt, messageId, turn } of startsIn(turns)) {
        expect(attempt).toBeLessThanOrEqual(7)
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

const waits = (message: Outgoing): boolean =>
  message.status === "queued" || (message.status === "dispatching" && !message.unconfirmed)

const carriedOut = (state: Conversation, command: ConversationCommand, facts: Facts): Conversation => {
  const decision = decide(state, command, facts)
  return Result.isSuccess(decision) ? decision.success.reduce(evolve, state) : state
}

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
