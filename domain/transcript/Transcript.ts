import type { Address } from "../contact/Address.ts"
import { formatAddress } from "../contact/PhoneNumber.ts"
import { type EventWord, eventWords } from "../conversation/eventWords.ts"
import { type MediaDescription, previewText } from "../conversation/MessageContent.ts"
import { type MarkedMessages, markMessages, shownOf } from "../conversation/messageMarks.ts"
import type { MessageItem, TimelineItem } from "../conversation/TimelineItem.ts"
import { fileKind } from "../media/fileKind.ts"
import { type MediaClass, mediaClassOf, sizeText } from "../media/mediaProblem.ts"
import { type Channel, channelNames } from "../sender/Sender.ts"
import type { UserId } from "../user/User.ts"
import { messageText } from "./messageText.ts"
import { type TranscriptClock, transcriptClock } from "./transcriptClock.ts"

/** What a transcript says besides the conversation's items. Moments are epoch milliseconds. */
export interface TranscriptFacts {
  readonly contact: string | null
  readonly address: Address
  readonly channel: Channel
  readonly sender: { readonly label: string; readonly address: Address }
  readonly owner: string | null
  readonly exportedBy: string
  readonly exportedAt: number
  /** By whose clock: a name of the tz database. */
  readonly timeZone: string
  /** The period that was asked for: from this moment on, and before that one; null: without an end. */
  readonly from: number | null
  readonly until: number | null
  readonly names: ReadonlyMap<UserId, string>
}

/** A file is named, never put into the transcript. */
export interface TranscriptFile {
  readonly name: string
  readonly kind: string
  readonly size: string | null
  readonly symbol: MediaClass | "voice"
}

export type TranscriptStatus = "waiting" | "sent" | "delivered" | "read" | "failed" | "cancelled"

export const transcriptStatusText: Readonly<Record<TranscriptStatus, string>> = {
  waiting: "Waiting",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not sent",
  cancelled: "Cancelled",
}

export type TranscriptLine =
  | { readonly kind: "event"; readonly at: number; readonly time: string; readonly text: string }
  | {
    readonly kind: "message"
    readonly at: number
    readonly time: string
    readonly author: string
    /** Written by the business, not by the customer. */
    readonly ours: boolean
    /** Who said what it answers, and how that begins. */
    readonly quote: string | null
    readonly files: ReadonlyArray<TranscriptFile>
    readonly text: string
    /** What is said about it below it, a sentence each: its template, reactions, why it was not sent. */
    readonly remarks: ReadonlyArray<string>
    readonly status: TranscriptStatus | null
  }

export interface TranscriptDay {
  readonly title: string
  readonly lines: ReadonlyArray<TranscriptLine>
}

