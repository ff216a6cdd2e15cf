import { Effect, Schema } from "effect"
import { dirname } from "node:path"
import process from "node:process"
import { type OsUser, runProgram } from "./runProgram.ts"

/** PostgreSQL refuses to run as root, and the user to run it as cannot be had, or may not enter a folder. */
export class PostgresUserUnusable extends Schema.TaggedError<PostgresUserUnusable>()("PostgresUserUnusable", {
  message: Schema.String,
}) {}

const userName = "postgres"
const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" }

const run = (program: string, args: ReadonlyArray<string>, user?: OsUser) =>
  runProgram(program, args, { user, directory: "/", env }).pipe(
    Effect.mapError((error) =>
      new PostgresUserUnusable({ message: `Cannot run "${program}": ${String(error.cause)}` })
    ),
  )

const idOf = Effect.fnUntraced(function* (option: "-u" | "-g") {
  const { exitCode, output } = yield* run("id", [option, userName])
  const id = Number.parseInt(output, 10)
  return exitCode === 0 && Number.isInteger(id) && id > 0 ? id : undefined
})

const findUser = Effect.gen(function* () {
  const uid = yield* idOf("-u")
  const gid = yield* idOf("-g")
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
})

const createUser = Effect.gen(function* () {
  const { exitCode, output } = yield* run("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    userName,
  ])
  const user = yield* findUser
  if (user !== undefined) return user
  return yield* new PostgresUserUnusable({
    message: `PostgreSQL does not run as root, and the user "${userName}" could not be created ` +
      `(exit code ${exitCode}: ${output}). Create it, run the desk as another user, or set DATABASE_URL.`,
  })
})

/**
 * The OS user that PostgreSQL runs as: ours (undefined), except for root, for whom it is "postgres", made when the
 * machine has none.
 */
export const postgresUser: Effect.Effect<OsUser | undefined, PostgresUserUnusable> = Effect.suspend(() =>
  process.getuid?.() === 0
    ? Effect.flatMap(findUser, (user) => user === undefined ? createUser : Effect.succeed(user))
    : Effect.succeed(undefined)
)

const mayEnter = (folder: string, user: OsUser) =>
  Effect.map(run("test", ["-x", folder], user), ({ exitCode }) => exitCode === 0)

/** From the root down to `path` itself. */
const foldersTo = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === path ? [path] : [...foldersTo(parent), path]
}

/** Fails, naming the first folder on the way to the folder `path` (itself included) that the user may not enter. */
export const requireEntry = Effect.fnUntraced(function* (path: string, user: OsUser) {
  if (yield* mayEnter(path, user)) return
  for (const folder of foldersTo(path)) {
    if (yield* mayEnter(folder, user)) continue
    return yield* new PostgresUserUnusable({
      message:
        `PostgreSQL runs as the user "${userName}", who may not enter ${folder} on the way to ${path}. ` +
        `Allow it (chmod o+x ${folder}), use another place, run the desk as another user, or set DATABASE_URL.`,
    })
  }
})
