import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

export const CampaignId = Uuid.pipe(Schema.brand("CampaignId"))
export type CampaignId = typeof CampaignId.Type

/** The campaign that a message is of, as the message's item says it. */
export const CampaignMark = Schema.Struct({ id: CampaignId, name: Schema.String })
export type CampaignMark = typeof CampaignMark.Type
