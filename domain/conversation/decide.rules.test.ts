import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { CampaignId } from "../campaign/CampaignMark.ts"
import { noPermission } from "../consent/Permission.ts"
import { Channel } from "../sender/Sender.ts"
import { inboxShare, unreadOf } from "./Conversation.ts"
import { evolve } from "./evolve.ts"
import { type Actor, ConversationCommand, type DispatchOutcome } from "./ConversationCommand.ts"
import { decide } from "./decide.ts"
import { retryPausesMillis } from "./decideDelivery.ts"
import {
  after,
  ann,
  at,
  callback,
  claim,
  dana,
  deferred,
  error,
  hour,
  message,
  noon,
  note,
  omar,
  opened,
  outcome,
  receive,
  refusalOf,
  refused,
  statusOf,
  uuid,
  write,
} from "./decide.story.ts"

/* One rule, one story. What holds for every story is in decide.test.ts. */

describe("sending", () => {
  it("SEND-8: a message is tried seven times with growing pauses, then fails with the provider's reason", () => {
    let state = after(opened("sms"), [write(1), at(noon)])
    let now = noon
    for (const [index, pause] of retryPausesMillis.entries()) {
      state = after(state, [claim, at(now)], [outcome(1, index + 1, deferred), at(now)])
      expect(statusOf(state, 1)).toBe("queued")
      expect(statusOf(after(state, [claim, at(now + pause - 1)]), 1)).toBe("queued")
      now += pause
    }
    state = after(state, [claim, at(now)], [outcome(1, 7, deferred), at(now)])
    expect(state.outgoing.get(message(1))).toMatchObject({
      status: "failed",
      attempt: 7,
      error: error("transient"),
    })
    expect(retryPausesMillis).toEqual(retryPausesMillis.toSorted((a, b) => a - b))
  })

  it("SEND-8: a longer pause that the provider asks for is kept", () => {
    const asked: DispatchOutcome = { ...deferred, afterMillis: 90_000 }
    const state = after(opened("sms"), [write(1), at(noon)], [claim, at(noon)], [
      outcome(1, 1, asked),
      at(noon),
    ])
    expect(statusOf(after(state, [claim, at(noon + 89_999)]), 1)).toBe("queued")
    expect(statusOf(after(state, [claim, at(noon + 90_000)]), 1)).toBe("dispatching")
  })

  it("SEND-8: a permanent failure is not tried again", () => {
    const rejected: DispatchOutcome = { _tag: "Rejected", error: error("number") }
    const state = after(opened("sms"), [write(1), at(noon)], [claim, at(noon)], [
      outcome(1, 1, rejected),
      at(noon),
    ])
    expect(statusOf(after(state, [claim, at(noon + hour)]), 1)).toBe("failed")
  })

  it("SEND-5: the second message waits while the first is tried again, and goes when it has failed", () => {
    const waiting = after(
      opened("sms"),
      [write(1), at(noon)],
      [write(2), at(noon)],
      [claim, at(noon)],
      [outcome(1, 1, deferred), at(noon)],
      [claim, at(noon)],
    )
    expect(statusOf(waiting, 2)).toBe("queued")
    const rejected: DispatchOutcome = { _tag: "Rejected", error: error("number") }
    const next = after(waiting, [claim, at(noon + 1_000)], [outcome(1, 2, rejected), at(noon + 1_000)], [
      claim,
      at(noon + 1_000),
    ])
    expect([statusOf(next, 1), statusOf(next, 2)]).toEqual(["failed", "dispatching"])
  })

  it("SEND-7: after a crash the message is not sent again, the next one goes, and a callback settles it", () => {
    const recovered = after(
      opened("sms"),
      [write(1), at(noon)],
      [write(2), at(noon)],
      [claim, at(noon)],
      [{ _tag: "Recover", node: "b" }, at(noon)],
      [{ _tag: "Claim", node: "b" }, at(noon)],
    )
    expect(recovered.outgoing.get(message(1))).toMatchObject({
      status: "dispatching",
      attempt: 1,
      unconfirmed: true,
    })
    expect(statusOf(recovered, 2)).toBe("dispatching")
    const settled = after(recovered, [callback(1, "delivered"), at(noon)])
    expect(settled.outgoing.get(message(1))).toMatchObject({
      status: "delivered",
      unconfirmed: false,
      error: null,
    })
  })

  it("SEND-7: what this process handed over itself stays in hand when the conversation is loaded again", () => {
    const state = after(opened("sms"), [write(1), at(noon)], [claim, at(noon)], [
      { _tag: "Recover", node: "a" },
      at(noon),
    ])
    expect(state.outgoing.get(message(1))).toMatchObject({ status: "dispatching", unconfirmed: false })
  })

  it("SEND-7: a late word that nothing was sent puts the message back in the queue, unless the next one went", () => {
    const doubted = after(opened("sms"), [write(1), at(noon)], [write(2), at(noon)], [claim, at(noon)], [
      { _tag: "Recover", node: "b" },
      at(noon),
    ])
    const back = after(doubted, [outcome(1, 1, deferred), at(noon)])
    expect(back.outgoing.get(message(1))).toMatchObject({ status: "queued", unconfirmed: false })
    expect(statusOf(after(back, [claim, at(noon + 1_000)]), 1)).toBe("dispatching")
    const overtaken = after(doubted, [claim, at(noon)], [outcome(1, 1, deferred), at(noon)])
    expect([statusOf(overtaken, 1), statusOf(overtaken, 2)]).toEqual(["failed", "dispatching"])
  })

  it("SEND-7: a callback for a message that waits for another try proves that it was sent, and ends the tries", () => {
    const state = after(
      opened("sms"),
      [write(1), at(noon)],
      [claim, at(noon)],
      [outcome(1, 1, deferred), at(noon)],
      [callback(1, "sent"), at(noon + 500)],
      [claim, at(noon + hour)],
    )
    expect(state.outgoing.get(message(1))).toMatchObject({ status: "sent", attempt: 1, providerId: "out-1" })
  })

  it("SEND-13: a callback that comes before the provider's answer counts, and the answer does not undo it", () => {
    const state = after(
      opened("sms"),
      [write(1), at(noon)],
      [claim, at(noon)],
      [callback(1, "read"), at(noon)],
      [outcome(1, 1, { _tag: "Accepted", providerId: "out-1" }), at(noon)],
      [callback(1, "delivered"), at(noon)],
    )
    expect(state.outgoing.get(message(1))).toMatchObject({ status: "read", providerId: "out-1" })
    expect(state.preview).toMatchObject({ direction: "out", status: "read" })
  })

  it("SEND-12: a message is cancelled until it is handed over", () => {
    const written = after(opened("sms"), [write(1), at(noon)])
    const cancel = { _tag: "Cancel", by: dana, messageId: message(1) } as const
    expect(statusOf(after(written, [cancel, at(noon)], [claim, at(noon)]), 1)).toBe("cancelled")
    expect(refusalOf(after(written, [claim, at(noon)]), cancel, at(noon))).toBe("not_queued")
    expect(refusalOf(written, { ...cancel, by: omar }, at(noon))).toBe("not_found")
  })

  it("SEND-6: another user who cannot see the conversation learns nothing from naming its message", () => {
    const state = after(opened("sms"), [write(1), at(noon)])
    expect(refusalOf(state, { ...write(1), by: omar }, at(noon))).toBe("not_found")
    expect(decide(state, write(1), at(noon))).toEqual(Result.succeed([]))
  })
})

