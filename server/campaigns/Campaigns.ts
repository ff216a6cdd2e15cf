import { Context, Effect, Layer, Queue, type Stream } from "effect"
import type {
  Campaign,
  CampaignDraft,
  CampaignProgress,
  Recipient,
  RecipientRow,
} from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CampaignPage, RecipientFilter } from "../../domain/rpc/CampaignRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Viewer } from "./findCampaign.ts"
import { makeCampaignDrafts } from "./makeCampaignDrafts.ts"
import { makeCampaignReads } from "./makeCampaignReads.ts"
import { makeCampaignSteering } from "./makeCampaignSteering.ts"

type Answer = Effect.Effect<Campaign, Refusal | Unavailable>

/** Campaigns as admins make and steer them (CAMP-1, CAMP-2). What they set in motion goes on by itself, on whatever node. */
export class Campaigns extends Context.Service<Campaigns, {
  readonly list: (
    viewer: Viewer,
    page: { readonly limit: number; readonly cursor: string | null },
  ) => Effect.Effect<CampaignPage, Refusal | Unavailable>
  readonly get: (
    viewer: Viewer,
    id: CampaignId,
  ) => Effect.Effect<{ readonly campaign: Campaign; readonly draft: CampaignDraft }, Refusal | Unavailable>
  readonly save: (viewer: Viewer, id: CampaignId, version: number, draft: CampaignDraft) => Answer
  readonly addRows: (viewer: Viewer, id: CampaignId, rows: ReadonlyArray<RecipientRow>) => Answer
  readonly recipients: (
    viewer: Viewer,
    id: CampaignId,
    page: { readonly filter: RecipientFilter; readonly after: number; readonly limit: number },
  ) => Effect.Effect<ReadonlyArray<Recipient>, Refusal | Unavailable>
  readonly start: (viewer: Viewer, id: CampaignId, version: number) => Answer
  readonly pause: (viewer: Viewer, id: CampaignId) => Answer
  readonly resume: (viewer: Viewer, id: CampaignId) => Answer
  readonly cancel: (viewer: Viewer, id: CampaignId) => Answer
  readonly remove: (viewer: Viewer, id: CampaignId) => Effect.Effect<void, Refusal | Unavailable>
  readonly follow: (viewer: Viewer, id: CampaignId) => Stream.Stream<CampaignProgress, Refusal | Unavailable>
  /** Waits until an audience may have to be taken in or looked at here. */
  readonly audienceWoken: Effect.Effect<void>
  /** Waits until a campaign may have something to send here. */
  readonly sendingWoken: Effect.Effect<void>
}>()("desk/server/campaigns/Campaigns") {
  static readonly layer = Layer.effect(
    Campaigns,
    Effect.gen(function* () {
      const [audienceWakes, sendingWakes] = [yield* Queue.sliding<void>(1), yield* Queue.sliding<void>(1)]
      const reads = yield* makeCampaignReads
      const drafts = yield* makeCampaignDrafts(audienceWakes)
      const steering = yield* makeCampaignSteering(sendingWakes)
      return Campaigns.of({
        ...reads,
        ...drafts,
        ...steering,
        audienceWoken: Queue.take(audienceWakes),
        sendingWoken: Queue.take(sendingWakes),
      })
    }),
  )
}
