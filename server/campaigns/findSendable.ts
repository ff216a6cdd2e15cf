import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CampaignDraft } from "../../domain/campaign/Campaign.ts"
import { unknownVariables } from "../../domain/campaign/fallbackTemplate.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { variantsFor } from "../../domain/campaign/campaignVariants.ts"
import { wantedFile } from "../../domain/template/fillTemplate.ts"
import { whyNotSendable } from "../../domain/template/Template.ts"
import type { Directory } from "../directory/Directory.ts"
import { findTemplate, findVariants } from "../templates/TemplateRow.ts"
import { notPossible, type Viewer } from "./findCampaign.ts"

/** What a draft sends, in which languages, and from which Sender ID; refused where that could not be sent to anybody. */
export const findSendable = Effect.fnUntraced(function* (
  sql: PgClient.PgClient,
  directory: Directory["Service"],
  viewer: Viewer,
  { fallback, inTheirLanguage, senderId, templateId }: CampaignDraft,
) {
  const sender = senderId === null ? undefined : (yield* directory.snapshot).senders.get(senderId)
  if (sender?.workspaceId !== viewer.workspaceId) return yield* notPossible("Choose a Sender ID.")
  if (templateId === null) return yield* notPossible("Choose a template.")
  const template = yield* findTemplate(sql, viewer.workspaceId, templateId)
  const { accountId, channel } = sender
  if (
    template.channel !== channel ||
    (template.registered !== null && template.registered.accountId !== accountId)
  ) return yield* notPossible("This template cannot be sent from this Sender ID. Choose another one.")
  // Nobody's window is known to be open: WhatsApp takes registered templates only (WIN-3).
  const problem = whyNotSendable(template, channel === "whatsapp" ? false : null)
  if (problem !== null) {
    return yield* new Refusal({
      code: "template_not_approved",
      message: `${problem} Choose another template.`,
    })
  }
  if (wantedFile(template) !== null) {
    return yield* notPossible(
      "This template begins with a file, which a campaign cannot bring. Choose another one.",
    )
  }
  if (fallback !== null) {
    const instead = (yield* directory.snapshot).senders.get(fallback.senderId)
    if (channel !== "whatsapp" || instead?.workspaceId !== viewer.workspaceId || instead.channel !== "sms") {
      return yield* notPossible("Choose an SMS Sender ID for whom WhatsApp does not reach, or none.")
    }
    if (fallback.text.trim() === "") return yield* notPossible("Write the text that goes by SMS.")
    const [unknown] = unknownVariables(template, fallback.text)
    if (unknown !== undefined) {
      return yield* notPossible(
        `The text that goes by SMS has {{${unknown}}}, which the template does not have.`,
      )
    }
  }
  const others = inTheirLanguage ? yield* findVariants(sql, viewer.workspaceId, template) : []
  return { sender, template, variants: variantsFor(template, others) }
})
