import { describe, expect, it } from "vitest"
import { isOpen, mayBecome, MessageStatus } from "./MessageStatus.ts"

const statuses = MessageStatus.literals

/** For each status, where it may go from there. */
const onward: Readonly<Record<MessageStatus, ReadonlyArray<MessageStatus>>> = {
  queued: ["dispatching", "sent", "delivered", "read", "failed", "cancelled"],
  dispatching: ["sent", "delivered", "read", "failed"],
  sent: ["delivered", "read", "failed"],
  delivered: ["read"],
  read: [],
  failed: [],
  cancelled: [],
}

describe("mayBecome", () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to, onward[from].includes(to)] as const)))(
    "SEND-3: %s to %s: %s",
    (from, to, expected) => {
      expect(mayBecome(from, to)).toBe(expected)
    },
  )

  it("SEND-13: read needs no delivered before it", () => {
    expect(mayBecome("sent", "read")).toBe(true)
  })

  it("SEND-12: only what is queued may be cancelled", () => {
    expect(statuses.filter((from) => mayBecome(from, "cancelled"))).toEqual(["queued"])
  })

  it("SEND-3: no way leads in a circle", () => {
    const reachable = (from: MessageStatus): ReadonlyArray<MessageStatus> =>
      statuses.filter((to) => mayBecome(from, to)).flatMap((to) => [to, ...reachable(to)])
    for (const status of statuses) expect(reachable(status)).not.toContain(status)
  })
})

describe("isOpen", () => {
  it("SEND-5: queued and dispatching messages hold up the next", () => {
    expect(statuses.filter(isOpen)).toEqual(["queued", "dispatching"])
  })
})
