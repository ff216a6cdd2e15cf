import { describe, expect, it } from "vitest"
import { BotId } from "../bot/BotMark.ts"
import { type Conversation, unreadOf } from "./Conversation.ts"
import type { ConversationCommand } from "./ConversationCommand.ts"
import type { Facts } from "./Decision.ts"
import { endOfBotSilence } from "./decideBot.ts"
import { eventsOf, holds } from "./decide.play.ts"
import {
  after,
  ann,
  at,
  callback,
  claim,
  dana,
  error,
  hour,
  message,
  noon,
  omar,
  opened,
  receive,
  refusalOf,
  refused,
  uuid,
  write,
} from "./decide.story.ts"
import { textContent } from "./MessageContent.ts"

const menu = { id: BotId.make(uuid(70)), name: "Menu" }
const night = { id: BotId.make(uuid(71)), name: "Night" }
const first = (now: number, change: Partial<Facts> = {}): Facts =>
  at(now, { answersFirst: { bot: menu, quietMillis: 8 * hour }, ...change })
const answer = (n: number, bot = menu): ConversationCommand => ({
  _tag: "BotAnswer",
  bot,
  messageId: message(n),
  content: textContent("Open until six."),
})
const handOver = { _tag: "HandOver", bot: menu.id, turn: null, why: "handed_over", reason: null } as const
const endSilence = { _tag: "EndBotSilence" } as const
const minute = 60_000
const handled = after(opened("sms"), [receive(1), first(noon)], [answer(1), first(noon)])

