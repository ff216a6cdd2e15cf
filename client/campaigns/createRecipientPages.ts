import { Result } from "effect"
import type { Recipient } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import {
  type RecipientFilter,
  recipientsAtOnceMax,
  recipientsPageMax,
} from "../../domain/rpc/CampaignRpcs.ts"
import { useDesk } from "../sync/createDesk.ts"
import type { AskError } from "../rpc/DeskLink.ts"

/** Recipients of a campaign, a page after another in the order of the audience, or all of them. */
export const createRecipientPages = (id: CampaignId) => {
  const desk = useDesk()
  const page = (filter: RecipientFilter, after: number, limit = recipientsPageMax) =>
    desk.link.ask((client) => client["Campaign.recipients"]({ id, filter, after, limit }))
  const all = async (
    filter: RecipientFilter,
  ): Promise<Result.Result<ReadonlyArray<Recipient>, AskError>> => {
    const known: Array<Recipient> = []
    while (true) {
      const answer = await page(filter, known.at(-1)?.no ?? 0, recipientsAtOnceMax)
      if (Result.isFailure(answer)) return answer
      known.push(...answer.success)
      if (answer.success.length < recipientsAtOnceMax) return Result.succeed(known)
    }
  }
  return { page, all }
}
