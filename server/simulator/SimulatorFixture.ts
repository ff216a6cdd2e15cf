import { ownKeywords } from "../../domain/consent/Keywords.ts"
import { Effect, Layer, Ref, Stream } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { type Channel, SenderId } from "../../domain/sender/Sender.ts"
import { UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ChannelUpdate, OutboundMessage } from "../channels/ChannelAdapter.ts"
import { ChannelInbox, NotStored } from "../channels/ChannelInbox.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { Carrier } from "./Carrier.ts"

export const workspaceId = WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f01")
export const otherWorkspaceId = WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f02")
export const liveWorkspaceId = WorkspaceId.make("9f5b8a54-9a0e-4d0b-8a57-3a1a0f0b6f03")
export const userId = UserId.make("1d4f8a54-9a0e-4d0b-8a57-3a1a0f0b6f09")
export const conversationId = ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1")
export const phone = Address.make("+14155550136")
export const desk = Address.make("+15005550006")

const accountOf = (id: string, workspace: WorkspaceId): ProviderAccount => ({
  id,
  workspaceId: workspace,
  baseUrl: null,
  credentials: { kind: "simulator" },
})

export const account = accountOf("sim", workspaceId)
const otherAccount = accountOf("other", otherWorkspaceId)

const senderOf = (
  id: string,
  channel: Channel,
  { id: accountId, workspaceId }: ProviderAccount,
): SenderRecord => ({
  id: SenderId.make(id),
  label: id,
  channel,
  address: desk,
  users: [],
  hours: null,
  ratePerSecond: null,
  workspaceId,
  accountId,
  numberId: null,
})

export const sms = senderOf("care", "sms", account)
export const whatsapp = senderOf("wa", "whatsapp", account)
export const foreign = senderOf("foreign", "sms", otherAccount)
const senders = [sms, whatsapp, foreign]

const workspaceOf = (id: WorkspaceId, demo: boolean) =>
  ({
    id,
    name: "Acme",
    timeZone: "America/New_York",
    plan: "trial",
    hours: { timeZone: "America/New_York", weekly: null, holidays: [] },
    quietHours: null,
    waitingLimitMinutes: 60,
    demo,
    defaultAdmin: null,
    keywords: ownKeywords,
  }) as const

const directory = Layer.succeed(Directory, {
  changed: Effect.void,
  changes: Stream.empty,
  snapshot: Effect.succeed({
    workspaces: new Map([
      [workspaceId, workspaceOf(workspaceId, true)],
      [otherWorkspaceId, workspaceOf(otherWorkspaceId, true)],
      [liveWorkspaceId, workspaceOf(liveWorkspaceId, false)],
    ]),
    users: new Map(),
    senders: new Map(senders.map((sender) => [sender.id, sender])),
    accounts: new Map(
      [account, otherAccount].map((one) => [
        one.id,
        { ...one, label: "", version: 1, disabledAt: null, problems: [] },
      ]),
    ),
    bots: new Map(),
    labels: new Map(),
    savedFilters: [],
    senderAt: (accountId: string, channel: Channel, address: Address) =>
      senders.find((sender) =>
        sender.accountId === accountId && sender.channel === channel && sender.address === address
      ),
  }),
})

/** A carrier whose desk keeps what it is told, and fails to store as often as it is asked to. */
export const makeSimulation = Effect.gen(function* () {
  const stored = yield* Ref.make<ReadonlyArray<ChannelUpdate>>([])
  const failures = yield* Ref.make(0)
  const inbox = Layer.succeed(ChannelInbox, {
    missing: () => Effect.succeed(new Set<string>()),
    accept: (_, updates) =>
      Effect.gen(function* () {
        if ((yield* Ref.getAndUpdate(failures, (left) => Math.max(0, left - 1))) > 0) {
          return yield* new NotStored({ message: "The database did not answer" })
        }
        yield* Ref.update(stored, (known) => [...known, ...updates])
        return updates.map(() => "stored" as const)
      }),
  })
  const services = yield* Layer.build(Carrier.layer.pipe(Layer.provide(inbox), Layer.provideMerge(directory)))
  return { services, stored: Ref.get(stored), failToStore: (times: number) => Ref.set(failures, times) }
})

/** The n-th message of the desk to the test's handset. */
export const outbound = (n: number, sender: SenderRecord = whatsapp): OutboundMessage => ({
  account,
  conversationId,
  messageId: MessageId.make(`0c2b0dc0-6c60-4f2c-9f5e-${String(n).padStart(12, "0")}`),
  attempt: 1,
  channel: sender.channel,
  from: desk,
  fromId: null,
  to: phone,
  content: textContent(`Message ${n}`),
  files: [],
  statusCallbackUrl: "https://desk.example.com/status",
})
