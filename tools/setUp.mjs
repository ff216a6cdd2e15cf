/**
 * What must be there before anything of the desk can run: packages, the Deno binary, the built client. Plain JavaScript
 * for Node 20 without dependencies, since on a fresh checkout there are none. Everything here is quick when done before.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "")
const at = (/** @type {string[]} */ ...parts) => join(root, ...parts)

/** Standard error, so that a program's own output stays clean for whoever reads it. */
export const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`)

/** A message for people that ends the launcher without a stack trace. */
export class SetUpError extends Error {}

/**
 * Runs a program quietly; its output is only shown when it fails.
 * @param {string} what
 * @param {string} program
 * @param {ReadonlyArray<string>} args
 */
export const run = (what, program, args) => {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  })
  if (status === 0) return
  throw new SetUpError(
    `${what} failed${error ? `: ${error.message}` : ""}\n${stdout ?? ""}${stderr ?? ""}`.trim(),
  )
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
const packagesOf = (/** @type {string} */ lockFile) =>
  existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages ?? {} : {}

/** npm notes in node_modules what it has installed, at the very end; that is compared with the lock file. */
const isInstalled = () => {
  const wanted = packagesOf(at("package-lock.json"))
  const present = packagesOf(at("node_modules", ".package-lock.json"))
  return Object.entries(wanted).every(([path, { version, optional }]) =>
    path === "" || (optional && present[path] === undefined) || present[path]?.version === version
  )
}

/** Installs what the lock file names, unless it is there already. */
export const installPackages = () => {
  if (isInstalled()) return
  say("Installing packages…")
  const npm = process.env.npm_execpath
  const [program, ...first] = npm ? [process.execPath, npm] : ["npm"]
  run("npm ci", program ?? "npm", [...first, "ci", "--no-audit", "--no-fund"])
}

const denoName = process.platform === "win32" ? "deno.exe" : "deno"

/** The path of the Deno binary. Its package puts it in place in an install script, which npm 11 does not run. */
export const denoProgram = () => {
  const program = at("node_modules", "deno", denoName)
  if (!existsSync(program)) {
    run("Setting up Deno", process.execPath, [at("node_modules", "deno", "install.cjs")])
  }
  if (existsSync(program)) return program
  // A read-only node_modules: the binary is used where its platform's package has it.
  const platforms = existsSync(at("node_modules", "@deno")) ? readdirSync(at("node_modules", "@deno")) : []
  const inPlace = platforms.map((name) => at("node_modules", "@deno", name, denoName)).find(existsSync)
  if (inPlace === undefined) throw new SetUpError("There is no Deno for this machine in node_modules.")
  return inPlace
}

/** @returns {string[]} */
const filesBelow = (/** @type {string} */ folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? (entry.name === "e2e" ? [] : filesBelow(path)) : [path]
  })

/** Changes when anything that the built client depends on does. */
const clientFingerprint = () => {
  const hash = createHash("sha256")
  const sources = [...filesBelow(at("client")), ...filesBelow(at("domain"))].filter((path) =>
    !path.includes(".test.")
  )
  for (const path of [...sources.sort(), at("vite.config.ts"), at("package-lock.json")]) {
    hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  return hash.digest("hex")
}

/** Built beside its place and swapped in, so that a desk that runs from this checkout goes on serving whole files. */
const buildClient = (/** @type {string} */ deno) => {
  const stamp = at("dist", "client.fingerprint")
  const built = at("dist", "client")
  const fingerprint = clientFingerprint()
  if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return
  say("Building the client…")
  const unfinished = at("dist", `client.${process.pid}`)
  const replaced = `${unfinished}.old`
  try {
    mkdirSync(at("dist"), { recursive: true })
    const vite = at("node_modules", "vite", "bin", "vite.js")
    run("Building the client", deno, ["run", "-A", "--no-prompt", vite, "build", "--outDir", unfinished])
    if (existsSync(built)) renameSync(built, replaced)
    renameSync(unfinished, built)
    writeFileSync(stamp, fingerprint)
  } finally {
    for (const folder of [unfinished, replaced]) rmSync(folder, { recursive: true, force: true })
  }
}

/** Brings the checkout into a state in which the desk runs. Returns the path of the Deno binary. */
export const setUp = () => {
  installPackages()
  const deno = denoProgram()
  buildClient(deno)
  return deno
}
