import { bySmsAtOnce, type Campaign, type CampaignState, reachedOf } from "./Campaign.ts"

/** A campaign as people see it, with its SMS fallback: each recipient is counted once, under what is true of them now. */
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

/** Both parts of a campaign in one; of one without SMS fallback, itself. */
export const wholeOf = ({ audience, bySms, counts, state }: Parts): WholeCampaign => {
  const { cancelled, failed, replied, unconfirmed } = counts
  const first = {
    state,
    wanted: audience.ready,
    ...reachedOf(counts),
    replied,
    failed: failed + unconfirmed,
    cancelled,
  }
  if (bySms === null) return { ...first, wanted: audience.ready + bySmsAtOnce(audience) }
  const reached = reachedOf(bySms.counts)
  const leftOut = Object.values(bySms.leftOut).reduce((sum, count) => sum + count, 0)
  return {
    state: liveliest.find((one) => one === state || one === bySms.state) ?? state,
    wanted: first.wanted + bySms.total - bySms.afterFailure,
    sent: first.sent + reached.sent,
    delivered: first.delivered + reached.delivered,
    read: first.read + reached.read,
    replied: first.replied + bySms.counts.replied,
    failed: first.failed - bySms.afterFailure + bySms.counts.failed + bySms.counts.unconfirmed + leftOut,
    cancelled: first.cancelled + bySms.counts.cancelled,
  }
}

/** From 0 to 1: of whom it is known what became of it. */
export const shareDone = ({ cancelled, failed, sent, wanted }: WholeCampaign): number =>
  wanted === 0 ? 0 : Math.min(1, (sent + failed + cancelled) / wanted)