describe("permission", () => {
  it("OPT-3: STOP cancels what waits with that reason, and leaves what was handed over", () => {
    const state = after(opened("sms"), [write(1), at(noon)], [write(2), at(noon)], [claim, at(noon)], [
      receive(1, "Stop."),
      at(noon),
    ])
    expect([statusOf(state, 1), statusOf(state, 2)]).toEqual(["dispatching", "cancelled"])
    expect(state.outgoing.get(message(2))?.error?.class).toBe("opted_out")
    expect(refusalOf(state, write(3), at(noon))).toBe("opted_out")
    expect(refusalOf(after(state, [receive(2, "start"), at(noon)]), write(3), at(noon))).toBeNull()
  })

  it("OPT-1: a message that the provider defers after STOP is not tried again", () => {
    const state = after(
      opened("sms"),
      [write(1), at(noon)],
      [claim, at(noon)],
      [receive(1, "STOP"), at(noon)],
      [outcome(1, 1, deferred), at(noon)],
    )
    expect(state.outgoing.get(message(1))).toMatchObject({
      status: "cancelled",
      error: { class: "opted_out" },
    })
  })

  it("OPT-1: the claim looks for an opt-out again, however the message came to wait", () => {
    const waiting = after(opened("sms"), [write(1), at(noon)])
    const claimed = after(waiting, [claim, at(noon, { permission: refused })])
    expect(claimed.outgoing.get(message(1))).toMatchObject({ status: "cancelled", attempt: 0 })
  })

  it("OPT-1: whoever opted out through another Sender ID is not written to", () => {
    expect(refusalOf(opened("sms"), write(1), at(noon, { permission: refused }))).toBe("opted_out")
  })

  it("OPT-3, CONV-7: an opt-out elsewhere cancels what waits here and is an item here, once", () => {
    const waiting = after(opened("sms"), [write(1), at(noon)], [write(2), at(noon)], [claim, at(noon)])
    const told = after(waiting, [note, at(noon, { permission: refused })])
    expect([statusOf(told, 1), statusOf(told, 2)]).toEqual(["dispatching", "cancelled"])
    expect(told.lastSeq).toBe(waiting.lastSeq + 1)
    expect(after(told, [note, at(noon, { permission: refused })])).toBe(told)
    const again = after(told, [note, at(noon, { permission: { ...refused, optedOutAt: null } })])
    expect([again.optedOutAt, again.lastSeq]).toEqual([null, told.lastSeq + 1])
  })

  it("OPT-2: START lifts an opt-out that was made elsewhere, and YES does too", () => {
    for (const word of ["START", "yes"]) {
      const facts = at(noon, { permission: refused })
      const events = Result.getOrThrow(decide(opened("sms"), receive(1, word), facts))
      expect(events[1]).toMatchObject({ _tag: "OptedIn", source: "keyword", elsewhere: false })
    }
  })

  it("CONSENT-1: WhatsApp to a number that never wrote in needs a consent, when written and when it goes", () => {
    const none = at(noon, { permission: noPermission })
    expect(refusalOf(opened("whatsapp"), write(1), none)).toBe("no_consent")
    expect(refusalOf(opened("sms"), write(1), none)).toBeNull()
    expect(refusalOf(after(opened("whatsapp"), [receive(1), none]), write(1), none)).toBeNull()
  })

  it.each<[string, ConversationCommand]>([
    ["answer", outcome(1, 1, { _tag: "Rejected", error: error("opted_out") })],
    ["callback", callback(1, "failed", error("opted_out"))],
  ])("OPT-4: an opt-out error in the provider's %s is recorded and cancels what waits", (_, report) => {
    const state = after(opened("sms"), [write(1), at(noon)], [write(2), at(noon)], [claim, at(noon)], [
      report,
      at(noon + 5),
    ])
    expect(state.optedOutAt).toBe(noon + 5)
    expect([statusOf(state, 1), statusOf(state, 2)]).toEqual(["failed", "cancelled"])
  })

  it("WIN-4: a message that waited past the window fails with that reason, and nothing is handed over", () => {
    const asked: DispatchOutcome = { ...deferred, afterMillis: 25 * hour }
    const state = after(
      opened("whatsapp"),
      [receive(1), at(noon)],
      [write(1), at(noon)],
      [write(2), at(noon)],
      [claim, at(noon)],
      [outcome(1, 1, asked), at(noon)],
    )
    const open = after(state, [claim, at(noon + 24 * hour - 1)])
    expect([statusOf(open, 1), statusOf(open, 2)]).toEqual(["queued", "queued"])
    const closed = after(state, [claim, at(noon + 24 * hour)])
    expect([statusOf(closed, 1), statusOf(closed, 2)]).toEqual(["failed", "failed"])
    expect(closed.outgoing.get(message(2))?.error?.code).toBe("window_closed")
  })

  it("WIN-3: nothing free-form is written in a window that is closed or was never opened", () => {
    expect(refusalOf(opened("whatsapp"), write(1), at(noon))).toBe("window_closed")
    const wrote = after(opened("whatsapp"), [receive(1), at(noon)])
    expect(refusalOf(wrote, write(1), at(noon + 24 * hour - 1))).toBeNull()
    expect(refusalOf(wrote, write(1), at(noon + 24 * hour))).toBe("window_closed")
  })

  it("WIN-1: an older message that comes late neither shortens nor lengthens the window", () => {
    const late = { ...receive(2), providerAt: noon - 30 * hour }
    const state = after(opened("whatsapp"), [receive(1), at(noon)], [late, at(noon + hour)])
    expect(state.lastInboundAt).toBe(noon)
    expect(after(opened("whatsapp"), [late, at(noon)]).lastInboundAt).toBe(noon - 30 * hour)
  })
})

