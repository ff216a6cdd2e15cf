import { describe, expect, it } from "vitest"
import { UserId } from "../user/User.ts"
import { ownerAfterInbound, ownerAfterSend, type RoutingFacts, type RoutingState } from "./Routing.ts"

const user = (n: number) => UserId.make(`00000000-0000-4000-8000-00000000000${n}`)
const admin = user(1)
const dana = user(2)
const omar = user(3)
const zoe = user(4)
const names = new Map([[admin, "admin"], [dana, "dana"], [omar, "omar"], [zoe, "zoe"]])
const nameOf = (id: UserId | null): string => id === null ? "nobody" : names.get(id) ?? "stranger"

/** Dana is assigned, Omar sent last, Zoe owns the Sender ID where it is solely owned. */
interface Case {
  readonly assignedAt: number | null
  readonly sentAt: number | null
  readonly sole?: boolean
  readonly without?: ReadonlyArray<UserId>
  readonly lostSenderId?: ReadonlyArray<UserId>
  readonly noDefaultAdmin?: boolean
}

const factsOf = (
  { lostSenderId = [], noDefaultAdmin = false, sole = false, without = [] }: Case,
): RoutingFacts => {
  const licensed = [admin, dana, omar, zoe].filter((id) => !without.includes(id))
  const sharing = sole ? [zoe] : [dana, omar, zoe].filter((id) => !lostSenderId.includes(id))
  return {
    soleOwner: sole ? zoe : null,
    defaultAdmin: noDefaultAdmin ? null : admin,
    licensed: new Set(licensed),
    eligible: new Set(licensed.filter((id) => id === admin || sharing.includes(id))),
  }
}

const stateOf = ({ assignedAt, sentAt }: Case): RoutingState => ({
  owner: dana,
  assigned: assignedAt === null ? null : { user: dana, seq: assignedAt },
  lastSender: sentAt === null ? null : { user: omar, seq: sentAt },
})

const never = { assignedAt: null, sentAt: null }
const assigned = { assignedAt: 2, sentAt: null }
const sent = { assignedAt: null, sentAt: 2 }
const assignedLast = { assignedAt: 3, sentAt: 2 }
const sentLast = { assignedAt: 2, sentAt: 3 }

describe("INBOX-2: who owns a conversation when a message comes in", () => {
  it.each<[string, Case, string]>([
    ["INBOX-3: shared, from someone unknown: the default admin", never, "admin"],
    ["INBOX-3: shared, unknown, no default admin: nobody", { ...never, noDefaultAdmin: true }, "nobody"],
    [
      "INBOX-3: shared, unknown, default admin without licence: nobody",
      { ...never, without: [admin] },
      "nobody",
    ],
    ["shared, only assigned: the assigned user", assigned, "dana"],
    ["shared, only sent in: the sender", sent, "omar"],
    ["shared, sent in, then assigned: the assigned user", assignedLast, "dana"],
    ["shared, assigned, then sent in: the sender", sentLast, "omar"],
    ["shared, assigned last but without licence: the sender", { ...assignedLast, without: [dana] }, "omar"],
    ["shared, sent last but without licence: the assigned user", { ...sentLast, without: [omar] }, "dana"],
    ["shared, sent last but without the Sender ID", { ...sentLast, lostSenderId: [omar] }, "dana"],
    ["shared, assigned without the Sender ID keeps it", { ...assignedLast, lostSenderId: [dana] }, "dana"],
    ["shared, only assigned, without licence: the default admin", { ...assigned, without: [dana] }, "admin"],
    ["shared, only sent in, without licence: the default admin", { ...sent, without: [omar] }, "admin"],
    [
      "shared, only sent in, without Sender ID: the default admin",
      { ...sent, lostSenderId: [omar] },
      "admin",
    ],
    ["shared, nobody of them licensed: the default admin", { ...sentLast, without: [dana, omar] }, "admin"],
    [
      "shared, nobody of them licensed, no default admin: nobody",
      { ...sentLast, without: [dana, omar], noDefaultAdmin: true },
      "nobody",
    ],
    ["sole, from someone unknown: the sole owner", { ...never, sole: true }, "zoe"],
    ["sole, sent in by another: the sole owner", { ...sent, sole: true }, "zoe"],
    ["sole, assigned to another: that user", { ...assigned, sole: true }, "dana"],
    ["sole, assigned, then sent in by a third: the assigned user", { ...sentLast, sole: true }, "dana"],
    [
      "sole, assigned to another without licence: the sole owner",
      { ...assigned, sole: true, without: [dana] },
      "zoe",
    ],
    ["sole, its owner without licence: the default admin", { ...never, sole: true, without: [zoe] }, "admin"],
    [
      "sole, its owner without licence, sent in by another: the default admin",
      { ...sent, sole: true, without: [zoe] },
      "admin",
    ],
    [
      "sole, its owner without licence, no default admin: nobody",
      { ...never, sole: true, without: [zoe], noDefaultAdmin: true },
      "nobody",
    ],
  ])("INBOX-2: %s", (_, given, expected) => {
    expect(nameOf(ownerAfterInbound(stateOf(given), factsOf(given)))).toBe(expected)
  })

  it("INBOX-2: over every combination, the owner holds a licence, and a fallback is taken only where it is needed", () => {
    const flags = [false, true]
    const orders = [never, assigned, sent, assignedLast, sentLast]
    const combinations = orders.flatMap((order) =>
      flags.flatMap((sole) =>
        flags.flatMap((noDefaultAdmin) =>
          subsets([admin, dana, omar, zoe]).flatMap((without) =>
            subsets([dana, omar]).map((lostSenderId) => ({
              ...order,
              sole,
              noDefaultAdmin,
              without,
              lostSenderId,
            }))
          )
        )
      )
    )
    expect(combinations.length).toBe(5 * 2 * 2 * 16 * 4)
    for (const given of combinations) {
      const owner = ownerAfterInbound(stateOf(given), factsOf(given))
      const claims = claimsOn(given)
      expect(nameOf(owner), JSON.stringify(given)).toBe(claims[0] ?? "nobody")
    }
  })
})

