import { Effect } from "effect"
import { existsSync, readdirSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { runProgram } from "../../server/database/runProgram.ts"
import type { BenchDesk } from "./BenchDesk.ts"
import { benchProgram, BenchProgramError } from "./BenchProgram.ts"
import { appendOneSql } from "./appendOneSql.ts"
import { ControlInput, ControlResult } from "./IngestControlRun.ts"
import { inputFor } from "./programInput.ts"
import { customerCount } from "./signedWebhook.ts"

const clients = 8
const threads = 2

/** `$PGBENCH`, else the one in the path, else the newest of Debian's; the embedded PostgreSQL comes without it. */
const pgbenchProgram = (): string | undefined => {
  if (process.env.PGBENCH) return process.env.PGBENCH
  const debian = "/usr/lib/postgresql"
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin")),
  ]
  return folders.map((folder) => join(folder, "pgbench")).find((path) => existsSync(path))
}

const byPgbench = Effect.fnUntraced(function* (program: string, desk: BenchDesk, url: URL, seconds: number) {
  const script = join(desk.folder, "append-one.sql")
  const text = `\\set n random(1, ${customerCount})\n${appendOneSql(":n").replaceAll("\n", " ").trim()};\n`
  yield* Effect.promise(() => writeFile(script, text))
  const options = [
    `--client=${clients}`,
    `--jobs=${threads}`,
    `--time=${Math.ceil(seconds)}`,
    `--file=${script}`,
  ]
  const { exitCode, output } = yield* runProgram(program, [
    "--no-vacuum",
    "--protocol=prepared",
    ...options,
    `--host=${url.hostname}`,
    `--port=${url.port}`,
    `--username=${url.username}`,
    url.pathname.slice(1),
  ], { user: undefined, directory: desk.folder, env: { PGPASSWORD: url.password, LC_ALL: "C" } })
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(output)?.[1])
  if (exitCode !== 0 || !(perSecond > 0)) return yield* new BenchProgramError({ message: output })
  return perSecond
})

const byOurselves = Effect.fnUntraced(function* (desk: BenchDesk, url: URL, seconds: number) {
  const entry = fileURLToPath(new URL("runIngestControl.ts", import.meta.url))
  const input = ControlInput.make({ databaseUrl: url.href, clients, seconds })
  const program = yield* benchProgram(entry, { DATA_DIR: desk.folder, ...inputFor(input) })
  return (yield* program.next(ControlResult, seconds + 30)).perSecond
})

/**
 * Messages per second that PostgreSQL itself takes one at a time, each its own durable transaction of one prepared
 * statement, from eight clients. By `pgbench` where there is one.
 */
export const ingestControl = Effect.fn("ingestControl")(
  function* (desk: BenchDesk, databaseUrl: string, warmUpSeconds: number, seconds: number) {
    const url = new URL(databaseUrl)
    const program = pgbenchProgram()
    const run = (length: number) =>
      program === undefined ? byOurselves(desk, url, length) : byPgbench(program, desk, url, length)
    yield* run(warmUpSeconds)
    return { perSecond: yield* run(seconds), by: program === undefined ? "pg" : "pgbench" }
  },
)
