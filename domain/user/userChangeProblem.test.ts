import { assert, describe, it } from "@effect/vitest"
import type { Role } from "./User.ts"
import { UserId } from "./User.ts"
import { userChangeProblem } from "./userChangeProblem.ts"

const idOf = (number: number) => UserId.make(`00000000-0000-4000-8000-00000000000${number}`)
const [ann, bea, stan] = [idOf(1), idOf(2), idOf(3)]
const userOf = (id: UserId, role: Role, licensed = true) => ({ id, role, licensed })
const changeOf = (id: UserId, role: Role, licensed: boolean, newDefaultAdmin: UserId | null = null) => ({
  id,
  role,
  licensed,
  active: true,
  newDefaultAdmin,
})

describe("a change of a user", () => {
  const people = {
    users: [userOf(ann, "admin"), userOf(bea, "admin"), userOf(stan, "standard")],
    defaultAdmin: ann,
  }

  it("ADMIN-1: leaves at least one admin with a licence", () => {
    const alone = { users: [userOf(ann, "admin"), userOf(bea, "admin", false)], defaultAdmin: null }
    assert.strictEqual(userChangeProblem(alone, changeOf(ann, "standard", true)), "last_admin")
    assert.strictEqual(userChangeProblem(alone, changeOf(ann, "admin", false)), "last_admin")
    assert.isNull(userChangeProblem(alone, changeOf(bea, "standard", false)))
    assert.isNull(userChangeProblem(alone, changeOf(ann, "admin", true)))
  })

  it("ADMIN-1: names another admin when the default admin goes, and only one who can be it", () => {
    assert.strictEqual(userChangeProblem(people, changeOf(ann, "standard", true)), "default_admin")
    assert.strictEqual(userChangeProblem(people, changeOf(ann, "admin", false, ann)), "not_an_admin")
    assert.strictEqual(userChangeProblem(people, changeOf(ann, "standard", true, stan)), "not_an_admin")
    assert.isNull(userChangeProblem(people, changeOf(ann, "standard", true, bea)))
    assert.isNull(userChangeProblem(people, changeOf(bea, "standard", true)))
    assert.isNull(userChangeProblem(people, changeOf(bea, "admin", true, bea)))
    assert.isNull(userChangeProblem(people, changeOf(stan, "admin", true, stan)))
  })

  it("ADMIN-1: gives a closed account no licence", () => {
    assert.strictEqual(
      userChangeProblem(people, { ...changeOf(stan, "standard", true), active: false }),
      "closed",
    )
    assert.isNull(userChangeProblem(people, { ...changeOf(stan, "standard", false), active: false }))
  })
})
