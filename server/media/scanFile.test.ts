import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { scannerOf } from "./ScannerFixture.ts"
import { isClean } from "./scanFile.ts"

const scanned = (command: string, text = "some bytes") =>
  isClean(new TextEncoder().encode(text)).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({ MEDIA_SCAN_COMMAND: command }))),
  )

describe("the virus scanner", () => {
  it.effect("MEDIA-3: hears the whole file, and says with 0 that it is clean and with 1 that it is not", () =>
    Effect.gen(function* () {
      const { path, read } = yield* scannerOf("cat > seen; if grep -q EICAR seen; then exit 1; fi")
      assert.isTrue(yield* scanned(path, "x".repeat(300_000)))
      assert.strictEqual((yield* read("seen")).length, 300_000)
      assert.isFalse(yield* scanned(path, "EICAR"))
      // One that has seen enough need not read to the end.
      const hasty = yield* scannerOf("exit 1")
      assert.isFalse(yield* scanned(hasty.path, "x".repeat(300_000)))
    }))

  it.effect.each([
    { how: "fails", script: "exit 2", message: "ended with 2" },
    { how: "crashes", script: "kill -9 $$", message: "was killed" },
  ])(
    "MEDIA-3: nothing is taken for clean by one that $how",
    ({ message, script }) =>
      Effect.gen(function* () {
        const { path } = yield* scannerOf(script)
        assert.include((yield* Effect.flip(scanned(path))).message, message)
      }),
  )

  it.effect("MEDIA-3: nothing is taken for clean by one that is missing", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(scanned("/nowhere/scanner"))
      assert.strictEqual(failure._tag, "ScanFailed")
    }))

  it.effect("MEDIA-3: one that hangs is ended after a minute", () =>
    Effect.gen(function* () {
      const { path } = yield* scannerOf("exec sleep 600")
      const scan = yield* Effect.forkChild(Effect.flip(scanned(path)), { startImmediately: true })
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(scan.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.include((yield* Fiber.join(scan)).message, "did not end within a minute")
    }))
})
