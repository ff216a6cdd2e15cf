import { parentPort } from "node:worker_threads"
import type { TimelineItem } from "../../domain/conversation/TimelineItem.ts"
import type { ThreadReady } from "../threads/openThread.ts"
import type { FromThread, ToThread } from "./TranscriptThread.ts"
import { transcriptFile } from "./transcriptFile.ts"

/* The thread of its own in which one transcript is set, so that the desk goes on answering (EXPORT-3). */

const port = parentPort
if (port === null) throw new Error("This is run as a thread of the server.")

const items: Array<TimelineItem> = []
const say = (word: FromThread | ThreadReady) => port.postMessage(word)

port.on("message", (word: ToThread) => {
  if (word._tag === "Items") {
    items.push(...word.items)
    return
  }
  transcriptFile(items, word.order, (lines) => say({ _tag: "Told", lines })).then(
    (bytes) => say({ _tag: "Made", bytes }),
    // Of what went wrong its kind alone: what a message says belongs into no log.
    (cause) => say({ _tag: "Failed", reason: cause instanceof Error ? cause.name : "unknown" }),
  )
})
say({ _tag: "Ready" })
