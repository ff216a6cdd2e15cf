import { assert, describe, it } from "@effect/vitest"
import { conversationId, userId } from "../../client/testing/makeRow.ts"
import { Looks } from "./Looks.ts"

const desk = "00000004-0000-4000-8000-000000000001"

describe("Looks", () => {
  it("ASSIGN-5: a desk that says nothing any more is forgotten, one that goes on is not", () => {
    const looks = new Looks()
    const id = conversationId(1)
    assert.deepStrictEqual(looks.put(userId(1), { desk, id, writing: true }, 1_000), [id])
    looks.put(userId(2), { desk, id, writing: false }, 1_000)
    assert.deepStrictEqual(looks.put(userId(2), { desk, id, writing: false }, 5_000), [])
    assert.deepStrictEqual(looks.expire(2_000), [id])
    assert.deepStrictEqual(looks.at(id), [{ user: userId(2), writing: false }])
  })
})
