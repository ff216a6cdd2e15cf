import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { UserOutcome } from "../../domain/rpc/UserRpcs.ts"
import type { Role, UserId } from "../../domain/user/User.ts"
import type { UserAccount, UserChange } from "../../domain/user/UserAccount.ts"
import { userChangeProblem, userChangeProblemText } from "../../domain/user/userChangeProblem.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { Mailer } from "../mail/Mailer.ts"
import { SecondFactors } from "../session/SecondFactors.ts"
import { signInChangedMail } from "./peopleMails.ts"

type Viewer = CurrentUser["Service"]

interface Row {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly licensed: boolean
  readonly version: number
  readonly active: boolean
  readonly secondFactor: boolean
  readonly lastSeenAt: Date | null
}

const adminsOnly = new Refusal({ code: "not_allowed", message: "This page is for admins." })
const noSuchUser = new Refusal({ code: "not_found", message: "There is no such user." })
const couldNotSave = orUnavailable("The user could not be saved. Try again.")

const shown = ({ lastSeenAt, ...row }: Row): UserAccount => ({
  ...row,
  lastSeenAt: lastSeenAt?.getTime() ?? null,
})

const stateOf = ({ active }: Row): string => active ? "active" : "deactivated"
const licenceOf = ({ licensed }: Row): string => licensed ? "yes" : "no"

/** What is different, in the words of the screen. */
const changesOf = (before: Row, after: Row) =>
  ([["Role", ({ role }: Row) => role], ["Licence", licenceOf], ["Account", stateOf]] as const)
    .map(([what, of]) => ({ what, before: of(before), after: of(after) }))
    .filter((change) => change.before !== change.after)

const newDefaultAdminNote = (users: ReadonlyArray<Row>, { newDefaultAdmin }: UserChange) => {
  const name = users.find(({ id }) => id === newDefaultAdmin)?.name
  return name === undefined ? {} : { note: `${name} is now the default admin.` }
}

const recordOf = (viewer: Viewer, { id, name }: Row) => ({
  workspaceId: viewer.workspaceId,
  actor: auditActorOf(viewer),
  subject: { kind: "user", id, name },
})

