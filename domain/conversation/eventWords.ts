import type { OptOutSource } from "../consent/Permission.ts"
import type { UserId } from "../user/User.ts"
import type { BackBy } from "./Aside.ts"
import type { TimelineItem } from "./TimelineItem.ts"

/** An item that is neither a message nor a note: something that happened to the conversation (CONV-7). */
export type EventItem = Exclude<TimelineItem, { readonly _tag: "Message" | "Note" }>

/** A part of a sentence: words, the user whose name stands there, or a name. */
export type EventWord = string | { readonly user: UserId } | { readonly name: string }

const botEndWords = ({ bot, by, how, reason }: Extract<EventItem, { readonly _tag: "BotEnded" }>) => {
  if (how === "taken_over") {
    const who = by === null ? "Someone who answered from elsewhere" : { user: by }
    return [who, ` took over from ${bot.name}`]
  }
  const what = how === "down" ? "does not answer: this is for people now" : "handed over to people"
  return [{ name: bot.name }, ` ${what}${reason === null ? "" : `: ${reason}`}`]
}

const optWords = (
  by: UserId | null,
  source: OptOutSource,
  words: string,
): ReadonlyArray<EventWord> => {
  if (by !== null) return [{ user: by }, ` recorded that they ${words}`]
  return [source === "keyword" ? `They ${words}` : `The network says that they ${words}`]
}

const backWords: Readonly<Record<BackBy, string>> = {
  failed: "Back in the inbox: a message was not sent",
  person: "Back in the inbox",
  message: "Back in the inbox with this message",
  time: "The snooze is over: back in the inbox",
  bot: "Back in the inbox for people",
}

/** What happened, as a sentence without its full stop: the same in the conversation and in a transcript. */
export const eventWords = (item: EventItem): ReadonlyArray<EventWord> => {
  switch (item._tag) {
    case "TakenOver":
      return [{ user: item.to }, " took over from ", { user: item.from }]
    case "BotStarted":
      return [
        { name: item.bot.name },
        " answers from here on",
        ...(item.by === null ? [] : [", started by ", { user: item.by }]),
      ]
    case "BotEnded":
      return botEndWords(item)
    case "Assigned":
      return ["Assigned to ", { user: item.to }, " by ", { user: item.by }]
    case "Erased":
      return [{ user: item.by }, " erased this person: what the messages above said is gone"]
    case "ContactSaved":
      return [{ user: item.by }, item.change === "added" ? " saved the contact" : " edited the contact"]
    case "TranscriptExported":
      return [{ user: item.by }, " exported the transcript"]
    case "PutAside":
      return [
        { user: item.by },
        item.aside.how === "done"
          ? " marked this as done"
          : item.aside.until === null
          ? " snoozed this until the next reply"
          : " snoozed this",
      ]
    case "BroughtBack":
      return item.by !== null ? [{ user: item.by }, " brought this back to the inbox"] : [backWords[item.how]]
    case "Labelled":
      return [{ user: item.by }, item.on ? " added the label " : " removed the label ", {
        name: item.label.name,
      }]
    case "OptedOut":
      return optWords(item.by, item.source, "opted out")
    case "OptedIn":
      return optWords(item.by, item.source, "opted in again")
    case "WindowClosed":
      return [
        item.source === "time"
          ? "The 24-hour window closed before everything was sent"
          : "WhatsApp says that the 24-hour window is closed",
      ]
  }
}
