import { Effect, Layer } from "effect"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { MediaFiles } from "../server/media/MediaFiles.ts"
import { MediaStore } from "../server/media/MediaStore.ts"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-media-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 })),
)

/** A folder that goes with the test. */
export const testMediaStore = Layer.effect(MediaStore, Effect.map(folder, MediaStore.inFolder))

/** Files of messages, kept there. */
export const testMedia = MediaFiles.layer.pipe(Layer.provideMerge(testMediaStore))
