import { Clock, Effect } from "effect"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import { windowMillis } from "../../domain/conversation/Window.ts"
import type { MailForm } from "../../domain/notification/MailForm.ts"
import type { Channel, Sender } from "../../domain/sender/Sender.ts"
import type { MessageMail } from "./messageMail.ts"

/** A plain picture: mail programs show none that stands in the mail, and the preview shows where it will be. */
const picture = "data:image/svg+xml," + encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 478 280"><rect width="478" height="280" fill="#D6DAE2"/>` +
    `<path d="M90 220l90-110 70 80 40-45 98 75z" fill="#878E9C"/><circle cx="330" cy="85" r="28" fill="#878E9C"/></svg>`,
)

/** A message that nobody wrote, for previews and test mails. */
export const sampleMessageMail = Effect.fnUntraced(
  function* ({ channel, form, publicUrl, sender, timeZone }: {
    readonly channel: Channel
    readonly form: MailForm
    readonly publicUrl: string
    /** Null where the workspace has none on this channel. */
    readonly sender: Sender | null
    readonly timeZone: string
  }) {
    const at = yield* Clock.currentTimeMillis
    const mail: MessageMail = {
      contact: "Elena Marsh",
      phone: "+1 415-555-0136",
      at,
      timeZone,
      channel,
      sender: sender?.label ?? "Parcel Care",
      senderPhone: sender ? formatAddress(sender.address) : "+1 415-555-0117",
      text: form === "media"
        ? "New insurance card, in case you need it"
        : "Got it. Can the courier come on Monday after 5?",
      files: form === "media"
        ? [{
          name: "IMG-2231.jpg",
          type: "image/jpeg",
          size: 412 * 1024,
          picture,
          download: `${publicUrl}/inbox`,
        }]
        : [],
      freeUntil: channel === "whatsapp" ? at + windowMillis : null,
      openUrl: `${publicUrl}/inbox`,
      settingsUrl: `${publicUrl}/settings/notifications`,
    }
    return mail
  },
)
