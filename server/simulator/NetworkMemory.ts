import type { Address } from "../../domain/contact/Address.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import {
  type CarrierEvent,
  type CarrierSwitches,
  defaultSwitches,
  type HandsetMessage,
} from "../../domain/simulator/SimulatorState.ts"
import type { StatusUpdate } from "../channels/ChannelAdapter.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"

export const eventsMax = 1_000
export const chatsMax = 500
export const messagesPerChatMax = 200
/** As many of the newest messages are told to who begins to follow. */
export const shownMessagesMax = 2_000
const detailsLengthMax = 200

/** A message of the desk at the carrier: enough to report what becomes of it. */
export interface Parcel {
  readonly account: ProviderAccount
  readonly update: Pick<StatusUpdate, "message" | "providerId">
  readonly onScreen: HandsetMessage
  readonly readable: boolean
}

interface Chat {
  readonly messages: ReadonlyArray<HandsetMessage>
  /** Delivered, and not yet on the handset's screen. */
  readonly unseen: ReadonlyArray<Parcel>
}

/** What the carrier of one workspace remembers: only in memory, bounded, the oldest goes first. */
export interface NetworkMemory {
  readonly switches: CarrierSwitches
  readonly eventCount: number
  /** Newest first. */
  readonly log: ReadonlyArray<CarrierEvent>
  /** The chat of the newest message last. */
  readonly chats: ReadonlyMap<string, Chat>
}

export const emptyMemory: NetworkMemory = {
  switches: defaultSwitches,
  eventCount: 0,
  log: [],
  chats: new Map(),
}

const chatKey = (chat: { readonly senderId: SenderId; readonly phone: Address }): string =>
  `${chat.senderId} ${chat.phone}`

const emptyChat: Chat = { messages: [], unseen: [] }

/** `unseen` with the message when the handset has yet to look at it. */
export const withMessage = (
  memory: NetworkMemory,
  message: HandsetMessage,
  unseen: Parcel | null = null,
): NetworkMemory => {
  const key = chatKey(message)
  const chats = new Map(memory.chats)
  const chat = chats.get(key) ?? emptyChat
  chats.delete(key)
  chats.set(key, {
    messages: [...chat.messages, message].slice(-messagesPerChatMax),
    unseen: unseen === null ? chat.unseen : [...chat.unseen, unseen].slice(-messagesPerChatMax),
  })
  const [oldest] = chats.keys()
  if (chats.size > chatsMax && oldest !== undefined) chats.delete(oldest)
  return { ...memory, chats }
}

/** The chat comes on the screen: what nobody had seen yet, and the memory in which it is seen. */
export const withChatSeen = (
  memory: NetworkMemory,
  chat: { readonly senderId: SenderId; readonly phone: Address },
): readonly [ReadonlyArray<Parcel>, NetworkMemory] => {
  const known = memory.chats.get(chatKey(chat))
  if (!known || known.unseen.length === 0) return [[], memory]
  const chats = new Map(memory.chats).set(chatKey(chat), { ...known, unseen: [] })
  return [known.unseen, { ...memory, chats }]
}

export const withEvent = (
  memory: NetworkMemory,
  event: Omit<CarrierEvent, "id">,
): readonly [CarrierEvent, NetworkMemory] => {
  const numbered: CarrierEvent = {
    ...event,
    id: memory.eventCount + 1,
    details: event.details.slice(0, detailsLengthMax).toWellFormed(),
  }
  const log = [numbered, ...memory.log].slice(0, eventsMax)
  return [numbered, { ...memory, eventCount: numbered.id, log }]
}

/** What is on the handsets, chat by chat: the newest chats, as many messages as may be shown. */
export const messagesIn = (memory: NetworkMemory): ReadonlyArray<HandsetMessage> =>
  [...memory.chats.values()].flatMap((chat) => chat.messages).slice(-shownMessagesMax)
