import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import type { NewInvitation } from "../../domain/user/UserAccount.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Directory } from "../directory/Directory.ts"
import { post, signInAs } from "../session/SignInFixture.ts"
import { Invitations } from "./Invitations.ts"
import { mailedToken, mailsTo, nextPassword, peopleFixture, viewerOf } from "./PeopleFixture.ts"

const options = { excludeTestServices: true }
const look = (token: string) => post("/invitation", { token })
const accept = (token: string, name = "Nora N.") =>
  post("/accept-invitation", { token, name, password: nextPassword })
const asked = (email: string): NewInvitation => ({ email, name: "Nora", role: "standard", licensed: true })

layer(peopleFixture, options)("an invitation", (it) => {
  it.effect("AUTH-1: makes a user with the password they chose, once, and every node knows them at once", () =>
    Effect.gen(function* () {
      const invitations = yield* Invitations
      const directory = yield* Directory
      const ann = yield* viewerOf("ann@acme.test")
      const invitation = yield* invitations.invite(ann, asked("Nora@Acme.test"))
      assert.strictEqual(invitation.email, "nora@acme.test")
      assert.approximately(invitation.expiresAt - Date.now(), 7 * 24 * 3600_000, 60_000)
      assert.deepStrictEqual((yield* invitations.open(ann)).map(({ id }) => id), [invitation.id])

      const token = yield* mailedToken("nora@acme.test", "invitation")
      const view = yield* look(token)
      assert.deepStrictEqual(yield* view.json, { email: "nora@acme.test", name: "Nora", workspace: "Acme" })
      assert.strictEqual((yield* look(token)).status, 200)
      const answers = yield* Effect.replicateEffect(accept(token), 5, { concurrency: 5 })
      assert.deepStrictEqual(answers.map(({ status }) => status).toSorted(), [200, 410, 410, 410, 410])

      assert.strictEqual((yield* signInAs("nora@acme.test", nextPassword)).status, 200)
      const { users } = yield* directory.snapshot
      const nora = [...users.values()].find(({ email }) => email === "nora@acme.test")
      assert.deepInclude(nora, { name: "Nora N.", role: "standard", licensed: true })
      assert.deepStrictEqual(yield* invitations.open(ann), [])
      assert.strictEqual((yield* look(token)).status, 410)
    }))

  it.effect("AUTH-1: sent again has a new link, and the one before is dead; withdrawn or expired none works", () =>
    Effect.gen(function* () {
      const invitations = yield* Invitations
      const sql = yield* PgClient.PgClient
      const ann = yield* viewerOf("ann@acme.test")
      const { id } = yield* invitations.invite(ann, asked("twice@acme.test"))
      const first = yield* mailedToken("twice@acme.test", "invitation")
      yield* invitations.inviteAgain(ann, id)
      const second = yield* mailedToken("twice@acme.test", "invitation", 2)
      assert.strictEqual((yield* accept(first)).status, 410)
      assert.strictEqual((yield* look(second)).status, 200)

      yield* sql`UPDATE invitations SET expires_at = now() WHERE id = ${id}`
      assert.strictEqual((yield* accept(second)).status, 410)
      yield* invitations.inviteAgain(ann, id)
      const third = yield* mailedToken("twice@acme.test", "invitation", 3)
      yield* invitations.withdraw(ann, id)
      assert.strictEqual((yield* accept(third)).status, 410)
      assert.strictEqual((yield* Effect.flip(invitations.inviteAgain(ann, id)))._tag, "Refusal")
      assert.strictEqual((yield* mailsTo("twice@acme.test")).length, 3)
      assert.strictEqual((yield* signInAs("twice@acme.test", nextPassword)).status, 401)
    }))

  it.effect("AUTH-1: is only an admin's to write, of their own workspace, and not for who is there or invited", () =>
    Effect.gen(function* () {
      const invitations = yield* Invitations
      const ann = yield* viewerOf("ann@acme.test")
      const stan = yield* viewerOf("stan@acme.test")
      const messageOf = (effect: ReturnType<typeof invitations.invite>) =>
        Effect.map(Effect.flip(effect), ({ message }) => message)
      assert.include(yield* messageOf(invitations.invite(stan, asked("x@acme.test"))), "admins")
      assert.include(yield* messageOf(invitations.invite(ann, asked("Stan@acme.test"))), "is a user already")
      const { id } = yield* invitations.invite(ann, asked("y@acme.test"))
      assert.include(yield* messageOf(invitations.invite(ann, asked("y@acme.test"))), "is invited already")

      const elsewhere = { ...ann, workspaceId: WorkspaceId.make(randomUUID()) }
      for (const viewer of [stan, elsewhere]) {
        yield* Effect.flip(invitations.withdraw(viewer, id))
        yield* Effect.flip(invitations.inviteAgain(viewer, id))
      }
      yield* Effect.flip(invitations.open(stan))
      assert.deepStrictEqual(yield* invitations.open(elsewhere), [])
      assert.strictEqual((yield* mailsTo("x@acme.test")).length, 0)
    }))

  it.effect("AUTH-1: to somebody who became a user of another workspace meanwhile makes no second one", () =>
    Effect.gen(function* () {
      const invitations = yield* Invitations
      const sql = yield* PgClient.PgClient
      const ann = yield* viewerOf("ann@acme.test")
      yield* invitations.invite(ann, asked("late@acme.test"))
      const token = yield* mailedToken("late@acme.test", "invitation")
      yield* sql`
        INSERT INTO users (workspace_id, email, name, role, licensed)
        VALUES (${ann.workspaceId}, 'late@acme.test', 'Late', 'standard', false)`
      assert.strictEqual((yield* accept(token)).status, 410)
      const rows = yield* sql`SELECT FROM users WHERE email = 'late@acme.test' AND NOT licensed`
      assert.strictEqual(rows.length, 1)
    }))
})
