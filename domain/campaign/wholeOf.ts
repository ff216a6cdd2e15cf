import {
  bySmsAtOnce,
  type Campaign,
  type CampaignCounts,
  type CampaignState,
  type FallbackProgress,
  reachedOf,
} from "./Campaign.ts"

/**
 * A campaign as people see it, with its SMS fallback: each recipient is counted once, under what is true of them now, so that
 * `sent`, `failed`, `cancelled` and `waiting` are all who are wanted.
 */
export interface WholeCampaign {
  /** What is still under way comes first: it is not done while its SMS still go. */
  readonly state: CampaignState
  /** How many are to get it, one way or the other. */
  readonly wanted: number
  /** Cumulative: what was read was delivered and sent too. */
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly replied: number
  /** Whom it reached neither way; not who gets it by SMS since WhatsApp failed. */
  readonly failed: number
  readonly cancelled: number
  readonly waiting: number
}

const liveliest: ReadonlyArray<CampaignState> = [
  "cancelling",
  "sending",
  "paused",
  "scheduled",
  "cancelled",
  "done",
  "draft",
]

type Parts = Pick<Campaign, "audience" | "bySms" | "counts" | "state">

/** What became of so many: each of them stands in one of `sent`, `failed`, `cancelled` and `waiting`. */
const sharesOf = (counts: CampaignCounts, state: CampaignState, all: number) => {
  const { sent, delivered, read } = reachedOf(counts)
  const failed = counts.failed + counts.unconfirmed
  // Of a campaign that was cancelled also those who never had their turn.
  const cancelled = state === "cancelled" ? Math.max(0, all - sent - failed) : counts.cancelled
  return { sent, delivered, read, failed, cancelled, waiting: Math.max(0, all - sent - failed - cancelled) }
}

/** What became of those whom a campaign's SMS took in; `leftOut`: how many could not be written to by SMS either. */
export const sharesOfSms = ({ counts, leftOut, state, total }: FallbackProgress) => {
  const out = Object.values(leftOut).reduce((sum, count) => sum + count, 0)
  return { ...sharesOf(counts, state, total - out), leftOut: out }
}

/** Both parts of a campaign in one; of one without SMS fallback, itself. */
export const wholeOf = ({ audience, bySms, counts, state }: Parts): WholeCampaign => {
  const { waiting, ...first } = sharesOf(counts, state, audience.ready)
  const { replied } = counts
  if (bySms === null) {
    const atOnce = bySmsAtOnce(audience)
    return { state, wanted: audience.ready + atOnce, ...first, replied, waiting: waiting + atOnce }
  }
  const sms = sharesOfSms(bySms)
  return {
    state: liveliest.find((one) => one === state || one === bySms.state) ?? state,
    wanted: audience.ready + bySms.total - bySms.afterFailure,
    sent: first.sent + sms.sent,
    delivered: first.delivered + sms.delivered,
    read: first.read + sms.read,
    replied: replied + bySms.counts.replied,
    failed: first.failed - bySms.afterFailure + sms.failed + sms.leftOut,
    cancelled: first.cancelled + sms.cancelled,
    waiting: waiting + sms.waiting,
  }
}

/** From 0 to 1: of whom it is known what became of it. */
export const shareDone = ({ waiting, wanted }: Pick<WholeCampaign, "waiting" | "wanted">): number =>
  wanted === 0 ? 0 : Math.max(0, 1 - waiting / wanted)
