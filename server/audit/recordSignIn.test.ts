import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { Directory } from "../directory/Directory.ts"
import { password, post, signInFixture } from "../session/SignInFixture.ts"
import { AuditLog } from "./AuditLog.ts"

const all = { user: null, action: null, from: null, until: null }

/** What the log says, oldest first. */
const told = Effect.gen(function* () {
  const { users, workspaces } = yield* Directory.use(({ snapshot }) => snapshot)
  const [workspaceId] = workspaces.keys()
  if (workspaceId === undefined) return []
  const audit = yield* AuditLog
  const { entries } = yield* audit.list(workspaceId, all, 100, null)
  return entries.toReversed().map(({ action, address, detail, subject, user }) => ({
    action,
    who: user === null ? null : users.get(user)?.name,
    about: subject?.name ?? null,
    note: detail.note ?? null,
    hasAddress: address !== null,
  }))
})

const tryToSignIn = (email: string, word: string) => post("/sign-in/email", { email, password: word })

layer(signInFixture(), { excludeTestServices: true })("the audit log of sign-in", (it) => {
  it.effect("ADMIN-3: tells who signed in and out, who failed to, and from where", () =>
    Effect.gen(function* () {
      const { cookies } = yield* tryToSignIn("ann@acme.test", password)
      yield* tryToSignIn("stan@acme.test", "wrong guess")
      yield* tryToSignIn("nobody@acme.test", "wrong guess")
      yield* tryToSignIn("una@acme.test", password)
      const cookie = Object.values(cookies.cookies).map(({ name, valueEncoded }) => `${name}=${valueEncoded}`)
      yield* post("/sign-out", {}, { cookie: cookie.join("; ") })
      const entry = (
        action: string,
        who: string | null,
        about: string | null = null,
        note: string | null = null,
      ) => ({ action, who, about, note, hasAddress: true })
      assert.deepStrictEqual(yield* told, [
        entry("signed_in", "Ann"),
        entry("sign_in_failed", null, "Stan"),
        entry("sign_in_failed", null, null, "The e-mail is nobody's."),
        entry("sign_in_failed", null, "Una", "This user has no licence."),
        entry("signed_out", "Ann"),
      ])
    }))

  it.effect("ADMIN-3, AUTH-1: tells of too many tries, and is not filled by them", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(
        Array.from({ length: 40 }),
        () => tryToSignIn("guessed@acme.test", "wrong guess"),
      )
      const about = (yield* told).filter((entry) => entry.about === "Gus")
      const failed = about.filter(({ action }) => action === "sign_in_failed")
      const throttled = about.filter(({ action }) => action === "sign_in_throttled")
      assert.deepStrictEqual([failed.length, throttled.length], [10, 10])
      assert.strictEqual(throttled.at(-1)?.note, "More of these in the next ten minutes are not listed.")
    }))
})
