import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CampaignDraft, SmsFallback } from "../../domain/campaign/Campaign.ts"
import { fallbackTemplate, unknownVariables } from "../../domain/campaign/fallbackTemplate.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { variantsFor } from "../../domain/campaign/campaignVariants.ts"
import { wantedFile } from "../../domain/template/fillTemplate.ts"
import { type Template, whyNotSendable } from "../../domain/template/Template.ts"
import type { Directory, SenderRecord } from "../directory/Directory.ts"
import { findTemplate, findVariants } from "../templates/TemplateRow.ts"
import { notPossible, type Viewer } from "./findCampaign.ts"

/** What goes by SMS instead, and from which Sender ID. */
const fallbackOf = Effect.fnUntraced(function* (
  directory: Directory["Service"],
  { channel, workspaceId }: SenderRecord,
  template: Template,
  { senderId, text }: SmsFallback,
) {
  const sender = (yield* directory.snapshot).senders.get(senderId)
  if (channel !== "whatsapp" || sender?.workspaceId !== workspaceId || sender.channel !== "sms") {
    return yield* notPossible("Choose an SMS Sender ID for whom WhatsApp does not reach, or none.")
  }
  if (text.trim() === "") return yield* notPossible("Write the text that goes by SMS.")
  const [unknown] = unknownVariables(template, text)
  if (unknown !== undefined) {
    return yield* notPossible(
      `The text that goes by SMS has {{${unknown}}}, which the template does not have.`,
    )
  }
  return { sender, template: fallbackTemplate(template, text) }
})

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
  const others = inTheirLanguage ? yield* findVariants(sql, viewer.workspaceId, template) : []
  return {
    sender,
    template,
    variants: variantsFor(template, others),
    fallback: fallback && (yield* fallbackOf(directory, sender, template, fallback)),
  }
})
