/** Runs Deno with the arguments given, installing packages when that is needed: `node tools/deno.mjs lint`. */
import { spawnSync } from "node:child_process"
import process from "node:process"
import { denoProgram, installPackages, root, say, SetUpError } from "./setUp.mjs"

try {
  installPackages()
  process.exitCode =
    spawnSync(denoProgram(), process.argv.slice(2), { cwd: root, stdio: "inherit" }).status ?? 1
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  say(error.message)
  process.exitCode = 1
}
