import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { apiFixture, call, customerWrites, freshNumber } from "../api/ApiFixture.ts"
import { Directory } from "../directory/Directory.ts"
import { AuditLog } from "./AuditLog.ts"

layer(apiFixture, { excludeTestServices: true })("refused access to the public API", (it) => {
  it.effect("ADMIN-3, AUTH-4: is in the log, alike for what is not there and what one may not see", () =>
    Effect.gen(function* () {
      const { users } = yield* Directory.use(({ snapshot }) => snapshot)
      const stan = [...users.values()].find(({ email }) => email === "stan@acme.test")
      if (!stan) return assert.fail("no Stan")
      const hidden = yield* customerWrites(freshNumber(), "For the admin")
      const nothing = randomUUID()
      const answers = [
        yield* call(`/conversations/${hidden}`, { key: "key-stan" }),
        yield* call(`/conversations/${nothing}`, { key: "key-stan" }),
        yield* call("/conversations?view=team:omar@acme.test", { key: "key-stan" }),
        yield* call("/conversations?view=mine", { key: "key-stan" }),
      ]
      assert.deepStrictEqual(answers.map(({ status }) => status).slice(0, 2), [404, 404])
      assert.strictEqual(answers[3]?.status, 200)
      const audit = yield* AuditLog
      const filter = { user: stan.id, action: "access_refused", from: null, until: null }
      const { entries } = yield* audit.list(stan.workspaceId, filter, 100, null)
      assert.deepStrictEqual(
        entries.toReversed().slice(0, 2).map(({ detail, subject }) => [subject?.name, detail.note]),
        [
          [`GET /api/v1/conversations/${hidden}`, "It does not exist, or they may not see it."],
          [`GET /api/v1/conversations/${nothing}`, "It does not exist, or they may not see it."],
        ],
      )
      assert.deepStrictEqual(
        entries.map(({ subject }) => subject?.name).slice(0, -2),
        ["GET /api/v1/conversations"],
      )
    }))
})
