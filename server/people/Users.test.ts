import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { Headers } from "effect/http"
import { randomUUID } from "node:crypto"
import type { UserChange } from "../../domain/user/UserAccount.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Directory } from "../directory/Directory.ts"
import { Sessions } from "../session/Sessions.ts"
import { cookieOf, signInAs } from "../session/SignInFixture.ts"
import { peopleFixture, viewerOf } from "./PeopleFixture.ts"
import { Users } from "./Users.ts"

const options = { excludeTestServices: true }

/** A user as ann sees them now, with what is to be different. */
const changeOf = Effect.fnUntraced(function* (email: string, change: Partial<UserChange> = {}) {
  const { users } = yield* Users.use((service) => Effect.flatMap(viewerOf("ann@acme.test"), service.list))
  const user = users.find((one) => one.email === email)
  if (!user) return yield* Effect.die(`there is no ${email}`)
  const { active, id, licensed, role, version } = user
  return { id, version, role, licensed, active, newDefaultAdmin: null, ...change } satisfies UserChange
})
const messageOf = <A>(effect: Effect.Effect<A, { readonly message: string }>) =>
  Effect.map(Effect.flip(effect), ({ message }) => message)

layer(peopleFixture, options)("the users of a workspace", (it) => {
  it.effect("ADMIN-1: are listed for admins, those of their own workspace, and for nobody else", () =>
    Effect.gen(function* () {
      const users = yield* Users
      yield* signInAs("stan@acme.test")
      const ann = yield* viewerOf("ann@acme.test")
      const list = yield* users.list(ann)
      assert.deepStrictEqual(list.users.map(({ name }) => name), ["Ann", "Gus", "Stan", "Una"])
      assert.strictEqual(list.defaultAdmin, ann.user.id)
      const stan = list.users.find(({ name }) => name === "Stan")
      assert.isNotNull(stan?.lastSeenAt)
      assert.isNull(list.users.find(({ name }) => name === "Una")?.lastSeenAt)

      const standard = yield* viewerOf("stan@acme.test")
      assert.include(yield* messageOf(users.list(standard)), "admins")
      const change = yield* changeOf("stan@acme.test", { role: "admin" })
      assert.include(yield* messageOf(users.change(standard, change)), "admins")
      const elsewhere = { ...ann, workspaceId: WorkspaceId.make(randomUUID()) }
      assert.deepStrictEqual((yield* users.list(elsewhere)).users, [])
      yield* messageOf(users.change(elsewhere, change))
      yield* messageOf(users.switchOffSecondFactor(elsewhere, change.id))
      assert.strictEqual((yield* viewerOf("stan@acme.test")).user.role, "standard")
    }))

  it.effect("ADMIN-1: are changed only as they were seen: of two changes at once one is told how it stands", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const ann = yield* viewerOf("ann@acme.test")
      const change = yield* changeOf("una@acme.test", { licensed: true })
      const outcomes = yield* Effect.all([
        users.change(ann, change),
        users.change(ann, { ...change, licensed: false, role: "admin" }),
      ], { concurrency: 2 })
      assert.deepStrictEqual(outcomes.map(({ _tag }) => _tag).toSorted(), ["Meanwhile", "Saved"])
      const [first, second] = outcomes.map(({ user }) => user)
      assert.deepStrictEqual(first, second)
    }))

  it.effect("SYNC-3: who loses the licence is refused from the next call on, and may come back with it", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const sessions = yield* Sessions
      const ann = yield* viewerOf("ann@acme.test")
      const headers = Headers.fromInput({ cookie: yield* cookieOf("stan@acme.test") })
      yield* sessions.resolve(headers)
      yield* users.change(ann, yield* changeOf("stan@acme.test", { licensed: false }))
      assert.include((yield* Effect.flip(sessions.resolve(headers))).message, "no licence")
      yield* users.change(ann, yield* changeOf("stan@acme.test", { licensed: true }))
      yield* sessions.resolve(headers)
    }))

  it.effect("SYNC-3: who is deactivated has no session, no API key and no licence any more", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const sessions = yield* Sessions
      const sql = yield* PgClient.PgClient
      const ann = yield* viewerOf("ann@acme.test")
      const { user: stan } = yield* viewerOf("stan@acme.test")
      yield* sql`INSERT INTO api_keys (hash, user_id) VALUES (sha256('key-stan'), ${stan.id})`
      const byKey = Headers.fromInput({ authorization: "Bearer key-stan" })
      const byCookie = Headers.fromInput({ cookie: yield* cookieOf("stan@acme.test") })
      yield* sessions.resolve(byKey)

      const refused = users.change(ann, yield* changeOf("stan@acme.test", { active: false }))
      assert.include(yield* messageOf(refused), "Activate the user first")
      const outcome = yield* users.change(
        ann,
        yield* changeOf("stan@acme.test", { active: false, licensed: false }),
      )
      assert.deepInclude(outcome.user, { active: false, licensed: false })
      yield* Effect.flip(sessions.resolve(byKey))
      yield* Effect.flip(sessions.resolve(byCookie))
      assert.strictEqual((yield* signInAs("stan@acme.test")).status, 403)

      yield* users.change(ann, yield* changeOf("stan@acme.test", { active: true, licensed: true }))
      assert.strictEqual((yield* signInAs("stan@acme.test")).status, 200)
      yield* Effect.flip(sessions.resolve(byCookie))
    }))

  it.effect("ADMIN-3: leave every change in the audit log, with what was different", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const sql = yield* PgClient.PgClient
      const ann = yield* viewerOf("ann@acme.test")
      const { user: una } = yield* viewerOf("una@acme.test")
      yield* sql`UPDATE users SET role = 'standard', licensed = false WHERE id = ${una.id}`
      yield* users.change(ann, yield* changeOf("una@acme.test", { licensed: true, role: "admin" }))
      const [entry] = yield* sql<
        {
          readonly action: string
          readonly userId: string
          readonly subject: unknown
          readonly detail: unknown
        }
      >`SELECT action, user_id, subject, detail FROM audit_log ORDER BY id DESC LIMIT 1`
      assert.deepStrictEqual(entry, {
        action: "user_changed",
        userId: ann.user.id,
        subject: { kind: "user", id: una.id, name: "Una" },
        detail: {
          changes: [
            { what: "Role", before: "standard", after: "admin" },
            { what: "Licence", before: "no", after: "yes" },
          ],
        },
      })
      yield* users.change(ann, yield* changeOf("una@acme.test", { licensed: false, role: "standard" }))
    }))

  it.effect("ADMIN-1: keep an admin, and one for the first messages of strangers", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const directory = yield* Directory
      const ann = yield* viewerOf("ann@acme.test")
      const demoted = yield* changeOf("ann@acme.test", { role: "standard" })
      assert.include(yield* messageOf(users.change(ann, demoted)), "last admin")
      yield* users.change(ann, yield* changeOf("stan@acme.test", { role: "admin" }))
      assert.include(yield* messageOf(users.change(ann, demoted)), "First messages")

      const { user: stan, ...rest } = yield* viewerOf("stan@acme.test")
      yield* users.change(ann, { ...demoted, newDefaultAdmin: stan.id })
      const { workspaces } = yield* directory.snapshot
      assert.strictEqual(workspaces.get(ann.workspaceId)?.defaultAdmin, stan.id)
      // Ann's desk may still believe that she is an admin: the database knows better.
      assert.include(yield* messageOf(users.change(ann, { ...demoted, role: "admin", version: 2 })), "admins")
      const back = (yield* users.list({ user: stan, ...rest })).users.find(({ name }) => name === "Ann")
      yield* users.change({ user: stan, ...rest }, {
        ...demoted,
        role: "admin",
        version: back?.version ?? 0,
        newDefaultAdmin: ann.user.id,
      })
    }))

  it.effect("ADMIN-1: are not left without admin by two admins who demote each other at once", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const ann = yield* viewerOf("ann@acme.test")
      const stan = yield* viewerOf("stan@acme.test")
      const annGone = yield* changeOf("ann@acme.test", {
        role: "standard",
        newDefaultAdmin: stan.user.id,
      })
      const stanGone = yield* changeOf("stan@acme.test", { role: "standard" })
      const exits = yield* Effect.all([
        Effect.exit(users.change(stan, annGone)),
        Effect.exit(users.change(ann, stanGone)),
      ], { concurrency: 2 })
      assert.strictEqual(exits.filter(({ _tag }) => _tag === "Success").length, 1)
      const sql = yield* PgClient.PgClient
      const admins = yield* sql`SELECT FROM users WHERE role = 'admin' AND licensed`
      assert.isAtLeast(admins.length, 1)
    }))
})
