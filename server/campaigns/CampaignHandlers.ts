import { Effect, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CampaignRpcs } from "../../domain/rpc/CampaignRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { Campaigns } from "./Campaigns.ts"
import { makeCampaignTest } from "./makeCampaignTest.ts"

/** Campaigns, for admins (AUTH-3). */
export const CampaignHandlersLive = CampaignRpcs.toLayer(Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const test = yield* makeCampaignTest
  const admin = <A, E, R>(ask: (viewer: Effect.Success<typeof adminOnly>) => Effect.Effect<A, E, R>) =>
    Effect.flatMap(adminOnly, ask)
  return CampaignRpcs.of({
    "Campaign.list": (page) => admin((viewer) => campaigns.list(viewer, page)),
    "Campaign.get": ({ id }) => admin((viewer) => campaigns.get(viewer, id)),
    "Campaign.save": ({ draft, id, version }) =>
      admin((viewer) => campaigns.save(viewer, id, version, draft)),
    "Campaign.addRows": ({ id, rows }) => admin((viewer) => campaigns.addRows(viewer, id, rows)),
    "Campaign.recipients": ({ id, ...page }) => admin((viewer) => campaigns.recipients(viewer, id, page)),
    "Campaign.test": (asked) => Rpc.fork(admin((viewer) => test(viewer, asked))),
    "Campaign.start": ({ id, version }) => admin((viewer) => campaigns.start(viewer, id, version)),
    "Campaign.pause": ({ id }) => admin((viewer) => campaigns.pause(viewer, id)),
    "Campaign.resume": ({ id }) => admin((viewer) => campaigns.resume(viewer, id)),
    "Campaign.cancel": ({ id }) => admin((viewer) => campaigns.cancel(viewer, id)),
    "Campaign.remove": ({ id }) => admin((viewer) => campaigns.remove(viewer, id)),
    "Campaign.follow": ({ id }) =>
      Rpc.fork(Stream.unwrap(Effect.map(adminOnly, (viewer) => campaigns.follow(viewer, id)))),
  })
}))