/** The users of a workspace, as its admins see and change them (ADMIN-1). */
export class Users extends Context.Service<Users, {
  readonly list: (viewer: Viewer) => Effect.Effect<
    { readonly users: ReadonlyArray<UserAccount>; readonly defaultAdmin: UserId | null },
    Refusal | Unavailable
  >
  /** What a user may no longer do they can no longer do at once, on every node and open desk (SYNC-3). */
  readonly change: (viewer: Viewer, change: UserChange) => Effect.Effect<UserOutcome, Refusal | Unavailable>
  readonly switchOffSecondFactor: (
    viewer: Viewer,
    id: UserId,
  ) => Effect.Effect<UserAccount, Refusal | Unavailable>
}>()("desk/server/people/Users") {
  static readonly layer = Layer.effect(
    Users,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const secondFactors = yield* SecondFactors
      const mailer = yield* Mailer
      const audit = yield* AuditLog

      const usersOf = ({ workspaceId }: Viewer) =>
        sql<Row>`
          SELECT u.id, u.email, u.name, u.role, u.licensed, u.version, u.deactivated_at IS NULL AS active,
            EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id AND f.enabled_at IS NOT NULL)
              AS second_factor,
            (SELECT max(coalesce(used.used_at, s.created_at))
              FROM sessions s LEFT JOIN session_uses used ON used.session_id = s.id WHERE s.user_id = u.id) AS last_seen_at
          FROM users u WHERE u.workspace_id = ${workspaceId} ORDER BY lower(u.name), u.id`

      const defaultAdminOf = Effect.fnUntraced(function* ({ workspaceId }: Viewer) {
        const [row] = yield* sql<{ readonly defaultAdmin: UserId | null }>`
          SELECT default_admin FROM workspaces WHERE id = ${workspaceId}`
        return row?.defaultAdmin ?? null
      })

      const list = Effect.fn("Users.list")(function* (viewer: Viewer) {
        if (viewer.user.role !== "admin") return yield* adminsOnly
        return { users: (yield* usersOf(viewer)).map(shown), defaultAdmin: yield* defaultAdminOf(viewer) }
      }, orUnavailable("The users could not be read. Try again."))

      const oneOf = Effect.fnUntraced(function* (viewer: Viewer, id: UserId) {
        const found = (yield* usersOf(viewer)).find((user) => user.id === id)
        return found ?? (yield* noSuchUser)
      })

      /** What goes with a closed account: it can be opened again, but nobody is signed in by what they had before. */
      const letGo = Effect.fnUntraced(function* (id: UserId) {
        yield* sql`DELETE FROM sessions WHERE user_id = ${id}`
        yield* sql`DELETE FROM api_keys WHERE user_id = ${id}`
        yield* sql`DELETE FROM password_resets WHERE user_id = ${id}`
      })

      /** Changes of one workspace's users go one after another, so that two admins cannot remove each other. */
      const save = Effect.fnUntraced(function* (viewer: Viewer, change: UserChange) {
        yield* sql`SELECT FROM workspaces WHERE id = ${viewer.workspaceId} FOR UPDATE`
        const users = yield* usersOf(viewer)
        const by = users.find(({ id }) => id === viewer.user.id)
        if (by?.role !== "admin" || !by.licensed) return yield* adminsOnly
        const before = users.find(({ id }) => id === change.id)
        if (!before) return yield* noSuchUser
        if (before.version !== change.version) return { _tag: "Meanwhile" as const, user: shown(before) }
        const problem = userChangeProblem({ users, defaultAdmin: yield* defaultAdminOf(viewer) }, change)
        if (problem !== null) {
          return yield* new Refusal({ code: "not_possible", message: userChangeProblemText[problem] })
        }
        yield* sql`
          UPDATE users SET role = ${change.role}, licensed = ${change.licensed}, version = version + 1,
            deactivated_at = CASE WHEN ${change.active} THEN NULL ELSE coalesce(deactivated_at, now()) END,
            updated_at = now()
          WHERE id = ${change.id}`
        if (change.newDefaultAdmin !== null) {
          yield* sql`UPDATE workspaces SET default_admin = ${change.newDefaultAdmin} WHERE id = ${viewer.workspaceId}`
        }
        if (!change.active) yield* letGo(change.id)
        const after = yield* oneOf(viewer, change.id)
        yield* audit.record({
          ...recordOf(viewer, after),
          action: "user_changed",
          detail: { changes: changesOf(before, after), ...newDefaultAdminNote(users, change) },
        })
        return { _tag: "Saved" as const, user: shown(after) }
      }, sql.withTransaction)

      const change = Effect.fn("Users.change")(function* (viewer: Viewer, asked: UserChange) {
        if (viewer.user.role !== "admin") return yield* adminsOnly
        const outcome = yield* save(viewer, asked)
        if (outcome._tag === "Saved") yield* directory.changed
        return outcome satisfies UserOutcome
      }, couldNotSave)

      const switchOffSecondFactor = Effect.fn("Users.switchOffSecondFactor")(
        function* (viewer: Viewer, id: UserId) {
          if (viewer.user.role !== "admin") return yield* adminsOnly
          const user = yield* oneOf(viewer, id)
          if (yield* secondFactors.end(id)) {
            yield* audit.record({ ...recordOf(viewer, user), action: "second_factor_switched_off" })
            yield* mailer.send({
              workspaceId: viewer.workspaceId,
              to: user.email,
              kind: "security",
              ...signInChangedMail({
                name: user.name,
                what: `${viewer.user.name} switched off your second factor`,
              }),
            })
          }
          return shown({ ...user, secondFactor: false })
        },
        sql.withTransaction,
        couldNotSave,
      )

      return Users.of({ list, change, switchOffSecondFactor })
    }),
  )
}
