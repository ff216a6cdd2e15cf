import { Result } from "effect"
import { keywordTable, ownKeywords } from "../consent/Keywords.ts"
import { noPermission, type PermissionFacts } from "../consent/Permission.ts"
import { Address, CanonicalAddress } from "../contact/Address.ts"
import type { DeliveryError } from "../sending/DeliveryError.ts"
import { Channel, SenderId } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import { WorkspaceId } from "../workspace/Workspace.ts"
import { type Conversation, emptyConversation } from "./Conversation.ts"
import { evolve } from "./evolve.ts"
import { type Actor, ConversationCommand, type DispatchOutcome } from "./ConversationCommand.ts"
import { ConversationId } from "./ConversationId.ts"
import { decide } from "./decide.ts"
import type { Facts } from "./Decision.ts"
import { textContent } from "./MessageContent.ts"
import { MessageId } from "./MessageId.ts"

/* People, numbers and commands for the stories of decide.rules.test.ts. */

export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`
export const ann = { id: UserId.make(uuid(1)), role: "admin", licensed: true } as const
export const dana = { id: UserId.make(uuid(2)), role: "standard", licensed: true } as const
export const omar = { id: UserId.make(uuid(3)), role: "standard", licensed: true } as const
export const everyone = [ann.id, dana.id, omar.id]
export const message = (n: number) => MessageId.make(uuid(100 + n))
export const noon = Date.UTC(2026, 2, 1, 12)
export const hour = 3_600_000
export const error = (kind: DeliveryError["class"]): DeliveryError => ({
  code: kind,
  class: kind,
  text: kind,
})

export const opened = (channel: Channel): Conversation =>
  emptyConversation({
    id: ConversationId.make(uuid(9)),
    workspaceId: WorkspaceId.make(uuid(8)),
    senderId: SenderId.make("care"),
    channel,
    address: CanonicalAddress.make("+5511987654321"),
  }, Address.make("+5511987654321"))

/** A consent on file, so that WhatsApp can be written to. */
export const consented: PermissionFacts = { ...noPermission, version: 1, consentAt: noon }

export const at = (now: number, change: Partial<Facts> = {}): Facts => ({
  now,
  soleOwner: null,
  defaultAdmin: ann.id,
  eligible: new Set(everyone),
  licensed: new Set(everyone),
  permission: consented,
  keywords: keywordTable(ownKeywords, "Acme"),
  providerWords: new Set(),
  answerId: message(99),
  sending: { sender: "long_code", hours: null, templates: null },
  answersFirst: null,
  labels: new Map(),
  ...change,
})

/** The facts of a number of which nothing was said but in this conversation. */
export const facing = (state: Conversation, facts: Facts): Facts =>
  facts.permission === consented
    ? { ...facts, permission: { ...consented, optedOutAt: state.optedOutAt } }
    : facts

/** The conversation once each command was carried out; one that is refused fails the test. */
export const after = (
  start: Conversation,
  ...commands: ReadonlyArray<readonly [ConversationCommand, Facts]>
) =>
  commands.reduce(
    (state, [command, facts]) =>
      Result.getOrThrow(decide(state, command, facing(state, facts))).reduce(evolve, state),
    start,
  )

export const refusalOf = (state: Conversation, command: ConversationCommand, facts: Facts): string | null => {
  const decision = decide(state, command, facing(state, facts))
  return Result.isFailure(decision) ? decision.failure.code : null
}

export const receive = (n: number, text = "hello", from = "+5511987654321"): ConversationCommand => ({
  _tag: "Receive",
  messageId: message(50 + n),
  accountId: "account",
  providerId: `in-${n}`,
  from: Address.make(from),
  profileName: null,
  content: textContent(text),
  providerAt: null,
})
export const write = (n: number, by: Actor = dana) =>
  ({ _tag: "Write", by, messageId: message(n), content: textContent(`answer ${n}`), starting: true }) as const
export const refused: PermissionFacts = {
  ...noPermission,
  version: 1,
  optedOutAt: noon,
  optedOutSource: "keyword",
  consentAt: noon,
}
export const note = { _tag: "NotePermission" } as const
export const claim = { _tag: "Claim", node: "a" } as const
export const outcome = (n: number, attempt: number, result: DispatchOutcome): ConversationCommand => ({
  _tag: "ReportDispatch",
  messageId: message(n),
  attempt,
  outcome: result,
})
export const callback = (
  n: number,
  status: "sent" | "delivered" | "read" | "failed",
  reason: DeliveryError | null = null,
): ConversationCommand => ({
  _tag: "ReportStatus",
  messageId: message(n),
  providerId: `out-${n}`,
  status,
  error: reason,
})
export const deferred = {
  _tag: "Deferred",
  error: error("transient"),
  afterMillis: null,
} as const satisfies DispatchOutcome
export const statusOf = (state: Conversation, n: number) => state.outgoing.get(message(n))?.status
