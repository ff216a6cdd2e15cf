import { Schema } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import process from "node:process"
import { createInterface } from "node:readline/promises"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** The run's PostgreSQL as its superuser, connected to the maintenance database. */
    readonly postgresAdminUrl: string
    /** The same as the role that owns the desks' databases; the database named in it is the migrated template. */
    readonly postgresTemplateUrl: string
  }
}

const Addresses = Schema.fromJsonString(
  Schema.Struct({ adminUrl: Schema.String, templateUrl: Schema.String }),
)

/** Under Deno, a program is run with a subcommand and permissions; Node takes just its path. */
const runArguments = process.versions["deno"] === undefined ? [] : ["run", "-A", "--quiet"]

const startMillisMax = 90_000

/**
 * Global set-up of vitest: one PostgreSQL for the whole run, without fsync, whose database has every migration
 * applied and is what TestDatabase.ts copies. Stopped and removed when the run ends, however it ends.
 */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const program = fileURLToPath(new URL("holdPostgres.ts", import.meta.url))
  // Detached, so that Ctrl-C does not end it before it has cleaned up; it ends when the pipe of its input closes.
  const holder = spawn(process.execPath, [...runArguments, program], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  })
  const ended = once(holder, "exit")
  const deadline = setTimeout(() => holder.kill("SIGKILL"), startMillisMax)
  for await (const line of createInterface({ input: holder.stdout })) {
    const { adminUrl, templateUrl } = Schema.decodeSync(Addresses)(line)
    project.provide("postgresAdminUrl", adminUrl)
    project.provide("postgresTemplateUrl", templateUrl)
    clearTimeout(deadline)
    return async () => {
      holder.stdin.end()
      await ended
    }
  }
  throw new Error("The tests' PostgreSQL did not start, see above")
}
