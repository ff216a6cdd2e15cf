import { Result } from "effect"
import fc from "fast-check"
import { keywordTable, ownKeywords } from "../consent/Keywords.ts"
import { noPermission, type PermissionFacts, type PermissionWord } from "../consent/Permission.ts"
import { Address, CanonicalAddress } from "../contact/Address.ts"
import { type BusinessHours, weekdays } from "../hours/BusinessHours.ts"
import { type Channel, SenderId } from "../sender/Sender.ts"
import type { LabelId } from "../label/Label.ts"
import type { UserId } from "../user/User.ts"
import { WorkspaceId } from "../workspace/Workspace.ts"
import { type Conversation, emptyConversation, type Outgoing } from "./Conversation.ts"
import { evolve } from "./evolve.ts"
import type { ConversationCommand } from "./ConversationCommand.ts"
import type { ConversationEvent } from "./ConversationEvent.ts"
import { ConversationId } from "./ConversationId.ts"
import { decide } from "./decide.ts"
import type { Facts } from "./Decision.ts"
import { type Action, actions, firstBot, labelIds, people, startOfTime } from "./decide.arbitrary.ts"
import { MessageId } from "./MessageId.ts"

/* Random histories of one conversation, played: for the properties in decide.test.ts and decideSending.test.ts. */

const runs = { numRuns: 1_500 }

/** A command that was carried out, with the conversation before and after it. */
export interface Turn {
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
  /** Whether a bot answers first. */
  readonly robot: boolean
  /** The labels in use. */
  readonly labels: ReadonlySet<LabelId>
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
  { answers, defaultAdmin, labels, licensed, now, office, permission, robot, sharing, turn }: World,
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
  answersFirst: robot ? { bot: firstBot, quietMillis: 3_600_000 } : null,
  labels: new Map([...labels].map((label) => [label, `Label ${label}`])),
  defaultAdmin,
  licensed,
  soleOwner: sharing.size === 1 ? [...sharing][0] ?? null : null,
  eligible: new Set(
    people.filter((one) => licensed.has(one.id) && (one.role === "admin" || sharing.has(one.id)))
      .map((one) => one.id),
  ),
})

const toggled = <Id>(ids: ReadonlySet<Id>, id: Id): ReadonlySet<Id> =>
  ids.has(id) ? ids.difference(new Set([id])) : ids.union(new Set([id]))

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
    case "label":
      return { ...world, labels: toggled(world.labels, action.label) }
    case "robot":
      return { ...world, robot: !world.robot }
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
    robot: false,
    labels: new Set(labelIds),
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

export const turnsOf = fc.tuple(
  fc.constantFrom<Channel>("sms", "whatsapp"),
  fc.subarray(people.map((one) => one.id), { minLength: 0 }),
  fc.boolean(),
  actions,
).map(([channel, sharing, answers, script]) => ({ channel, turns: play(channel, sharing, answers, script) }))

export const holds = (check: (turns: ReadonlyArray<Turn>, channel: Channel) => void) =>
  fc.assert(fc.property(turnsOf, ({ channel, turns }) => check(turns, channel)), runs)

export const eventsOf = (turns: ReadonlyArray<Turn>): ReadonlyArray<ConversationEvent> =>
  turns.flatMap((turn) => turn.events)

type Started = Extract<ConversationEvent, { readonly _tag: "DispatchStarted" }>
export const startsIn = (turns: ReadonlyArray<Turn>) =>
  turns.flatMap((turn) =>
    turn.events.filter((event): event is Started => event._tag === "DispatchStarted")
      .map((event) => ({ ...event, turn }))
  )

export const waits = (message: Outgoing): boolean =>
  message.status === "queued" || (message.status === "dispatching" && !message.unconfirmed)

export const carriedOut = (state: Conversation, command: ConversationCommand, facts: Facts): Conversation => {
  const decision = decide(state, command, facts)
  return Result.isSuccess(decision) ? decision.success.reduce(evolve, state) : state
}
