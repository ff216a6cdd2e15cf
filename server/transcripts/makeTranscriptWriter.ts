import { Effect, Stream } from "effect"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { TranscriptFacts } from "../../domain/transcript/Transcript.ts"
import { transcriptClock } from "../../domain/transcript/transcriptClock.ts"
import { transcriptItemsMax, type TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { Directory } from "../directory/Directory.ts"
import type { TranscriptFile } from "./keptTranscripts.ts"
import { readPeriod } from "./readPeriod.ts"
import { openTranscriptThread } from "./TranscriptThread.ts"

const tooLong = new Refusal({
  code: "not_possible",
  message: "There are more than 50,000 messages in this period. Choose a shorter one.",
})

const types = { pdf: "application/pdf", text: "text/plain", both: "application/zip" } as const
const endings = { pdf: "pdf", text: "txt", both: "zip" } as const

/** `Transcript Elena Marsh 2026-11-13`: without what file systems cannot have in a name. */
const nameOf = (row: InboxRow, { timeZone }: TranscriptRequest, now: number): string => {
  const who = (row.contact?.name ?? formatAddress(row.address)).replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, " ")
  return `Transcript ${who.replace(/\s+/g, " ").trim().slice(0, 80)} ${transcriptClock(timeZone).date(now)}`
}

/** What is written down, for whom, and when that began, epoch milliseconds. */
export interface TranscriptSubject {
  readonly viewer: CurrentUser["Service"]
  readonly request: TranscriptRequest
  readonly row: InboxRow
  readonly now: number
}

/** Writes a conversation down: read page by page, which is a third of the work, and set in a thread of its own. */
export const makeTranscriptWriter = Effect.gen(function* () {
  const directory = yield* Directory
  const timeline = yield* Timeline

  const factsOf = Effect.fnUntraced(function* ({ now, request, row, viewer }: TranscriptSubject) {
    const { senders, users } = yield* directory.snapshot
    const sender = senders.get(row.senderId)
    const names = new Map(
      [...users.values()].flatMap((user) =>
        user.workspaceId === viewer.workspaceId ? [[user.id, user.name] as const] : []
      ),
    )
    return {
      contact: row.contact?.name ?? null,
      address: row.address,
      channel: row.channel,
      sender: { label: sender?.label ?? "", address: sender?.address ?? row.address },
      owner: row.owner === null ? null : names.get(row.owner) ?? null,
      exportedBy: viewer.user.name,
      exportedAt: now,
      timeZone: request.timeZone,
      from: request.from,
      until: request.until,
      names,
    } satisfies TranscriptFacts
  })

  return Effect.fnUntraced(function* (subject: TranscriptSubject, onPercent: (percent: number) => void) {
    const { now, request: { format, from, paper, until }, row, viewer } = subject
    const { count, pages } = yield* readPeriod(timeline, {
      conversationId: row.id,
      workspaceId: viewer.workspaceId,
      lastSeq: row.lastSeq,
      from,
      until,
    })
    if (count > transcriptItemsMax) return yield* tooLong
    const share = (done: number) => count === 0 ? 0 : Math.min(1, done / count)
    const thread = yield* openTranscriptThread
    let read = 0
    yield* Stream.runForEach(pages, (items) =>
      Effect.suspend(() => {
        read += items.length
        onPercent(Math.floor(share(read) * 33))
        return thread.give(items)
      }))
    const name = nameOf(row, subject.request, now)
    const facts = yield* factsOf(subject)
    const bytes = yield* thread.write(
      { format, paper, facts, name },
      (lines) => onPercent(33 + Math.floor(share(lines) * 66)),
    )
    return { name: `${name}.${endings[format]}`, type: types[format], bytes } satisfies TranscriptFile
  }, Effect.scoped)
})
