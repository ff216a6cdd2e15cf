import type { MessageContent } from "../conversation/MessageContent.ts"
import type { WindowFacts } from "../conversation/Window.ts"
import type { RegisteredState, SendFacts, Sending } from "./SendPolicy.ts"

/** What is to be sent, of a message's content. `templates` as in `SendingFacts`. */
export const sendingOf = (
  { media, template }: Pick<MessageContent, "media" | "template">,
  templates: ReadonlyMap<string, RegisteredState> | null,
): Sending =>
  template?.registered
    ? {
      _tag: "Registered",
      state: templates === null ? "approved" : templates.get(template.templateId) ?? "gone",
    }
    : { _tag: "Free", media: media.length > 0 }

/** Everything that the policy is to judge by, in the server's words and in the desk's. */
export const sendFactsOf = (
  recipient: WindowFacts,
  { consentAt, optedOutAt }: Pick<SendFacts, "consentAt" | "optedOutAt">,
  rest: Pick<SendFacts, "numberValid" | "sender" | "hours" | "sending" | "scheduledAt">,
): SendFacts => ({
  channel: recipient.channel,
  lastInboundAt: recipient.lastInboundAt,
  windowClosedAt: recipient.windowClosedAt,
  consentAt,
  optedOutAt,
  ...rest,
})
