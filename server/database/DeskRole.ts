import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"

/**
 * The role in which the database is asked on behalf of a user. It cannot sign in; the desk's own role changes into it for a
 * transaction (`asWorkspace`). One for all desks of a PostgreSQL: what it may do is said in each database.
 */
export const deskRole = "converse_desk_user"

/** The role is not there, or may not be used, and the desk may not change that. */
export class DeskRoleMissing
  extends Schema.TaggedError<DeskRoleMissing>()("DeskRoleMissing", { message: Schema.String }) {}

const missing = (user: string) =>
  new DeskRoleMissing({
    message:
      `The database user ${user} may not act as the role ${deskRole}. Give ${user} the right CREATEROLE, or as a ` +
      `superuser: CREATE ROLE ${deskRole} NOLOGIN; GRANT ${deskRole} TO "${user}";`,
  })

/** Two desks that start at once may make or grant it at the same moment. */
const triesMax = 5

const usable = Effect.fnUntraced(function* (user: string) {
  const sql = yield* SqlClient.SqlClient
  const [role] = yield* sql<{ readonly usable: boolean }>`
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ${deskRole} AND pg_has_role(${user}, oid,
      CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)) AS usable`
  return role?.usable === true
})

/** Lets `user` act as the role, which is made where it is missing. Fails with the cause where one may not do either. */
export const makeDeskRole = Effect.fn("makeDeskRole")(function* (user: string) {
  const sql = yield* SqlClient.SqlClient
  if (yield* usable(user)) return
  yield* Effect.gen(function* () {
    const roles = yield* sql`SELECT FROM pg_roles WHERE rolname = ${deskRole}`
    if (roles.length === 0) yield* sql.unsafe(`CREATE ROLE ${deskRole} NOLOGIN`)
    yield* sql.unsafe(`GRANT ${deskRole} TO "${user.replaceAll('"', '""')}"`)
  }).pipe(Effect.retry({ times: triesMax, while: ({ reason }) => reason._tag !== "AuthorizationError" }))
})

/** For the role that is signed in. */
export const ensureDeskRole = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [signedIn] = yield* sql<{ readonly name: string }>`SELECT current_user::text AS name`
  const name = signedIn?.name ?? ""
  yield* makeDeskRole(name).pipe(
    Effect.catchTag(
      "SqlError",
      (error) => Effect.fail(error.reason._tag === "AuthorizationError" ? missing(name) : error),
    ),
  )
})
