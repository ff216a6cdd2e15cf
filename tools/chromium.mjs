/** The browser of the browser tests. */
import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"
import { root, run, say, SetUpError } from "./setUp.mjs"

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

const onPath = () => {
  const candidates = (process.env.PATH ?? "").split(delimiter).flatMap((folder) =>
    names.map((name) => join(folder, name))
  )
  return candidates.find((program) => {
    try {
      accessSync(program, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Where Playwright keeps, or would keep, the Chromium that belongs to it. */
const ofPlaywright = async () => {
  const { chromium } = await import(pathToFileURL(join(root, "node_modules", "playwright", "index.mjs")).href)
  return /** @type {string} */ (chromium.executablePath())
}

/** @type {ReadonlyArray<{ when: boolean, steps: ReadonlyArray<readonly [string, ReadonlyArray<string>]> }>} */
const installers = [
  {
    when: true,
    steps: [[process.execPath, [join(root, "node_modules", "playwright", "cli.js"), "install", "chromium"]]],
  },
  {
    when: process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"),
    steps: [["apt-get", ["update"]], ["apt-get", ["install", "-y", "--no-install-recommends", "chromium"]]],
  },
]

/** Whether it starts at all: libraries of the system may be missing. */
const works = (/** @type {string | undefined} */ program) =>
  program !== undefined && spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0

/** Path of a Chromium that runs here, installed when the machine has none. */
export const chromiumProgram = async () => {
  const chosen = process.env.PLAYWRIGHT_CHROMIUM
  if (chosen) return chosen
  const bundled = await ofPlaywright()
  const find = () => [onPath(), bundled].find(works)
  const present = find()
  if (present !== undefined) return present
  say("Installing Chromium for the browser tests…")
  const failures = []
  for (const { steps } of installers.filter(({ when }) => when)) {
    try {
      for (const [program, args] of steps) run([program, ...args].join(" "), program, args)
      const installed = find()
      if (installed !== undefined) return installed
    } catch (error) {
      failures.push(String(error))
    }
  }
  throw new SetUpError(
    [
      "There is no Chromium for the browser tests: install one, or set PLAYWRIGHT_CHROMIUM to its path.",
      ...failures,
    ].join("\n"),
  )
}
