import { emptyDraft } from "../../../domain/campaign/Campaign.ts"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { CampaignRpcs } from "../../../domain/rpc/CampaignRpcs.ts"
import { admins, adminsOfIt, type VerdictsOf } from "./CallVerdict.ts"

export const campaignVerdicts: VerdictsOf<typeof CampaignRpcs> = {
  "Campaign.list": [{ asked: () => ({ limit: 10, cursor: null }), ...admins }],
  "Campaign.get": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt }],
  "Campaign.save": [{
    asked: ({ campaign }) => ({ id: campaign, version: 1, draft: emptyDraft }),
    ...adminsOfIt,
  }],
  "Campaign.addRows": [{ asked: ({ campaign }) => ({ id: campaign, rows: [] }), ...adminsOfIt }],
  "Campaign.recipients": [{
    asked: ({ campaign }) => ({ id: campaign, filter: { _tag: "Ready" } as const, after: 0, limit: 10 }),
    ...adminsOfIt,
  }],
  "Campaign.test": [{
    asked: ({ campaign }) => ({
      id: campaign,
      messageId: MessageId.make(campaign),
      to: "+15555550123",
      no: null,
      bySms: false,
    }),
    ...adminsOfIt,
    admin: "not_possible",
  }],
  "Campaign.start": [{
    asked: ({ campaign }) => ({ id: campaign, version: 1 }),
    ...adminsOfIt,
    admin: "not_possible",
  }],
  "Campaign.pause": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.resume": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.cancel": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.follow": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, endless: true }],
  "Campaign.remove": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt }],
}
