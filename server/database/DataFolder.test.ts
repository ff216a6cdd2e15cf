import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { DataFolder } from "./DataFolder.ts"
import { secretFile } from "./secretFile.ts"

/** Locks are asked for over real sockets, and so on the real clock. */
const emptyFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-folder-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true })),
)
const lockOf = (folder: string) => join(folder, "desk.lock")
const lockText = (folder: string) =>
  Effect.promise(() => readFile(lockOf(folder), "utf8").catch(() => undefined))

describe("DataFolder.hold", () => {
  it.live("makes the folder, holds it, and lets go at the end", () =>
    Effect.gen(function* () {
      const folder = join(yield* emptyFolder, "made", "here")
      yield* Effect.scoped(Effect.gen(function* () {
        assert.strictEqual(yield* DataFolder.hold(folder), folder)
        assert.include(yield* lockText(folder), `"pid":${process.pid}`)
      }))
      assert.isUndefined(yield* lockText(folder))
      yield* DataFolder.hold(folder)
    }))

  it.live("tells a second desk which process holds it and what to do", () =>
    Effect.gen(function* () {
      const folder = yield* emptyFolder
      yield* DataFolder.hold(folder)
      const error = yield* Effect.flip(DataFolder.hold(folder))
      assert.include(error.message, `in use by another desk (process ${process.pid})`)
      assert.include(error.message, "set DATA_DIR to another folder")
    }))

  it.live("takes over what a killed desk left, even when its process id and port are somebody else's by now", () =>
    Effect.gen(function* () {
      const folder = yield* emptyFolder
      const elsewhere = yield* emptyFolder
      yield* DataFolder.hold(elsewhere)
      const other = JSON.parse((yield* lockText(elsewhere)) ?? "")
      yield* Effect.promise(() =>
        writeFile(lockOf(folder), JSON.stringify({ ...other, token: "of the dead desk" }))
      )
      yield* DataFolder.hold(folder)
    }))

  it.live("takes over a lock that was cut off in the middle", () =>
    Effect.gen(function* () {
      const folder = yield* emptyFolder
      yield* Effect.promise(() => writeFile(lockOf(folder), `{"pid":`))
      yield* DataFolder.hold(folder)
    }))

  it.live("gives a folder to one of many desks that find a stale lock at the same moment", () =>
    Effect.gen(function* () {
      const folder = yield* emptyFolder
      yield* Effect.promise(() => writeFile(lockOf(folder), `{"pid":1,"port":1,"token":""}`))
      const exits = yield* Effect.all(Array.from({ length: 8 }, () => Effect.exit(DataFolder.hold(folder))), {
        concurrency: "unbounded",
      })
      assert.strictEqual(exits.filter((exit) => exit._tag === "Success").length, 1)
    }))
})

describe("a secret of the folder", () => {
  it.live("is made once, from 32 random bytes, and readable by its owner only", () =>
    Effect.gen(function* () {
      const file = join(yield* emptyFolder, "secret.key")
      const secret = yield* secretFile(file)
      assert.deepStrictEqual(yield* secretFile(file), secret)
      const text = yield* Effect.promise(() => readFile(file, "utf8"))
      assert.strictEqual(Buffer.from(text, "base64url").length, 32)
      const { mode } = yield* Effect.promise(() => stat(file))
      assert.strictEqual(mode & 0o777, 0o600)
    }))
})
