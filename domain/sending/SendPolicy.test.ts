import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { BusinessHours } from "../hours/BusinessHours.ts"
import type { QuietHours } from "../hours/QuietHours.ts"
import { handOverVerdict, type SendFacts, type Sending, sendVerdict } from "./SendPolicy.ts"

/*
 * Every combination of what may stand for or against a message, each judged by the policy and by the table below: which
 * objection comes first, and when a message goes, written down by hand for each of the times that are tried.
 */

/** A Monday. */
const now = Date.UTC(2026, 2, 2, 12)
const at = (day: number, hour: number) => Date.UTC(2026, 2, day, hour)
const day = 86_400_000
const optedOutAt = now - 5_000

const zone = { timeZone: "UTC", holidays: [] }
const business = {
  always: { ...zone, weekly: null },
  fromTuesday: { ...zone, weekly: { tue: [["09:00", "17:00"]] } },
  never: { ...zone, weekly: {} },
} as const satisfies Record<string, BusinessHours>
const quietHours = { none: null, untilTwo: { from: "11:00", to: "14:00" } } as const satisfies Record<
  string,
  QuietHours | null
>
const schedules = {
  none: null,
  past: at(2, 11),
  soon: at(2, 13),
  tuesdayTen: at(3, 10),
  tuesdayNoon: at(3, 12),
}

type Times = Record<keyof typeof schedules, readonly [number | null, string] | null>
const every = (time: Times[keyof Times]): Times => ({
  none: time,
  past: time,
  soon: time,
  tuesdayTen: time,
  tuesdayNoon: time,
})
const opening = [at(3, 9), "business"] as const
/** Until when a message waits, and for what; null: it goes at once. */
const times: Record<keyof typeof business, Record<keyof typeof quietHours, Times>> = {
  always: {
    none: {
      none: null,
      past: null,
      soon: [at(2, 13), "schedule"],
      tuesdayTen: [at(3, 10), "schedule"],
      tuesdayNoon: [at(3, 12), "schedule"],
    },
    untilTwo: {
      none: [at(2, 14), "quiet"],
      past: [at(2, 14), "quiet"],
      soon: [at(2, 14), "quiet"],
      tuesdayTen: [at(3, 10), "schedule"],
      tuesdayNoon: [at(3, 14), "quiet"],
    },
  },
  fromTuesday: {
    none: {
      ...every(opening),
      tuesdayTen: [at(3, 10), "schedule"],
      tuesdayNoon: [at(3, 12), "schedule"],
    },
    untilTwo: {
      ...every(opening),
      tuesdayTen: [at(3, 10), "schedule"],
      tuesdayNoon: [at(3, 14), "quiet"],
    },
  },
  never: { none: every([null, "business"]), untilTwo: every([null, "business"]) },
}

const windows = {
  neverWrote: { lastInboundAt: null, windowClosedAt: null },
  lastMoment: { lastInboundAt: now - day + 1, windowClosedAt: null },
  justOver: { lastInboundAt: now - day, windowClosedAt: null },
  longAgo: { lastInboundAt: now - 9 * day, windowClosedAt: null },
  closedByProvider: { lastInboundAt: now - 60_000, windowClosedAt: now - 1_000 },
} as const
const sendings = {
  text: { _tag: "Free", media: false },
  files: { _tag: "Free", media: true },
  approved: { _tag: "Registered", state: "approved" },
  paused: { _tag: "Registered", state: "paused" },
  unapproved: { _tag: "Registered", state: "unapproved" },
  gone: { _tag: "Registered", state: "gone" },
} as const satisfies Record<string, Sending>

const keysOf = <K extends string>(record: Record<K, unknown>) => fc.constantFrom(...allKeys(record))
// The keys of a literal are known exactly; TypeScript's own signature forgets them.
const allKeys = <K extends string>(record: Record<K, unknown>): ReadonlyArray<K> => {
  const isKey = (key: string): key is K => key in record
  return Object.keys(record).filter(isKey)
}

interface Case {
  readonly channel: "sms" | "whatsapp"
  readonly window: keyof typeof windows
  readonly optedOut: boolean
  readonly consent: boolean
  readonly validNumber: boolean
  readonly sender: "number" | "alphanumeric" | "none"
  readonly hours: keyof typeof business
  readonly quiet: keyof typeof quietHours
  readonly sending: keyof typeof sendings
  readonly schedule: keyof typeof schedules
}

const factsOf = (one: Case): SendFacts => ({
  channel: one.channel,
  ...windows[one.window],
  optedOutAt: one.optedOut ? optedOutAt : null,
  consentAt: one.consent ? now - 30 * day : null,
  numberValid: one.validNumber,
  sender: one.sender === "none"
    ? null
    : one.channel === "whatsapp"
    ? "whatsapp"
    : one.sender === "number"
    ? "long_code"
    : "alphanumeric",
  hours: { business: business[one.hours], quiet: quietHours[one.quiet], zones: ["UTC"] },
  sending: sendings[one.sending],
  scheduledAt: schedules[one.schedule],
})

