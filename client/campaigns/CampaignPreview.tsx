import { Result } from "effect"
import ChevronLeft from "lucide-solid/icons/chevron-left"
import ChevronRight from "lucide-solid/icons/chevron-right"
import Inbox from "lucide-solid/icons/inbox"
import { createEffect, createSignal, on, Show } from "solid-js"
import type { Campaign, Recipient, SmsFallback } from "../../domain/campaign/Campaign.ts"
import { inLanguage } from "../../domain/campaign/campaignVariants.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { fallbackTemplate } from "../../domain/campaign/fallbackTemplate.ts"
import { type SenderId, soleOwner } from "../../domain/sender/Sender.ts"
import { previewTemplate } from "../../domain/template/previewTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { useDesk } from "../sync/createDesk.ts"
import { languageName } from "../templates/languageName.ts"
import { TemplateBubble } from "../templates/TemplateBubble.tsx"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import styles from "./CampaignComposer.module.css"

const previewed = 20

export interface CampaignPreviewProps {
  readonly id: CampaignId
  readonly template: Template | null
  /** It in all its languages. */
  readonly variants: ReadonlyArray<Template>
  readonly campaign: Campaign | null
  readonly senderId: SenderId | null
  readonly fallback: SmsFallback | null
  readonly onShown: (recipient: Recipient | null) => void
}

/** What real recipients will see, one after the other (TMPL-4). */
export const CampaignPreview = (props: CampaignPreviewProps) => {
  const desk = useDesk()
  const [recipients, setRecipients] = createSignal<ReadonlyArray<Recipient>>([])
  const [at, setAt] = createSignal(0)
  const [sms, setSms] = createSignal(false)
  createEffect(on(
    [
      () => props.campaign?.version,
      () => props.campaign?.audience.state,
      () => props.campaign?.audience.ready,
    ],
    async () => {
      if (props.campaign?.audience.state !== "checked") return
      const answer = await desk.link.ask((client) =>
        client["Campaign.recipients"]({ id: props.id, filter: { _tag: "Ready" }, after: 0, limit: previewed })
      )
      if (Result.isFailure(answer)) return
      setRecipients(answer.success)
      setAt((before) => Math.min(before, Math.max(0, answer.success.length - 1)))
    },
  ))
  const shown = () => recipients()[at()]
  const bySms = () => sms() || shown()?.leftOut === "by_sms"
  /** What is shown: what goes by WhatsApp, or what goes instead of it. */
  const message = () => {
    const { fallback, template, variants } = props
    if (template === null) return null
    return fallback !== null && bySms()
      ? fallbackTemplate(template, fallback.text)
      : inLanguage(template, variants, shown()?.language ?? null)
  }
  createEffect(() => props.onShown(shown() ?? null))
  const name = () => {
    const recipient = shown()
    return recipient === undefined ? "" : recipient.name ?? formatNumber(recipient.phone)
  }
  const owner = () => {
    const sender = props.senderId === null ? undefined : desk.sender(props.senderId)
    const sole = sender ? soleOwner(sender) : null
    return sole === null ? null : desk.user(sole)?.name ?? null
  }
  return (
    <>
      <div class={styles.previewHead}>
        <h2>Preview</h2>
        <span class={styles.previewName} role="status">{name()}</span>
        <IconButton label="Previous recipient" disabled={at() === 0} onClick={() => setAt(at() - 1)}>
          <ChevronLeft />
        </IconButton>
        <IconButton
          label="Next recipient"
          disabled={at() + 1 >= recipients().length}
          onClick={() => setAt(at() + 1)}
        >
          <ChevronRight />
        </IconButton>
      </div>
      <Show when={props.fallback}>
        <div class={`${styles.segments} ${styles.previewTabs}`} role="group" aria-label="Preview of">
          <button type="button" aria-pressed={!bySms()} onClick={() => setSms(false)}>
            <ChannelMark channel="whatsapp" size={16} decorative />WhatsApp
          </button>
          <button type="button" aria-pressed={bySms()} onClick={() => setSms(true)}>
            <ChannelMark channel="sms" size={16} decorative />SMS fallback
          </button>
        </div>
      </Show>
      <Show
        when={message()}
        fallback={<p class={styles.previewEmpty}>Choose a template to see what recipients get.</p>}
      >
        {(present) => (
          <>
            <Show when={shown()?.language && !bySms()}>
              <p class={styles.previewLanguage}>In {languageName(present().language)}</p>
            </Show>
            <TemplateBubble
              preview={previewTemplate(present(), shown()?.values ?? {})}
              channel={present().channel}
            />
          </>
        )}
      </Show>
      <p class={styles.previewNote}>
        <Inbox aria-hidden="true" />
        <span>
          A conversation appears in the desk only when someone replies. Replies go to{" "}
          <b>{owner() ?? desk.directory().me.name}</b>
          {owner() === null ? ", who sends this campaign" : ", whose Sender ID it is"}, unless somebody else
          already talks with them.
        </span>
      </p>
    </>
  )
}
