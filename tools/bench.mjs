/** `npm run bench [scenario…]`: sets up what is missing and measures the desk. */
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { root, say, setUp, SetUpError } from "./setUp.mjs"

const runBench = (/** @type {string} */ deno) => {
  const config = `--config=${join(root, "deno.json")}`
  const entry = join(root, "tools", "bench", "main.ts")
  const args = ["run", "--quiet", "--no-prompt", "--no-remote", "-A", config, entry, ...process.argv.slice(2)]
  const bench = spawn(deno, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, STOP_WITH_PARENT: "true", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "inherit", "inherit"],
  })
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => bench.kill("SIGTERM"))
  }
  bench.once("error", (error) => {
    say(`The benchmark cannot be run: ${error.message}`)
    process.exitCode = 1
  })
  bench.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)))
}

try {
  runBench(setUp())
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  say(error.message)
  process.exitCode = 1
}