/** The first that holds names the verdict. */
const objections: ReadonlyArray<readonly [string, (one: Case) => boolean]> = [
  ["OptedOut", (one) => one.optedOut],
  ["SenderUnusable", (one) => one.sender === "none"],
  ["InvalidNumber", (one) => !one.validNumber],
  ["NoConsent", (one) => one.channel === "whatsapp" && one.window === "neverWrote" && !one.consent],
  ["TemplateOfOtherChannel", (one) => one.channel === "sms" && !["text", "files"].includes(one.sending)],
  ["TemplateUnusable", (one) => ["paused", "unapproved", "gone"].includes(one.sending)],
  [
    "WindowClosed",
    (one) => one.channel === "whatsapp" && one.sending !== "approved" && one.window !== "lastMoment",
  ],
  ["NoMedia", (one) => one.channel === "sms" && one.sender === "alphanumeric" && one.sending === "files"],
]

const cases = function* (): Generator<Case> {
  const yesNo = [true, false]
  for (const channel of ["sms", "whatsapp"] as const) {
    for (const window of allKeys(windows)) {
      for (
        const [optedOut, consent, validNumber] of yesNo.flatMap((a) =>
          yesNo.flatMap((b) => yesNo.map((c) => [a, b, c] as const))
        )
      ) {
        for (const sender of ["number", "alphanumeric", "none"] as const) {
          for (const sending of allKeys(sendings)) {
            for (const hours of allKeys(business)) {
              for (const quiet of allKeys(quietHours)) {
                for (const schedule of allKeys(schedules)) {
                  yield {
                    channel,
                    window,
                    optedOut,
                    consent,
                    validNumber,
                    sender,
                    hours,
                    quiet,
                    sending,
                    schedule,
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

const objectionTo = (one: Case) => objections.find(([, holds]) => holds(one))?.[0]
const timeOf = (one: Case) => times[one.hours][one.quiet][one.schedule]

/** What a verdict says, without the details that its own tests are about. */
const said = (verdict: ReturnType<typeof sendVerdict>) =>
  verdict._tag === "Wait" ? `${verdict.why} ${verdict.until}` : verdict._tag
const expectedTime = (one: Case) => {
  const time = timeOf(one)
  return time === null ? "Go" : `${time[1]} ${time[0]}`
}

describe("the send policy", () => {
  it("SEND-10, WIN-2, WIN-3, CONSENT-1, OPT-1, HOURS-2, HOURS-4: judges every combination as the table does", () => {
    let count = 0
    for (const one of cases()) {
      count++
      const verdict = said(sendVerdict(factsOf(one), now))
      const expected = objectionTo(one) ?? expectedTime(one)
      if (verdict !== expected) expect({ ...one, verdict }).toEqual({ ...one, verdict: expected })
    }
    expect(count).toBe(2 * 5 * 8 * 3 * 6 * 3 * 2 * 5)
  })

  it("WIN-4: at hand-over waits until its time, whatever else stands against it, but for an opt-out", () => {
    for (const one of cases()) {
      const verdict = said(handOverVerdict(factsOf(one), now))
      const objection = objectionTo(one)
      const expected = objection === "OptedOut" || timeOf(one) === null
        ? objection ?? "Go"
        : expectedTime(one)
      if (verdict !== expected) expect({ ...one, verdict }).toEqual({ ...one, verdict: expected })
    }
  })

  const anything: fc.Arbitrary<Case> = fc.record({
    channel: fc.constantFrom("sms", "whatsapp"),
    window: keysOf(windows),
    optedOut: fc.boolean(),
    consent: fc.boolean(),
    validNumber: fc.boolean(),
    sender: fc.constantFrom("number", "alphanumeric", "none"),
    hours: keysOf(business),
    quiet: keysOf(quietHours),
    sending: keysOf(sendings),
    schedule: keysOf(schedules),
  })

  it("OPT-1: nothing ever goes, now or later, to a number that is opted out", () => {
    fc.assert(
      fc.property(anything, fc.integer(), fc.integer(), (one, since, time) => {
        const facts = { ...factsOf(one), optedOutAt: since }
        expect(sendVerdict(facts, time)).toEqual({ _tag: "OptedOut", since })
        expect(handOverVerdict(facts, time)).toEqual({ _tag: "OptedOut", since })
      }),
      { numRuns: 2_000 },
    )
  })

  it("HOURS-2, SEND-12: what waits may go when its time has come, and not a millisecond before", () => {
    fc.assert(
      fc.property(anything, (one) => {
        const facts = { ...factsOf(one), optedOutAt: null }
        const wait = handOverVerdict(facts, now)
        if (wait._tag !== "Wait" || wait.until === null) return
        expect(handOverVerdict(facts, wait.until)._tag).not.toBe("Wait")
        expect(handOverVerdict(facts, wait.until - 1)).toMatchObject({ _tag: "Wait", until: wait.until })
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<[string, number | null, string, keyof typeof schedules, boolean]>([
    ["closes before its time", now - day + 60_000, "text", "soon", true],
    ["closes at its time", now - day + 3_600_000, "text", "soon", true],
    ["is still open at its time", now - day + 3_600_001, "text", "soon", false],
    ["does not matter to it", now - day + 60_000, "approved", "soon", false],
  ])(
    "WIN-4, SEND-10: says of what waits when the window %s",
    (_, lastInboundAt, sending, schedule, closes) => {
      const verdict = sendVerdict({
        ...factsOf({
          channel: "whatsapp",
          window: "lastMoment",
          optedOut: false,
          consent: true,
          validNumber: true,
          sender: "number",
          hours: "always",
          quiet: "none",
          sending: sending === "text" ? "text" : "approved",
          schedule,
        }),
        lastInboundAt,
      }, now)
      expect(verdict).toMatchObject({ _tag: "Wait", windowClosesFirst: closes })
    },
  )
})
