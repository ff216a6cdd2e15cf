/**
 * Preloaded into the server when another program started it and holds the other end of its standard input: when that
 * program is gone, however it ended, the input ends, and the server stops as it does when told to.
 */
import process from "node:process"

if (process.env.STOP_WITH_PARENT === "true") {
  process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"))
  process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"))
  process.stdin.resume()
}
