import { Effect, Layer, Option, Schedule } from "effect"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { itemsPageMax } from "../../domain/rpc/ConversationRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Directory } from "../directory/Directory.ts"
import { Carrier } from "../simulator/Carrier.ts"
import { Seeding } from "./Seeding.ts"

/** Who writes: the customer, or the agent with this e-mail. */
type Line = readonly [author: "customer" | "admin" | "dana" | "omar", text: string]

const conversations: ReadonlyArray<{
  readonly customer: string
  readonly senderId: string
  readonly lines: ReadonlyArray<Line>
}> = [
  {
    customer: "+15105550108",
    senderId: "delivery-alerts",
    lines: [
      ["customer", "Can you leave it with the neighbour at number 12?"],
      ["dana", "Done. The driver knows, and you get a text when it is there."],
      ["customer", "Perfect, thanks!"],
    ],
  },
  {
    customer: "+16285550140",
    senderId: "admissions",
    lines: [
      ["customer", "Which documents do you still need from me?"],
      ["omar", "Only your transcript. A photo of it is fine for now."],
      ["customer", "I can send it this evening. Is the interview online?"],
    ],
  },
  {
    customer: "+14155550151",
    senderId: "clinic-desk",
    lines: [
      ["dana", "Hello Ruth, your appointment is on Thursday at 15:20."],
      ["customer", "Can I move Thursday’s appointment to the morning?"],
    ],
  },
  {
    customer: "+16285550174",
    senderId: "parcel-care",
    lines: [["customer", "Hi, do you also collect parcels from home? Who can I ask?"]],
  },
  {
    customer: "+14155550136",
    senderId: "parcel-care",
    lines: [
      ["customer", "The box is crushed. OK to open it?"],
      [
        "dana",
        "Sorry to see that. Please open it and check the mixer. If anything is damaged we’ll collect it free of charge.",
      ],
      ["customer", "The bowl is cracked."],
      ["dana", "Thanks, a replacement ships today. A courier brings the return label."],
      ["customer", "Got it. Can the courier come on Monday after 5?"],
    ],
  },
]

const agentOf = (author: Exclude<Line[0], "customer">) => `${author}@example.com`

const carriedWithin = "10 seconds"
const lookAgainAfter = "100 millis"

/** A new demo is not empty: its customers and agents write, one line after another, while the desk already runs. */
export const DemoConversationsLive = Layer.effectDiscard(Effect.gen(function* () {
  const { demoPassword, seeded } = yield* Seeding
  const carrier = yield* Carrier
  const actors = yield* Conversations
  const timeline = yield* Timeline
  const { accounts, senders, users } = yield* (yield* Directory).snapshot

  /** The simulated network takes its time. */
  const carried = (workspaceId: WorkspaceId, id: ConversationId, text: string) =>
    timeline.page(workspaceId, id, { after: 0, before: null, limit: itemsPageMax }).pipe(
      Effect.repeat({
        until: (items) => items.some((item) => item._tag === "Message" && item.text === text),
        schedule: Schedule.spaced(lookAgainAfter),
      }),
      Effect.timeout(carriedWithin),
    )

  const play = Effect.fnUntraced(function* ({ customer, lines, senderId }: (typeof conversations)[number]) {
    const sender = senders.get(SenderId.make(senderId))
    const account = sender && accounts.get(sender.accountId)
    if (!sender || !account) return
    const phone = Address.make(customer)
    const address = canonicalAddress(phone)
    const id = conversationIdOf(sender.id, address)
    const { channel, workspaceId } = sender
    const identity = { workspaceId, senderId: sender.id, channel, address, replyTo: phone }
    for (const [author, text] of lines) {
      const user = [...users.values()].find(({ email }) => author !== "customer" && email === agentOf(author))
      if (user) {
        yield* actors.execute(id, workspaceId, {
          _tag: "Write",
          by: actorOf(user),
          messageId: MessageId.make(crypto.randomUUID()),
          content: textContent(text),
          starting: true,
        }, identity)
      } else yield* carrier.write(sender, account, phone, text)
      yield* carried(workspaceId, id, text)
    }
  })

  if (!seeded || Option.isNone(demoPassword)) return
  yield* Effect.forEach(conversations, play, { concurrency: conversations.length, discard: true }).pipe(
    // A demo without conversations is still a demo.
    Effect.catchCause((cause) => Effect.logWarning("the demo's conversations were not written", cause)),
    Effect.forkScoped,
  )
}))
