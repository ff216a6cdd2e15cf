import type { Audience, AudienceState, CampaignDraft } from "../../domain/campaign/Campaign.ts"

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What its people are taken from; of a file that is the file, and not in which of its columns what is looked for. */
const takenFrom = (audience: Audience | null): Audience | null =>
  audience?._tag === "File" ? { ...audience, number: "", name: null, language: null } : audience

/**
 * What becomes of an audience when a draft is changed: who is in it may have changed, or only who of them gets the message,
 * which depends on the columns of its file, on the Sender ID's channel, on what the template is filled with, and on what
 * goes by SMS instead; or in which language.
 */
export const audienceAfter = (
  before: CampaignDraft,
  after: CampaignDraft,
  state: AudienceState,
): "kept" | "looked at again" | "taken in anew" => {
  if (!same(takenFrom(before.audience), takenFrom(after.audience))) return "taken in anew"
  const alike = same(before.audience, after.audience) && before.senderId === after.senderId &&
    before.templateId === after.templateId && before.inTheirLanguage === after.inTheirLanguage &&
    same(before.fields, after.fields) && same(before.fallback, after.fallback)
  return alike || state === "none" || state === "receiving" || state === "gathering"
    ? "kept"
    : "looked at again"
}
