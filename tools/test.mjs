/** `npm test`: sets up what is missing and runs the tests; arguments are passed on to vitest (`npm test -- server/feed`). */
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { chromiumProgram } from "./chromium.mjs"
import { root, say, setUp, SetUpError } from "./setUp.mjs"

const reportFile = join(root, ".cache", "test-report.json")

/** Runs vitest on Deno to its end; gives its exit code. */
const runVitest = (/** @type {string} */ deno, /** @type {string} */ chromium) => {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs")
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`]
  const child = spawn(deno, [
    "run",
    "-A",
    "--no-prompt",
    vitest,
    "run",
    ...reporters,
    ...process.argv.slice(2),
  ], {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_CHROMIUM: chromium, DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  })
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => child.kill(signal))
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) => resolve(code ?? 1))
  })
}

/** A file that fails to load counts as one failed test, and so does whatever else made vitest fail. */
const count = (/** @type {number} */ exitCode) => {
  try {
    const report = JSON.parse(readFileSync(reportFile, "utf8"))
    const unloaded = report.testResults.filter(
      (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
        file.status === "failed" && file.assertionResults.length === 0,
    ).length
    const failed = report.numFailedTests + unloaded
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && exitCode !== 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const test = async () => {
  try {
    const deno = setUp()
    const chromium = await chromiumProgram()
    mkdirSync(join(root, ".cache"), { recursive: true })
    rmSync(reportFile, { force: true })
    return count(await runVitest(deno, chromium))
  } catch (error) {
    say(error instanceof SetUpError ? error.message : String(error))
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const { passed, failed, skipped } = await test()
process.stdout.write(`${skipped > 0 ? `${skipped} skipped\n` : ""}${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