describe("a bot in a conversation", () => {
  it("BOT-1: answers first what is new; its answers make nobody the owner, and nobody has anything to read", () => {
    expect(handled.bot).toEqual({ ...menu, seq: 2, since: noon })
    expect([handled.owner, handled.lastSender, handled.waitingSince]).toEqual([ann.id, null, null])
    expect(unreadOf(after(handled, [receive(2), first(noon)]), ann.id)).toBe(0)
  })

  it("BOT-1: leaves to people what somebody waits in for them, and what they had until it rested", () => {
    const answered = after(opened("sms"), [receive(1), at(noon)], [write(1), at(noon)])
    expect(after(answered, [receive(2), first(noon + 8 * hour - 1)]).bot).toBeNull()
    expect(after(answered, [receive(2), first(noon + 8 * hour)]).bot).toMatchObject(menu)
    const waits = after(opened("sms"), [receive(1), at(noon)])
    expect(after(waits, [receive(2), first(noon + 100 * hour)]).bot).toBeNull()
    expect(after(opened("sms"), [receive(1, "STOP"), first(noon)]).bot).toBeNull()
  })

  it("BOT-1: a reply of an agent ends it before the reply, and what the bot says later is refused", () => {
    const replied = after(handled, [write(2, dana), first(noon)])
    expect([replied.bot, replied.lastSeq, replied.owner]).toEqual([null, 6, dana.id])
    expect(refusalOf(replied, answer(3), first(noon))).toBe("bot_not_active")
    // Said again, it is what was said before.
    expect(refusalOf(replied, answer(1), first(noon))).toBeNull()
    expect(refusalOf(replied, handOver, first(noon))).toBe("bot_not_active")
    expect(refusalOf(replied, answer(3, night), first(noon))).toBe("not_found")
  })

  it("BOT-1, INBOX-2: a hand-over makes it as if newly arrived, with the owner of then, unread and waiting", () => {
    const replied = after(opened("sms"), [receive(1), at(noon)], [write(1, dana), at(noon)])
    const started = after(replied, [{ _tag: "StartBot", by: dana, bot: menu }, at(noon)])
    const over = after(started, [receive(2), at(noon)], [answer(2), at(noon)], [
      handOver,
      at(noon + hour, { eligible: new Set([ann.id, omar.id]) }),
    ])
    expect([over.bot, over.owner, over.waitingSince, over.lastActivityAt]).toEqual(
      [null, ann.id, noon + hour, noon + hour],
    )
    // The first was never hers to answer: she has it unread still.
    expect(unreadOf(over, ann.id)).toBe(2)
    expect(unreadOf(after(handled, [handOver, at(noon)]), ann.id)).toBe(1)
  })

  it("BOT-1: a hand-over is of one turn: one that comes late leaves the next turn alone", () => {
    const again = after(handled, [{ _tag: "EndBot", by: ann }, at(noon)], [
      { _tag: "StartBot", by: ann, bot: menu },
      at(noon),
    ])
    expect(refusalOf(again, { ...handOver, turn: 2 }, at(noon))).toBe("bot_not_active")
    expect(after(again, [{ ...handOver, turn: 5 }, at(noon)]).bot).toBeNull()
  })

  it("BOT-1: a customer whom it leaves waiting is with people after three minutes, and one whom it answered never", () => {
    const silent = after(opened("sms"), [receive(1), first(noon)])
    expect(endOfBotSilence(silent)).toBe(noon + 3 * minute)
    expect(after(silent, [endSilence, at(noon + 3 * minute - 1)])).toEqual(silent)
    const over = after(silent, [endSilence, at(noon + 3 * minute)])
    expect([over.bot, over.owner, over.waitingSince, unreadOf(over, ann.id)]).toEqual([null, ann.id, noon, 1])
    expect(refusalOf(over, answer(1), first(noon + 3 * minute))).toBe("bot_not_active")
    // Answered, and written again: the time is that of what it has not answered.
    const answered = after(silent, [answer(1), first(noon + minute)])
    expect(endOfBotSilence(answered)).toBeNull()
    const again = after(answered, [receive(2), first(noon + hour)], [receive(3), first(noon + hour + minute)])
    expect(endOfBotSilence(again)).toBe(noon + hour + 3 * minute)
    // Started by an agent, it has the whole time; and whoever opted out is not waiting for it.
    const started = after(over, [{ _tag: "StartBot", by: ann, bot: menu }, at(noon + hour)])
    expect(endOfBotSilence(started)).toBe(noon + hour + 3 * minute)
    expect(endOfBotSilence({ ...silent, optedOutAt: noon })).toBeNull()
  })

  it("BOT-1: a message that needs no answer leaves nobody waiting, unless the customer wrote since", () => {
    const settled = { _tag: "NeedsNoAnswer", bot: menu.id, seq: 4 } as const
    const thanks = after(handled, [receive(2, "thanks"), first(noon + minute)])
    const quiet = after(thanks, [settled, first(noon + minute)])
    expect([quiet.waitingSince, endOfBotSilence(quiet), quiet.lastSeq]).toEqual([null, null, 4])
    expect(after(quiet, [endSilence, at(noon + hour)]).bot).toMatchObject(menu)
    const more = after(thanks, [receive(3, "and when do you close?"), first(noon + minute)])
    expect(after(more, [settled, first(noon + minute)])).toEqual(more)
    expect(endOfBotSilence(after(quiet, [receive(3), first(noon + hour)]))).toBe(noon + hour + 3 * minute)
    expect(refusalOf(thanks, { ...settled, bot: night.id }, at(noon))).toBe("not_found")
    expect(refusalOf(after(thanks, [write(4, ann), at(noon)]), settled, at(noon))).toBe("bot_not_active")
  })

  it("BOT-1: what of its answers is not sent is with people, and what an agent wrote before it is not its own", () => {
    const failed = (n: number) => callback(n, "failed", error("permanent"))
    const sent = after(handled, [claim, at(noon)])
    expect(after(sent, [callback(1, "delivered"), at(noon + hour)]).bot).toMatchObject(menu)
    const over = after(sent, [failed(1), at(noon + hour)])
    expect([over.bot, over.owner, over.waitingSince, unreadOf(over, ann.id)])
      .toEqual([null, ann.id, noon + hour, 1])
    const written = after(
      opened("sms"),
      [receive(1), at(noon)],
      [write(1, ann), at(noon)],
      [claim, at(noon)],
      [
        { _tag: "StartBot", by: ann, bot: menu },
        at(noon),
      ],
    )
    expect(after(written, [failed(1), at(noon + hour)]).bot).toMatchObject(menu)
  })

  it("BOT-1: where it is gone while nobody waits for it, nobody has anything to read because of that", () => {
    const gone = after(handled, [{ ...handOver, why: "down" }, at(noon + hour)])
    expect([gone.bot, gone.owner, gone.waitingSince, gone.lastActivityAt, unreadOf(gone, ann.id)]).toEqual(
      [null, ann.id, null, noon, 0],
    )
    const aside = after(handled, [{ _tag: "PutAside", by: ann, aside: { how: "done" } }, at(noon)])
    expect(after(aside, [{ ...handOver, why: "down" }, at(noon + hour)]).aside).toEqual({ how: "done" })
  })

  it("BOT-1: where people answer, what a bot said for later is cancelled, and what is about to go goes", () => {
    const reminder: ConversationCommand = {
      _tag: "BotAnswer",
      bot: menu,
      messageId: message(3),
      content: textContent("Still there?"),
      at: noon + hour,
    }
    const scheduled = after(handled, [reminder, first(noon)])
    const statusOf = (state: Conversation, n: number) => {
      const { error, status } = state.outgoing.get(message(n)) ?? {}
      return [status, error?.code]
    }
    const over = after(scheduled, [handOver, at(noon)])
    expect(statusOf(over, 3)).toEqual(["queued", undefined])
    const echo = {
      _tag: "Echo",
      messageId: message(5),
      providerId: "phone",
      content: textContent("Hi"),
      providerAt: null,
    } as const
    for (const state of [scheduled, over]) {
      for (const command of [write(4, ann), { _tag: "EndBot", by: ann }, echo] as const) {
        const answered = after(state, [command, first(noon)])
        expect([statusOf(answered, 1), statusOf(answered, 3)]).toEqual([
          ["queued", undefined],
          ["cancelled", "taken_over"],
        ])
      }
    }
    const gone = after(scheduled, [{ ...handOver, why: "down" }, at(noon)])
    expect([statusOf(gone, 1), statusOf(gone, 3)]).toEqual([["queued", undefined], ["cancelled", "bot_gone"]])
    // An agent's own reminder is nobody else's to cancel.
    const own = after(handled, [{ ...write(4, ann), at: noon + hour }, at(noon)])
    expect(statusOf(after(own, [write(6, ann), at(noon)]), 4)).toEqual(["queued", undefined])
  })

  it("BOT-1: whoever may not answer may neither start nor end it", () => {
    for (
      const command of [{ _tag: "EndBot", by: omar }, { _tag: "StartBot", by: omar, bot: night }] as const
    ) {
      expect(refusalOf(handled, command, at(noon))).toBe("not_found")
    }
    const without = at(noon, { eligible: new Set([ann.id]) })
    const danas = after(opened("sms"), [receive(1), at(noon)], [write(1, dana), at(noon)])
    expect(refusalOf(danas, { _tag: "StartBot", by: dana, bot: menu }, without)).toBe("sender_not_yours")
  })

  it("BOT-2: its messages are judged like all others", () => {
    expect(refusalOf(handled, answer(3), first(noon, { permission: refused }))).toBe("opted_out")
    const whatsApp = after(opened("whatsapp"), [receive(1), first(noon)])
    expect(refusalOf(whatsApp, answer(1), first(noon + 24 * hour))).toBe("window_closed")
  })

  it("BOT-1, BOT-2: of any history, only the bot that is active wrote, and no bot ever owned or took part", () => {
    holds((turns) => {
      for (const { after: state, before, command, events } of turns) {
        if (events.some((event) => event._tag === "BotWritten")) {
          expect(command._tag === "BotAnswer" && before.bot?.id === command.bot.id).toBe(true)
          expect([state.owner, state.members, state.lastSender]).toEqual(
            [before.owner, before.members, before.lastSender],
          )
        }
        if (events.some((event) => event._tag === "MessageWritten")) expect(state.bot).toBeNull()
      }
      const seen = eventsOf(turns).filter((event) => event._tag === "BotStarted" || event._tag === "BotEnded")
      for (const [index, event] of seen.entries()) {
        if (event._tag === "BotEnded") expect(seen[index - 1]?._tag).toBe("BotStarted")
      }
    })
  })
})
