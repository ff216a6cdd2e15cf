import fc from "fast-check"
import { BotId } from "../bot/BotMark.ts"
import { CampaignId } from "../campaign/CampaignMark.ts"
import type { PermissionWord } from "../consent/Permission.ts"
import { Address } from "../contact/Address.ts"
import { LabelId } from "../label/Label.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import { type Role, UserId } from "../user/User.ts"
import type { Aside } from "./Aside.ts"
import type { ConversationCommand, DispatchOutcome, ReportedStatus } from "./ConversationCommand.ts"
import { textContent } from "./MessageContent.ts"
import { MessageId } from "./MessageId.ts"

/* What may happen to a conversation, at random: for decide.test.ts. */

const uuid = (kind: string, n: number) => `00000000-0000-4000-8000-${kind}${String(n).padStart(11, "0")}`
const range = (count: number) => Array.from({ length: count }, (_, index) => index)

export interface Person {
  readonly id: UserId
  readonly role: Role
}

export const people: ReadonlyArray<Person> = range(4).map((n) => ({
  id: UserId.make(uuid("a", n)),
  role: n < 2 ? "admin" : "standard",
}))
export const outgoingIds = range(10).map((n) => MessageId.make(uuid("b", n)))
export const campaignMessageIds = range(4).map((n) => MessageId.make(uuid("9", n)))
const botMessageIds = range(4).map((n) => MessageId.make(uuid("7", n)))
export const firstBot = { id: BotId.make(uuid("6", 1)), name: "Menu" }
const bots = [firstBot, { id: BotId.make(uuid("6", 2)), name: "Night" }]
const echoedIds = range(3).map((n) => MessageId.make(uuid("e", n)))
export const incomingIds = range(10).map((n) => MessageId.make(uuid("c", n)))
export const noteIds = range(5).map((n) => MessageId.make(uuid("d", n)))
const exportIds = range(3).map((n) => MessageId.make(uuid("4", n)))
export const labelIds = range(4).map((n) => LabelId.make(uuid("5", n)))
/** Noon of 1 March 2026. */
export const startOfTime = Date.UTC(2026, 2, 1, 12)

const day = 86_400_000

export type Action =
  | { readonly do: "wait"; readonly millis: number }
  | { readonly do: "license" | "share"; readonly user: UserId }
  /** A bot answers first, or no longer does. */
  | { readonly do: "robot" }
  /** A label is retired, or in use again. */
  | { readonly do: "label"; readonly label: LabelId }
  /** The office has hours, or has none again. */
  | { readonly do: "hours" }
  | { readonly do: "defaultAdmin"; readonly user: UserId | null }
  /** Another conversation with the number, or a user, changed what it allows. */
  | { readonly do: "elsewhere"; readonly word: PermissionWord }
  | { readonly do: "ask"; readonly command: ConversationCommand }
  /** The provider's answer about the message in hand; `late` tries too late. */
  | { readonly do: "outcome"; readonly outcome: DispatchOutcome; readonly late: number }
  /** The provider's callback about the message that was handed over last. */
  | { readonly do: "callback"; readonly status: ReportedStatus; readonly error: DeliveryError | null }

const user = fc.constantFrom(...people.map((person) => person.id))
const by = fc.record({ person: fc.constantFrom(...people), licensed: fc.nat(9).map((n) => n > 0) })
  .map(({ licensed, person }) => ({ ...person, licensed }))
const messageId = fc.constantFrom(...outgoingIds)
/** Of anything that the business sent from here. */
const sentId = fc.constantFrom(...outgoingIds, ...campaignMessageIds, ...botMessageIds)
const providerId = fc.constantFrom("p1", "p2")
const node = fc.constantFrom("node-a", "node-b")
const error: fc.Arbitrary<DeliveryError> = fc.constantFrom(
  "permanent",
  "opted_out",
  "transient",
  "window_closed",
)
  .map((kind) => ({ code: kind, class: kind, text: kind }))
const inbound = fc.oneof(
  { weight: 9, arbitrary: fc.constant("hello") },
  { weight: 4, arbitrary: fc.constantFrom("STOP", " stop ", "start", "start", "yes", "yes", "help") },
)