/** Everyone with a claim to the conversation, the strongest first, said in the words of INBOX-2. */
const claimsOn = ({ assignedAt, lostSenderId, noDefaultAdmin, sentAt, sole, without }: Required<Case>) => {
  const licensed = (id: UserId) => !without.includes(id)
  const dated = [
    assignedAt !== null && licensed(dana) ? { name: "dana", at: assignedAt } : null,
    sentAt !== null && licensed(omar) && !lostSenderId.includes(omar) && !sole
      ? { name: "omar", at: sentAt }
      : null,
  ].filter((one) => one !== null).sort((a, b) => b.at - a.at).map((one) => one.name)
  const soleOwner = sole && licensed(zoe) ? ["zoe"] : []
  return [...dated, ...soleOwner, ...(licensed(admin) && !noDefaultAdmin ? ["admin"] : [])]
}

const subsets = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.reduce<ReadonlyArray<ReadonlyArray<A>>>(
    (found, one) => [...found, ...found.map((subset) => [...subset, one])],
    [[]],
  )

describe("INBOX-4: who owns a conversation once an agent has sent in it", () => {
  it.each<[string, Case & { readonly owner: UserId | null; readonly sender: UserId }, string]>([
    ["shared: the sender", { ...never, owner: dana, sender: omar }, "omar"],
    ["shared: an admin who answers from Team Inbox", { ...never, owner: dana, sender: admin }, "admin"],
    ["shared: whoever starts it", { ...never, owner: null, sender: omar }, "omar"],
    ["shared: the sender, although it is assigned", { ...assigned, owner: dana, sender: omar }, "omar"],
    ["sole: the owner stays", { ...never, sole: true, owner: zoe, sender: admin }, "zoe"],
    ["sole: the one it was assigned to stays", { ...assigned, sole: true, owner: dana, sender: zoe }, "dana"],
    ["sole: one that an admin starts is the sole owner's", {
      ...never,
      sole: true,
      owner: null,
      sender: admin,
    }, "zoe"],
    ["sole: an owner without licence is passed over", {
      ...never,
      sole: true,
      owner: dana,
      sender: admin,
      without: [dana],
    }, "zoe"],
    ["sole: neither has a licence: the sender", {
      ...never,
      sole: true,
      owner: dana,
      sender: admin,
      without: [dana, zoe],
    }, "admin"],
  ])("INBOX-4: %s", (_, given, expected) => {
    const state = { ...stateOf(given), owner: given.owner }
    expect(nameOf(ownerAfterSend(state, factsOf(given), given.sender))).toBe(expected)
  })
})
