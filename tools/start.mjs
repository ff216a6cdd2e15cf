/** `npm start`: sets up what is missing and runs the desk (or, for its own test, the program given as an argument). */
import { spawn } from "node:child_process"
import { constants } from "node:os"
import process from "node:process"
import { serverArguments } from "./serverCommand.mjs"
import { root, say, setUp, SetUpError } from "./setUp.mjs"

/** npm passes a Ctrl-C on while the terminal delivers it too: within this time both are the same one. */
const repeatMillisMin = 1_000

/** Runs the server until it ends; it does not outlive us: server/StopWithParent.ts. */
const runServer = (/** @type {string} */ deno) => {
  // In a process group of its own, so that Ctrl-C reaches it once, through us, and does not cut its shutdown short.
  const server = spawn(deno, serverArguments(process.env, process.argv[2]), {
    cwd: root,
    detached: true,
    env: { ...process.env, STOP_WITH_PARENT: "true", DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "inherit", "inherit"],
  })
  let stoppedAt = 0
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      if (stoppedAt === 0) {
        stoppedAt = Date.now()
        server.kill(signal === "SIGHUP" ? "SIGTERM" : signal)
      } else if (Date.now() - stoppedAt > repeatMillisMin) {
        server.kill("SIGKILL")
      }
    })
  }
  server.once("error", (error) => {
    say(`The server cannot be run: ${error.message}`)
    process.exitCode = 1
  })
  server.once("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)))
}

try {
  runServer(setUp())
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  say(error.message)
  process.exitCode = 1
}