const outcome: fc.Arbitrary<DispatchOutcome> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant("Accepted"), providerId }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Rejected"), error }) },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Deferred"),
      error,
      afterMillis: fc.option(fc.constantFrom(0, 500, 30_000), { nil: null }),
      tooFast: fc.constantFrom("sender", "recipient"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Unknown") }) },
)

const receive: fc.Arbitrary<ConversationCommand> = fc.tuple(
  fc.record({
    _tag: fc.constant("Receive"),
    messageId: fc.constantFrom(...incomingIds),
    accountId: fc.constant("account"),
    providerId,
    from: fc.constantFrom(Address.make("+5511987654321"), Address.make("+551187654321")),
    profileName: fc.option(fc.constant("Elena"), { nil: null }),
    content: inbound.map(textContent),
    providerAt: fc.option(fc.integer({ min: startOfTime - day, max: startOfTime + 2 * day }), { nil: null }),
  }),
  fc.constantFrom("out", "in", ...Array.from({ length: 12 }, () => null)),
).map(([command, optOut]) => optOut === null ? command : { ...command, optOut })

const written = fc.record({
  _tag: fc.constant("Write"),
  by,
  messageId,
  content: fc.constant(textContent("answer")),
  starting: fc.boolean(),
})

const command: fc.Arbitrary<ConversationCommand> = fc.oneof(
  { weight: 5, arbitrary: receive },
  { weight: 6, arbitrary: written },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("SendCampaign"),
      campaign: fc.constant({ id: CampaignId.make(uuid("8", 1)), name: "Spring" }),
      startedBy: user,
      messageId: fc.constantFrom(...campaignMessageIds),
      content: fc.constant(textContent("offer")),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.record({
        _tag: fc.constant("BotAnswer"),
        bot: fc.constantFrom(firstBot, ...bots),
        messageId: fc.constantFrom(...botMessageIds),
        content: fc.constant(textContent("robot")),
      }),
      fc.constantFrom(null, null, null, null, 20_000, 400 * day),
    ).map(([answer, after]) => after === null ? answer : { ...answer, at: startOfTime + after }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("StartBot"), by, bot: fc.constantFrom(firstBot, ...bots) }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("EndBot"), by }) },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("HandOver"),
      bot: fc.constantFrom(firstBot.id, ...bots.map((bot) => bot.id)),
      turn: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null, freq: 1 }),
      why: fc.constantFrom("handed_over", "down"),
      reason: fc.constant(null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("NeedsNoAnswer"),
      bot: fc.constantFrom(firstBot.id, ...bots.map((bot) => bot.id)),
      seq: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant<ConversationCommand>({ _tag: "EndBotSilence" }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("TakeBack"), messageId: sentId }) },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("Echo"),
      messageId: fc.constantFrom(...echoedIds),
      providerId,
      content: fc.constant(textContent("from the phone")),
      providerAt: fc.constant(null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(written, fc.constantFrom(-1_000, 1, 20_000, 7_200_000, day, 2 * day, 400 * day))
      .map(([write, after]) => ({ ...write, at: startOfTime + after })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("SendAgain"), by, messageId, of: sentId }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("ConfirmSent"), by, messageId: sentId }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Reschedule") }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Cancel"), by, messageId: sentId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Assign"),
      by,
      to: user,
      seen: fc.option(fc.record({ owner: fc.option(user, { nil: null }) }), { nil: null, freq: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("MarkRead"),
      by,
      user,
      inboundRead: fc.integer({ min: -1, max: 7 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Note"),
      by,
      noteId: fc.constantFrom(...noteIds),
      text: fc.constant("note"),
      mentions: fc.oneof(fc.constant([]), fc.array(by, { maxLength: 2 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("NoteContactSaved"),
      by,
      change: fc.constantFrom("added", "edited"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("NoteExported"),
      by,
      format: fc.constantFrom("pdf", "text", "both"),
      exportId: fc.constantFrom(...exportIds),
    }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Erase"), by }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("MarkUnread"), by, user }) },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("PutAside"),
      by,
      aside: fc.oneof(
        fc.constant<Aside>({ how: "done" }),
        fc.constantFrom(null, -1_000, 20_000, 7_200_000, 2 * day, 400 * day).map((after): Aside => ({
          how: "snoozed",
          until: after === null ? null : startOfTime + after,
        })),
      ),
      inboundSeen: fc.nat(8),
    }, { requiredKeys: ["_tag", "by", "aside"] }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("BringBack"), by }) },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("SetLabel"),
      by,
      label: fc.constantFrom(...labelIds),
      on: fc.nat(3).map((n) => n > 0),
    }),
  },
  { weight: 2, arbitrary: fc.constant<ConversationCommand>({ _tag: "EndSnooze" }) },
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant("Claim"), node }) },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("Claim"), node, despitePause: fc.constant(true) }),
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Pin"), by, pinned: fc.nat(3).map((n) => n > 0) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("ReportDispatch"),
      messageId: sentId,
      attempt: fc.integer({ min: 0, max: 3 }),
      outcome,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("ReportStatus"),
      messageId: sentId,
      providerId: fc.option(providerId, { nil: null }),
      status: fc.constantFrom("sent", "delivered", "read", "failed"),
      error: fc.option(error, { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("ReportOptOut"), optedOut: fc.nat(2).map((n) => n === 0) }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Recover"), node }) },
  { weight: 1, arbitrary: fc.constant<ConversationCommand>({ _tag: "NotePermission" }) },
)

