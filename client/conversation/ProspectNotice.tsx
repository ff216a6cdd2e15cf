import Clock from "lucide-solid/icons/clock"
import MessageSquareText from "lucide-solid/icons/message-square-text"
import ShieldAlert from "lucide-solid/icons/shield-alert"
import { type JSX, Match, Show, Switch } from "solid-js"
import type { Prospect } from "../../domain/conversation/Prospect.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { Sender } from "../../domain/sender/Sender.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { contactName } from "../contact/contactName.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import { ConsentButton } from "./ConsentButton.tsx"
import styles from "./ProspectNotice.module.css"
import { goesAt, waitReason } from "./statusText.ts"

export interface ProspectNoticeProps {
  readonly prospect: Prospect
  readonly verdict: SendVerdict
  /** The Sender ID that the message could go from by SMS instead. */
  readonly smsSender: Sender | undefined
  readonly onSms: (sender: Sender) => void
  readonly onOpen: (row: InboxRow) => void
  readonly onConsent: () => void
}

/** What one should know of whoever is written to, below the Sender ID: it is said before Send, not after (SEND-10). */
export const ProspectNotice = (props: ProspectNoticeProps) => {
  const desk = useDesk()
  const now = () => desk.clock.now()
  const number = () => formatNumber(props.prospect.address)
  const channel = () => channelName(props.prospect.channel)
  const waiting = () => props.verdict._tag === "Wait" ? props.verdict : null
  return (
    <Switch>
      <Match when={props.verdict._tag === "OptedOut"}>
        <Notice tone="danger" icon={<ShieldAlert />} lead={`${number()} opted out of ${channel()}.`}>
          They opted out on{" "}
          {dateAndTime(props.prospect.optedOutAt ?? now(), now())}. Messages are not sent to them. They can
          opt in again by replying START.
        </Notice>
      </Match>
      <Match when={props.verdict._tag === "NoConsent"}>
        <Notice
          tone="danger"
          icon={<ShieldAlert />}
          lead={`No WhatsApp consent for ${number()}.`}
          actions={
            <>
              <ConsentButton
                size="small"
                phone={props.prospect.address}
                channel={props.prospect.channel}
                onRecorded={props.onConsent}
              />
              <Show when={props.smsSender}>
                {(sender) => (
                  <Button size="small" onClick={() => props.onSms(sender())}>
                    Send by SMS from {sender().label}
                  </Button>
                )}
              </Show>
            </>
          }
        >
          WhatsApp only lets you start a conversation with people who agreed to it. Record the consent first,
          or send this by SMS.
        </Notice>
      </Match>
      <Match when={props.prospect.row}>
        {(row) => (
          <Notice tone="quiet" icon={<MessageSquareText />}>
            You already talk with {contactName(row())} here.{" "}
            <Button variant="link" onClick={() => props.onOpen(row())}>Open it</Button>
          </Notice>
        )}
      </Match>
      <Match when={waiting()}>
        {(wait) => (
          <Notice tone="quiet" icon={<Clock />} lead={goesAt(wait(), now())}>
            – {waitReason[wait().why]}
          </Notice>
        )}
      </Match>
    </Switch>
  )
}

interface NoticeProps {
  readonly tone: "danger" | "quiet"
  readonly icon: JSX.Element
  readonly lead?: string
  readonly children: JSX.Element
  readonly actions?: JSX.Element
}

const Notice = (props: NoticeProps) => (
  <div class={styles.notice} data-tone={props.tone} role="status">
    <span class={styles.icon} aria-hidden="true">{props.icon}</span>
    <div>
      <p>
        <Show when={props.lead}>{(lead) => <strong>{lead()}</strong>}</Show> {props.children}
      </p>
      <Show when={props.actions}>{(actions) => <div class={styles.actions}>{actions()}</div>}</Show>
    </div>
  </div>
)