describe("inboxes", () => {
  it("INBOX-1: a conversation is in its owner's inbox once the customer wrote", () => {
    const started = after(opened("sms"), [write(1), at(noon)])
    expect(inboxShare(started)).toBeNull()
    expect(inboxShare(after(started, [receive(1), at(noon)]))).toEqual({ owner: dana.id, unread: 1 })
  })

  it("READ-1, READ-2: what an admin reads does not change the owner's count", () => {
    const state = after(opened("sms"), [write(1), at(noon)], [receive(1), at(noon)], [receive(2), at(noon)])
    const own = { _tag: "MarkRead", by: ann, user: ann.id, inboundRead: 2 } as const
    expect(unreadOf(after(state, [own, at(noon)]), dana.id)).toBe(2)
    const first = { _tag: "MarkRead", by: dana, user: dana.id, inboundRead: 1 } as const
    expect(unreadOf(after(state, [first, at(noon)]), dana.id)).toBe(1)
    const forOwner = { _tag: "MarkRead", by: ann, user: dana.id, inboundRead: 2 } as const
    expect(unreadOf(after(state, [forOwner, at(noon)]), dana.id)).toBe(0)
  })

  it("INBOX-10: a conversation marked unread by hand counts as one, and as what is unread where that is more", () => {
    const unread = { _tag: "MarkUnread", by: dana, user: dana.id } as const
    const read = after(opened("sms"), [receive(1), at(noon)], [write(1), at(noon)], [unread, at(noon)])
    expect(unreadOf(read, dana.id)).toBe(1)
    expect(unreadOf(after(read, [receive(2), at(noon)], [receive(3), at(noon)]), dana.id)).toBe(2)
  })

  it("READ-4, ASSIGN-2: an assigned conversation moves to the new owner, unread", () => {
    const assign = { _tag: "Assign", by: ann, to: omar.id, seen: null } as const
    const state = after(opened("sms"), [receive(1), at(noon)], [write(1), at(noon)], [assign, at(noon)])
    expect(inboxShare(state)).toEqual({ owner: omar.id, unread: 1 })
    expect(decide(state, assign, at(noon))).toEqual(Result.succeed([]))
  })

  it("ASSIGN-1: only admins assign, and only to someone with a licence", () => {
    const state = after(opened("sms"), [receive(1), at(noon)], [write(1), at(noon)])
    expect(refusalOf(state, { _tag: "Assign", by: dana, to: omar.id, seen: null }, at(noon))).toBe(
      "not_allowed",
    )
    const licensed = new Set([ann.id, dana.id])
    expect(refusalOf(state, { _tag: "Assign", by: ann, to: omar.id, seen: null }, at(noon, { licensed })))
      .toBe(
        "not_licensed",
      )
  })

  it("ASSIGN-4: of two admins who saw the same owner the first wins, and the other is told who has it", () => {
    const state = after(opened("sms"), [receive(1), at(noon)])
    const seen = { owner: state.owner }
    const first = after(state, [{ _tag: "Assign", by: ann, to: omar.id, seen }, at(noon)])
    const late = decide(first, { _tag: "Assign", by: ann, to: dana.id, seen }, at(noon))
    expect(Result.isFailure(late) && late.failure).toMatchObject({
      code: "assigned_meanwhile",
      holder: { user: omar.id, assigned: true },
    })
    expect(decide(first, { _tag: "Assign", by: ann, to: omar.id, seen }, at(noon))).toEqual(
      Result.succeed([]),
    )
    const answered = after(state, [write(1), at(noon)])
    const afterAnswer = decide(answered, { _tag: "Assign", by: ann, to: omar.id, seen }, at(noon))
    expect(Result.isFailure(afterAnswer) && afterAnswer.failure.holder).toEqual({
      user: dana.id,
      assigned: false,
    })
  })

  it("ASSIGN-4: of two assignments that expect no owner the later wins, and both are in the timeline", () => {
    const state = after(opened("sms"), [receive(1), at(noon)])
    const both = after(state, [{ _tag: "Assign", by: ann, to: omar.id, seen: null }, at(noon)], [
      { _tag: "Assign", by: ann, to: dana.id, seen: null },
      at(noon),
    ])
    expect([both.owner, both.lastSeq]).toEqual([dana.id, 3])
  })

  it("INBOX-4, CONV-7: an answer on a shared Sender ID moves the conversation, and the timeline says so first", () => {
    const state = after(opened("sms"), [write(1), at(noon)], [receive(1), at(noon)])
    const events = Result.getOrThrow(decide(state, write(2, ann), at(noon)))
    expect(events).toMatchObject([
      { _tag: "TakenOver", seq: 3, from: dana.id, to: ann.id },
      { _tag: "MessageWritten", seq: 4, owner: ann.id },
    ])
  })

  it("INBOX-1: an event that is dated earlier than the latest activity does not take it back", () => {
    const state = after(opened("sms"), [receive(1), at(noon)])
    const written = Result.getOrThrow(decide(opened("sms"), write(1), at(noon - hour)))
    expect(written.reduce(evolve, state).lastActivityAt).toBe(noon)
  })

  it("CONV-8: replies go to the form of the address that the provider used last", () => {
    const state = after(opened("whatsapp"), [receive(1, "hi", "+551187654321"), at(noon)])
    expect([state.replyTo, state.address]).toEqual(["+551187654321", "+5511987654321"])
  })
})

