import { randomUUID } from "node:crypto"
import { BulkId } from "../../../domain/inbox/Bulk.ts"
import type { BulkRpcs } from "../../../domain/rpc/BulkRpcs.ts"
import type { InboxRpcs } from "../../../domain/rpc/InboxRpcs.ts"
import type { SyncRpcs } from "../../../domain/rpc/LiveRpcs.ts"
import type { Things } from "../../../test/Things.ts"
import { admins, everybody, type VerdictsOf, whoSees } from "./CallVerdict.ts"

const list = { search: "", unreadOnly: false, channel: null, limit: 50, cursor: null }
const filter = { search: "", unreadOnly: false, channel: null }
const newBulk = () => BulkId.make(randomUUID())
const named = ({ conversation, member }: Things) => ({
  _tag: "Named" as const,
  items: [{ id: conversation, owner: member, inboundCount: 1, ownerUnread: 0 }],
})
const inboxOf = ({ member }: Things) => ({ _tag: "Team" as const, userId: member })

export const inboxVerdicts: VerdictsOf<typeof SyncRpcs | typeof InboxRpcs | typeof BulkRpcs> = {
  "Desk.sync": [{ asked: () => ({ cursor: null }), ...everybody, endless: true }],
  "Desk.look": [{
    asked: ({ conversation }) => ({ desk: randomUUID(), id: conversation, writing: true }),
    ...whoSees,
  }],
  "Inbox.list": [
    { asked: ({ phone }) => ({ ...list, view: { _tag: "Mine" }, search: phone }), ...everybody },
    { asked: ({ name }) => ({ ...list, view: { _tag: "Sent" }, search: name }), ...everybody },
    { asked: ({ sender }) => ({ ...list, view: { _tag: "Sender", senderId: sender } }), ...everybody },
    { asked: (things) => ({ ...list, view: inboxOf(things) }), ...admins },
  ],
  "Inbox.searchMessages": [{
    asked: ({ text }) => ({ search: text, limit: 50, cursor: null }),
    ...everybody,
  }],
  "Bulk.run": [
    {
      // The action is taken; each conversation judges, and those that one may not see are not there.
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "MarkUnread", user: things.member },
        target: named(things),
      }),
      ...everybody,
    },
    {
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "Assign", to: things.member },
        target: named(things),
      }),
      ...admins,
    },
    {
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "MarkRead", user: things.member },
        target: { _tag: "Matching", filter: { ...filter, view: inboxOf(things) }, except: [] },
      }),
      ...admins,
    },
  ],
  "Bulk.undo": [{
    asked: ({ bulk }) => ({ id: newBulk(), of: bulk }),
    admin: "allowed",
    member: "not_found",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Bulk.count": [
    { asked: ({ phone }) => ({ ...filter, view: { _tag: "Mine" }, search: phone }), ...everybody },
    { asked: (things) => ({ ...filter, view: inboxOf(things) }), ...admins },
  ],
}
