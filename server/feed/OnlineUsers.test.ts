import { assert, describe, it } from "vitest"
import { UserId } from "../../domain/user/User.ts"
import { OnlineUsers } from "./OnlineUsers.ts"

const [dana, omar] = [1, 2].map((n) => UserId.make(`00000000-0000-4000-8000-00000000000${n}`))

describe("OnlineUsers", () => {
  it("SYNC-5: who has desks on two nodes is online until the last of them is closed", () => {
    if (!dana) return assert.fail("no user")
    const online = new OnlineUsers()
    assert.isTrue(online.put("a", [dana], 1))
    assert.isFalse(online.put("b", [dana], 1), "already online")
    assert.isFalse(online.drop("a", [dana]))
    assert.isTrue(online.drop("b", [dana]))
    assert.deepStrictEqual([...online.users()], [])
  })

  it("SYNC-5: a node that falls silent takes its users with it, and nobody else's", () => {
    if (!dana || !omar) return assert.fail("no users")
    const online = new OnlineUsers()
    online.put("a", [dana], 10)
    online.put("b", [omar], 30)
    assert.isFalse(online.expire(10))
    assert.isTrue(online.expire(20))
    assert.deepStrictEqual([...online.users()], [omar])
  })
})
