import { parentPort } from "node:worker_threads"
import type { ThreadReady } from "../threads/openThread.ts"
import { makeThumbnail } from "./makeThumbnail.ts"
import type { FromThumbnailThread, Picture } from "./openThumbnailThread.ts"

/* The thread of its own in which thumbnails are made, one after another, so that the desk goes on answering. */

const port = parentPort
if (port === null) throw new Error("This is run as a thread of the server.")

const say = (word: FromThumbnailThread | ThreadReady) => port.postMessage(word)

port.on("message", ({ bytes, type }: Picture) => {
  makeThumbnail(bytes, type).then(
    (made) => say({ _tag: "Made", bytes: made }),
    (cause) => say({ _tag: "Failed", reason: cause instanceof Error ? cause.message : "unknown" }),
  )
})
say({ _tag: "Ready" })
