import { Effect } from "effect"
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A virus scanner that is a shell script, run in a folder of its own. */
export const scannerOf = Effect.fnUntraced(function* (script: string) {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-scan-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 })),
  )
  const path = join(folder, "scan")
  yield* Effect.promise(async () => {
    await writeFile(path, `#!/bin/sh\ncd '${folder}'\n${script}\n`)
    await chmod(path, 0o700)
  })
  return {
    path,
    read: (name: string) => Effect.promise(() => readFile(join(folder, name), "utf8")),
    write: (name: string) => Effect.promise(() => writeFile(join(folder, name), "")),
    remove: (name: string) => Effect.promise(() => rm(join(folder, name))),
  }
})
