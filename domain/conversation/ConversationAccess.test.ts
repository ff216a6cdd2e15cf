import { describe, expect, it } from "vitest"
import { Address, CanonicalAddress } from "../contact/Address.ts"
import { SenderId } from "../sender/Sender.ts"
import { type Role, UserId } from "../user/User.ts"
import { WorkspaceId } from "../workspace/Workspace.ts"
import { type Conversation, emptyConversation, type Member } from "./Conversation.ts"
import { mayAssign, mayMark, maySee, mayUse } from "./ConversationAccess.ts"
import { ConversationId } from "./ConversationId.ts"

const user = (n: number) => UserId.make(`00000000-0000-4000-8000-00000000000${n}`)
const [me, other] = [user(1), user(2)]
const actor = (role: Role, licensed = true) => ({ id: me, role, licensed })
const member = (tookPart: boolean): Member => ({
  readInbound: 0,
  markedUnread: false,
  tookPart,
  pinned: false,
})

const conversation = (change: Partial<Conversation>): Conversation => ({
  ...emptyConversation({
    id: ConversationId.make("00000000-0000-4000-8000-000000000009"),
    workspaceId: WorkspaceId.make("00000000-0000-4000-8000-000000000008"),
    senderId: SenderId.make("care"),
    channel: "sms",
    address: CanonicalAddress.make("+14155550136"),
  }, Address.make("+14155550136")),
  begun: true,
  ...change,
})

const owned = conversation({ owner: me })
const others = conversation({ owner: other })
const nobodys = conversation({ owner: null })
const answered = conversation({ owner: other, members: new Map([[me, member(true)]]) })
const onceOwned = conversation({ owner: other, members: new Map([[me, member(false)]]) })

describe("maySee", () => {
  it.each([
    ["a standard user sees what they own", owned, actor("standard"), true],
    ["a standard user sees what they took part in", answered, actor("standard"), true],
    ["a standard user does not see another's", others, actor("standard"), false],
    ["a standard user does not see nobody's", nobodys, actor("standard"), false],
    ["a standard user no longer sees what they only owned once", onceOwned, actor("standard"), false],
    ["an admin sees what they own", owned, actor("admin"), true],
    ["an admin sees another's", others, actor("admin"), true],
    ["an admin sees nobody's", nobodys, actor("admin"), true],
    ["an owner without licence sees nothing", owned, actor("standard", false), false],
    ["an admin without licence sees nothing", owned, actor("admin", false), false],
    ["someone who took part, without licence, sees nothing", answered, actor("standard", false), false],
  ])("AUTH-4: %s", (_, state, by, expected) => {
    expect(maySee(state, by)).toBe(expected)
  })
})

describe("mayUse", () => {
  const facts = (eligible: boolean, licensed: boolean) => ({
    soleOwner: null,
    defaultAdmin: null,
    eligible: new Set(eligible ? [me] : []),
    licensed: new Set(licensed ? [me] : []),
  })
  const assigned = conversation({ owner: me, assigned: { user: me, seq: 1 } })
  const assignedOnce = conversation({ owner: other, assigned: { user: me, seq: 1 } })
  const inherited = conversation({ owner: me, assigned: { user: other, seq: 1 } })

  it.each([
    ["one who shares the Sender ID may send", others, facts(true, true), true],
    ["an owner without the Sender ID may not", owned, facts(false, true), false],
    ["one to whom it was assigned may, without the Sender ID", assigned, facts(false, true), true],
    ["not without licence", assigned, facts(false, false), false],
    ["not once it is another's", assignedOnce, facts(false, true), false],
    ["not where it was assigned to someone else", inherited, facts(false, true), false],
    ["one who once took part may not, without the Sender ID", answered, facts(false, true), false],
  ])("AUTH-4: %s", (_, state, given, expected) => {
    expect(mayUse(state, actor("standard"), given)).toBe(expected)
  })
})

describe("mayAssign and mayMark", () => {
  it("ASSIGN-1: admins assign, standard users do not", () => {
    expect(mayAssign(actor("admin"))).toBe(true)
    expect(mayAssign(actor("standard"))).toBe(false)
  })

  it.each(
    [
      ["READ-1: one marks one's own", others, actor("standard"), me, true],
      ["READ-3: an admin marks for the owner", others, actor("admin"), other, true],
      [
        "READ-3: an admin does not mark for someone who is not the owner",
        owned,
        actor("admin"),
        other,
        false,
      ],
      ["READ-3: a standard user does not mark for another", others, actor("standard"), other, false],
    ] as const,
  )("%s", (_, state, by, whose, expected) => {
    expect(mayMark(state, by, whose)).toBe(expected)
  })
})
