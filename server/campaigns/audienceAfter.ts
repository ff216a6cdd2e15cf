import type { AudienceState, CampaignDraft } from "../../domain/campaign/Campaign.ts"

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * What becomes of an audience when a draft is changed: who is in it may have changed, or only who of them gets the message,
 * which depends on the Sender ID's channel, on what the template is filled with, and on what goes by SMS instead; or in which
 * language.
 */
export const audienceAfter = (
  before: CampaignDraft,
  after: CampaignDraft,
  state: AudienceState,
): "kept" | "looked at again" | "taken in anew" => {
  if (!same(before.audience, after.audience)) return "taken in anew"
  const alike = before.senderId === after.senderId && before.templateId === after.templateId &&
    before.inTheirLanguage === after.inTheirLanguage && same(before.fields, after.fields) &&
    same(before.fallback, after.fallback)
  return alike || state === "none" || state === "receiving" || state === "gathering"
    ? "kept"
    : "looked at again"
}
