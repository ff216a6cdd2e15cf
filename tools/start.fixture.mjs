/**
 * Stands in for the server in the launcher's test, which it calls at REPORT_PORT: reports that it started and which
 * signal stopped it, and ends with 7. The connection closes with the process, whoever else still lives.
 */
import { connect } from "node:net"
import process from "node:process"

const report = connect(Number(process.env.REPORT_PORT), "127.0.0.1")
report.write("started\n")
for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT"])) {
  process.on(signal, () => report.end(`stopped by ${signal}\n`, () => process.exit(7)))
}
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume()
