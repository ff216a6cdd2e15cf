import Ban from "lucide-solid/icons/ban"
import LayoutTemplate from "lucide-solid/icons/layout-template"
import Lock from "lucide-solid/icons/lock"
import { type JSX, lazy, Match, Show, Suspense, Switch } from "solid-js"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import { firstName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import styles from "./ComposerBlocked.module.css"
import { ConsentButton } from "./ConsentButton.tsx"

// It brings the table of the world's numbers with it.
const SmsInstead = lazy(() => import("./SmsInstead.tsx").then((it) => ({ default: it.SmsInstead })))

/** Stands where the composer would: why nothing can be written now, and what will change that. */
export const ComposerBlocked = (props: { readonly row: InboxRow; readonly verdict: SendVerdict }) => {
  const desk = useDesk()
  const screen = useScreen()
  const now = () => desk.clock.now()
  const hasDraft = () => screen.drafts.get(props.row.id).trim() !== ""
  const admin = () => desk.directory().users.find((user) => user.role === "admin")?.name ?? "an admin"
  const mayReply = () =>
    desk.sender(props.row.senderId) !== undefined ||
    (props.row.givenToMe && props.row.owner === desk.directory().me.id)
  const senderName = () =>
    desk.sender(props.row.senderId)?.label ?? `This ${channelName(props.row.channel)} Sender ID`
  const BySms = () => (
    <Suspense>
      <SmsInstead
        row={props.row}
        text={() => screen.drafts.get(props.row.id)}
        isDraft
        label="Write by SMS instead"
      />
    </Suspense>
  )
  return (
    <Switch
      fallback={
        <Card tone="neutral" icon={<Lock />} title="You can read, but not reply">
          {senderName()} is not shared with you. Ask {admin()}{" "}
          for access, or ask to have this conversation assigned to you.
        </Card>
      }
    >
      <Match when={props.verdict._tag === "OptedOut"}>
        <Card tone="danger" icon={<Ban />} title="This person opted out">
          They opted out on{" "}
          {dateAndTime(props.row.optedOutAt ?? now(), now())}. Messages are not sent to them. They can opt in
          again by replying START.
          <DraftKept shown={hasDraft()} />
        </Card>
      </Match>
      <Match when={props.verdict._tag === "NoConsent"}>
        <Card
          tone="warn"
          icon={<Lock />}
          title="No WhatsApp consent on file"
          action={
            <>
              <ConsentButton variant="primary" phone={props.row.address} channel={props.row.channel} />
              <BySms />
            </>
          }
        >
          WhatsApp needs a recorded consent before the first message. Record it first, or send this by SMS.
          <DraftKept shown={hasDraft()} />
        </Card>
      </Match>
      <Match when={props.verdict._tag === "WindowClosed"}>
        <Card
          tone="warn"
          icon={<Lock />}
          title="The 24-hour reply window is closed"
          action={
            <Show when={mayReply()}>
              <Button
                variant="primary"
                disabled={!desk.online()}
                onClick={() => screen.setDialog("template")}
              >
                <LayoutTemplate />
                Choose a registered template
              </Button>
              <BySms />
            </Show>
          }
        >
          <Show when={props.row.lastInboundAt} fallback="They have not written yet. ">
            {(at) => `${firstName(props.row)} last wrote on ${dateAndTime(at(), now())}. `}
          </Show>
          WhatsApp lets you write freely for 24 hours after a customer’s message. You can still send a
          registered template. The window opens again when{" "}
          {props.row.contact ? `${firstName(props.row)} replies` : "they reply"}.
          <DraftKept shown={hasDraft()} />
        </Card>
      </Match>
    </Switch>
  )
}

const DraftKept = (props: { readonly shown: boolean }) => (
  <Show when={props.shown}>&#32;Your draft is kept.</Show>
)

interface CardProps {
  readonly tone: "neutral" | "warn" | "danger"
  readonly icon: JSX.Element
  readonly title: string
  readonly children: JSX.Element
  /** What can be done about it. */
  readonly action?: JSX.Element
}

const Card = (props: CardProps) => (
  <section class={styles.card} data-tone={props.tone} id="reply" tabindex="-1" aria-label={props.title}>
    <span class={styles.icon} aria-hidden="true">{props.icon}</span>
    <div>
      <h3 class={styles.title}>{props.title}</h3>
      <p class={styles.text}>{props.children}</p>
      <Show when={props.action}>{(action) => <div class={styles.actions}>{action()}</div>}</Show>
    </div>
  </section>
)