describe("decide", () => {
  const asked = Schema.Array(ConversationCommand).check(Schema.isMaxLength(12))

  it.prop(
    "CONV-1: whatever is asked of a conversation, whatever happened to it, it answers and never throws",
    { commands: asked, now: Schema.Int, channel: Channel },
    ({ channel, commands, now }) => {
      let state = opened(channel)
      for (const command of commands) {
        const decision = decide(state, command, at(now))
        if (Result.isSuccess(decision)) state = decision.success.reduce(evolve, state)
      }
    },
  )
})

describe("exporting", () => {
  it("EXPORT-1, CONV-7: the owner and admins may export, and it is noted; others are refused", () => {
    const state = after(opened("sms"), [receive(1), at(noon)])
    const owned = after(state, [{ _tag: "Assign", by: ann, to: dana.id, seen: null }, at(noon)])
    const exporting = (by: Actor): ConversationCommand => ({
      _tag: "NoteExported",
      by,
      format: "pdf",
      exportId: message(90),
    })
    for (const by of [ann, dana]) {
      const noted = after(owned, [exporting(by), at(noon + hour)])
      expect(noted.lastSeq).toBe(owned.lastSeq + 1)
      // Said again by who goes on with it after a crash.
      expect(after(noted, [exporting(by), at(noon + hour)])).toEqual(noted)
    }
    expect(refusalOf(owned, exporting(omar), at(noon))).toBe("not_found")
    const answered = after(owned, [write(2, dana), at(noon)], [
      { _tag: "Assign", by: ann, to: omar.id, seen: null },
      at(noon),
    ])
    expect(refusalOf(answered, exporting(dana), at(noon))).toBe("not_allowed")
  })
})