/** A conversation as it is written down: the same for a PDF and a text file (EXPORT-2). */
export interface Transcript {
  readonly title: string
  /** Pairs of a word and what it says, in order of the picture: left, right, left … */
  readonly head: ReadonlyArray<readonly [label: string, value: string]>
  /** By which clock, and how much there is. */
  readonly note: string
  readonly footer: string
  readonly days: ReadonlyArray<TranscriptDay>
}

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? "" : "s"}`

const fileOf = ({ form, name, size, type }: MediaDescription): TranscriptFile => {
  const kind = form === "voice" ? "Voice message" : form === "sticker" ? "Sticker" : fileKind(name, type)
  return {
    name: name ?? kind,
    kind,
    size: size === null ? null : sizeText(size),
    symbol: form === "voice" ? "voice" : mediaClassOf(type),
  }
}

const statusOf = ({ status }: MessageItem): TranscriptStatus | null =>
  status === "queued" || status === "dispatching" ? "waiting" : status

/** Puts the items of a conversation into words. */
class Writer {
  readonly #facts: TranscriptFacts
  readonly #clock: TranscriptClock
  readonly #marked: MarkedMessages
  readonly #byProviderId: ReadonlyMap<string, MessageItem>
  readonly customer: string

  constructor(items: ReadonlyArray<TimelineItem>, facts: TranscriptFacts, clock: TranscriptClock) {
    this.#facts = facts
    this.#clock = clock
    this.#marked = markMessages(items)
    this.#byProviderId = new Map(
      items.flatMap((item) =>
        item._tag === "Message" && item.providerId !== null ? [[item.providerId, item] as const] : []
      ),
    )
    this.customer = facts.contact ?? formatAddress(facts.address)
  }

  #word(word: EventWord): string {
    if (typeof word === "string") return word
    return "user" in word ? this.#name(word.user) : word.name
  }

  #name(id: UserId): string {
    return this.#facts.names.get(id) ?? "Someone"
  }

  #author(item: MessageItem): string {
    if (item.direction === "in") return this.customer
    if (item.answers !== null) return "Automatic answer"
    if (item.campaign) return `Campaign: ${item.campaign.name}`
    if (item.bot) return item.bot.name
    if (item.echoed) return "From the phone"
    return item.author === null ? "Us" : this.#name(item.author)
  }

  #quote({ quote }: MessageItem): string | null {
    if (quote === undefined) return null
    const quoted = this.#byProviderId.get(quote.providerId)
    if (!quoted) return quote.text ?? "An earlier message"
    return `${this.#author(quoted)}: ${previewText(shownOf(quoted, this.#marked.of(quoted)))}`
  }

  #remarks(item: MessageItem): ReadonlyArray<string> {
    const { error, status, template, unconfirmed } = item
    const marks = this.#marked.of(item)
    const name = template?.registered?.name
    const why = error?.text ?? null
    return [
      ...(name === undefined ? [] : [`Template: ${name}`]),
      ...(item.forwarded ? ["Forwarded"] : []),
      ...(marks?.reactions ?? []).map(({ by, emoji }) =>
        `${by === "in" ? this.customer : "Us"} reacted ${emoji}`
      ),
      ...(marks === null || marks.edited === null || marks.deletedAt !== null
        ? []
        : [`Edited ${this.#clock.dateAndTime(marks.edited.at)}`]),
      ...(typeof marks?.deletedAt === "number"
        ? [`Deleted ${this.#clock.dateAndTime(marks.deletedAt)}`]
        : []),
      ...(status === "failed" ? [why ?? "The network gave no reason."] : []),
      ...(status === "cancelled" && why !== null ? [why] : []),
      ...(unconfirmed && status !== "failed" ? ["Not confirmed by the network."] : []),
      ...(status === "queued" && item.dueAt !== null ? [`Goes ${this.#clock.dateAndTime(item.dueAt)}`] : []),
    ]
  }

  /** Null for what has no line of its own. Private notes are for the team, and a transcript may leave it. */
  line(item: TimelineItem): TranscriptLine | null {
    if (item._tag === "Note") return null
    const { at } = item
    const time = this.#clock.time(at)
    if (item._tag !== "Message") {
      const text = eventWords(item).map((word) => this.#word(word)).join("")
      return { kind: "event", at, time, text }
    }
    if (this.#marked.isShownElsewhere(item)) return null
    const shown = shownOf(item, this.#marked.of(item))
    return {
      kind: "message",
      at,
      time,
      author: this.#author(item),
      ours: item.direction === "out",
      quote: this.#quote(item),
      files: shown.media.map(fileOf),
      text: messageText(shown),
      remarks: this.#remarks(item),
      status: statusOf(item),
    }
  }
}

/** `items`: those of the period, in order of seq. */
export const transcriptOf = (items: ReadonlyArray<TimelineItem>, facts: TranscriptFacts): Transcript => {
  const clock = transcriptClock(facts.timeZone)
  const writer = new Writer(items, facts, clock)
  const days: Array<{ readonly title: string; readonly lines: Array<TranscriptLine> }> = []
  for (const item of items) {
    const line = writer.line(item)
    if (line === null) continue
    const title = clock.day(line.at)
    const day = days.at(-1)
    if (day?.title === title) day.lines.push(line)
    else days.push({ title, lines: [line] })
  }
  const lines = days.flatMap((day) => day.lines)
  const files = lines.reduce((sum, line) => sum + (line.kind === "message" ? line.files.length : 0), 0)
  const messages = lines.filter(({ kind }) => kind === "message").length
  const number = formatAddress(facts.address)
  const first = facts.from ?? lines.at(0)?.at ?? null
  const last = facts.until === null ? lines.at(-1)?.at ?? null : facts.until - 1
  const { sender } = facts
  return {
    title: writer.customer,
    head: [
      ["Mobile number", number],
      ["Channel", channelNames[facts.channel]],
      ["Sender ID", `${sender.label}, ${formatAddress(sender.address)}`],
      ["Owner", facts.owner ?? "Nobody"],
      ["Period", first === null || last === null ? "No messages" : clock.period(first, last)],
      ["Exported", `${clock.dateAndTime(facts.exportedAt)} by ${facts.exportedBy}`],
    ],
    note: [
      `Times are in ${clock.zone(first ?? facts.exportedAt, last ?? facts.exportedAt)}.`,
      `${count(messages, "message")}, ${count(files, "file")}.`,
      ...(files === 0 ? [] : ["Files are shown as symbols. Download them from the conversation window."]),
    ].join(" "),
    footer: facts.contact === null ? number : `${facts.contact}, ${number}`,
    days,
  }
}