const ask = (asked: ConversationCommand): Action => ({ do: "ask", command: asked })
/** Now and then the clock of a node is behind. */
const wait = fc.constantFrom(-2_000, 1, 1_000, 20_000, 900_000, 3_600_000, day - 1, day)
  .map((millis): Action => ({ do: "wait", millis }))
const reported = fc.record({
  do: fc.constant("outcome"),
  outcome,
  late: fc.nat(9).map((n) => n === 0 ? 1 : 0),
})

const word = fc.constantFrom<PermissionWord>(
  "opted_out",
  "opted_in",
  "opted_in",
  "given",
  "given",
  "withdrawn",
)

const callback = fc.record({
  do: fc.constant("callback"),
  status: fc.constantFrom("sent", "delivered", "delivered", "read", "read", "failed"),
  error: fc.option(error, { nil: null }),
})

const action: fc.Arbitrary<ReadonlyArray<Action>> = fc.oneof(
  { weight: 12, arbitrary: command.map((asked) => [ask(asked)]) },
  { weight: 5, arbitrary: reported.map((one) => [one]) },
  { weight: 4, arbitrary: callback.map((one) => [one]) },
  { weight: 3, arbitrary: wait.map((one) => [one]) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("license", "share"), user }).map((one) => [one]) },
  { weight: 1, arbitrary: fc.constant([{ do: "hours" }]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...labelIds).map((label): ReadonlyArray<Action> => [{ do: "label", label }]),
  },
  { weight: 1, arbitrary: fc.constant([{ do: "robot" }]) },
  {
    weight: 1,
    arbitrary: fc.option(user, { nil: null }).map((
      admin,
    ): ReadonlyArray<Action> => [{ do: "defaultAdmin", user: admin }]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(word, fc.boolean()).map(([said, told]): ReadonlyArray<Action> => [
      { do: "elsewhere", word: said },
      ...(told ? [ask({ _tag: "NotePermission" })] : []),
    ]),
  },
  {
    weight: 8,
    // A whole try, so that runs get beyond the first.
    arbitrary: fc.tuple(node, reported).map(([by, one]): ReadonlyArray<Action> => [
      { do: "wait", millis: 900_000 },
      ask({ _tag: "Claim", node: by }),
      one,
    ]),
  },
)

/** Long enough for fast-check's preference for short ones to leave room for tries, opt-outs and new owners. */
export const actions: fc.Arbitrary<ReadonlyArray<Action>> = fc.oneof(
  fc.array(action, { maxLength: 20, size: "max" }),
  fc.array(action, { minLength: 40, maxLength: 80, size: "max" }),
).map((chosen) => chosen.flat())