describe("putting aside", () => {
  const done = after(opened("sms"), [receive(1), at(noon)], [write(1, dana), at(noon)], [claim, at(noon)], [
    { _tag: "PutAside", by: dana, aside: { how: "done" } },
    at(noon),
  ])

  it("LIFE-1: an answer that is not sent after all brings it back, unread, and one that is sent does not", () => {
    expect(after(done, [callback(1, "delivered"), at(noon + hour)]).aside).toEqual({ how: "done" })
    const back = after(done, [callback(1, "failed", error("permanent")), at(noon + hour)])
    expect([back.aside, unreadOf(back, dana.id), back.lastActivityAt]).toEqual([null, 1, noon + hour])
    // A campaign's message answers nobody.
    const written = done.outgoing.get(message(1))
    if (!written) return expect.fail("there is no message")
    const campaign = { id: CampaignId.make(uuid(60)), name: "Sale" }
    const ofCampaign = { ...done, outgoing: new Map([[message(1), { ...written, campaign }]]) }
    const failed = after(ofCampaign, [callback(1, "failed", error("permanent")), at(noon + hour)])
    expect(failed.aside).toEqual({ how: "done" })
  })

  it("LIFE-1: what the customer wrote after whoever puts it aside looked is not read, nor out of sight", () => {
    const state = after(opened("sms"), [receive(1), at(noon)], [receive(2), at(noon)])
    const aside = (inboundSeen: number): ConversationCommand => ({
      _tag: "PutAside",
      by: ann,
      aside: { how: "snoozed", until: noon + hour },
      inboundSeen,
    })
    expect(refusalOf(state, aside(1), at(noon))).toBe("changed_meanwhile")
    expect(after(state, [aside(2), at(noon)]).aside).toEqual({ how: "snoozed", until: noon + hour })
  })
})
