import { Schema } from "effect"
import type { Actor, ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { BulkAction, type BulkItem } from "../../domain/inbox/Bulk.ts"
import { UserId } from "../../domain/user/User.ts"

/** What is done to each conversation of a job: what a user asked for, or taking an assignment to `from` back. */
export const BulkTask = Schema.Union([BulkAction, Schema.TaggedStruct("GiveBack", { from: UserId })])
export type BulkTask = typeof BulkTask.Type

/** Whether a conversation goes away from somebody by it, so that it could be given back. */
export const movesAway = (task: BulkTask, { owner }: BulkItem): boolean =>
  task._tag === "Assign" && owner !== null && owner !== task.to

/** What a conversation is asked, in order. Asked again after a crash, it changes nothing that was done. */
export const commandsOf = (task: BulkTask, item: BulkItem, by: Actor): ReadonlyArray<ConversationCommand> => {
  switch (task._tag) {
    case "Assign":
      return [{ _tag: "Assign", by, to: task.to, seen: { owner: item.owner } }]
    case "MarkRead":
      return [{ _tag: "MarkRead", by, user: task.user, inboundRead: item.inboundCount }]
    case "MarkUnread":
      return [{ _tag: "MarkUnread", by, user: task.user }]
    case "PutAside":
      return [{ _tag: "PutAside", by, aside: task.aside, inboundSeen: item.inboundCount }]
    case "BringBack":
      return [{ _tag: "BringBack", by }]
    case "SetLabel":
      return [{ _tag: "SetLabel", by, label: task.label, on: task.on }]
    // To its owner of before, and read there if it was; refused where somebody else has it by now.
    case "GiveBack":
      return item.owner === null ? [] : [
        { _tag: "Assign", by, to: item.owner, seen: { owner: task.from } },
        ...(item.ownerUnread === 0
          ? [{ _tag: "MarkRead", by, user: item.owner, inboundRead: item.inboundCount } as const]
          : []),
      ]
  }
}
