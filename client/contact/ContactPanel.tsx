import PanelRightClose from "lucide-solid/icons/panel-right-close"
import PenLine from "lucide-solid/icons/pen-line"
import UserRoundPlus from "lucide-solid/icons/user-round-plus"
import X from "lucide-solid/icons/x"
import { createEffect, createSignal, For, type JSX, lazy, Show, Suspense } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { PermissionSection } from "../consent/PermissionSection.tsx"
import { formatNumber } from "./formatNumber.ts"
import { windowLeft } from "../conversation/windowLeft.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { whenIdle } from "../inbox/deskParts.ts"
import page from "../inbox/DeskPage.module.css"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { comesFromWithin } from "../ui/comesFromWithin.ts"
import { dateAndTime, timeLeft } from "../ui/DeskTime.ts"
import { IconButton } from "../ui/IconButton.tsx"
import { PaneResizer } from "../ui/PaneResizer.tsx"
import { Tag } from "../ui/Tag.tsx"
import styles from "./ContactPanel.module.css"
import { contactName } from "./contactName.ts"

const LabelsSection = lazy(() =>
  import("../labels/LabelsSection.tsx").then((it) => ({ default: it.LabelsSection }))
)
const ContactNotes = lazy(() => import("./ContactNotes.tsx").then((it) => ({ default: it.ContactNotes })))
const ContactLanguage = lazy(() =>
  import("./ContactLanguage.tsx").then((it) => ({ default: it.ContactLanguage }))
)
const ContactEditor = lazy(() => import("./ContactEditor.tsx").then((it) => ({ default: it.ContactEditor })))

export const ContactPanel = (props: { readonly id: ConversationId }) => {
  const desk = useDesk()
  const screen = useScreen()
  return (
    <aside
      class={page.panel}
      aria-label="Contact details"
      onKeyDown={(event) => {
        if (event.key === "Escape" && screen.overlaid() && comesFromWithin(event)) screen.setPanel(false)
      }}
    >
      <header class={styles.header}>
        <h2>Contact</h2>
        <IconButton label="Hide contact details" shortcut="P" onClick={() => screen.setPanel(false)}>
          <Show when={screen.overlaid()} fallback={<PanelRightClose />}>
            <X />
          </Show>
        </IconButton>
      </header>
      <Show when={desk.rows.get(props.id)}>{(row) => <Details row={row()} />}</Show>
      <PaneResizer
        label="Width of the contact details"
        pane="after"
        width={screen.widths.panel.width()}
        min={screen.widths.panel.min}
        max={screen.widths.panel.max}
        onResize={screen.widths.panel.set}
      />
    </aside>
  )
}

const Details = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const row = () => props.row
  /** What is loaded for it comes after the messages. */
  const [settled, setSettled] = createSignal(false)
  createEffect(() => desk.timeline(props.row.id).status() === "ready" && whenIdle(() => setSettled(true)))
  const owner = () => props.row.owner === null ? undefined : desk.user(props.row.owner)
  const lastWrote = () => {
    const at = props.row.lastInboundAt
    return at === null ? "Not yet" : dateAndTime(at, desk.clock.now())
  }
  return (
    <div class={styles.body}>
      <div class={styles.card}>
        <Avatar name={row().contact?.name ?? null} hueKey={row().id} size={40} />
        <div class={styles.who}>
          <p class={styles.name}>{contactName(row())}</p>
          <p class={styles.state}>{row().contact ? formatNumber(row().address) : "Not in your contacts"}</p>
        </div>
        <Show when={row().contact && !screen.contactForm()}>
          <IconButton
            label="Edit contact"
            shortcut="S"
            class={styles.edit}
            disabled={!desk.online()}
            onClick={() => screen.setContactForm(true)}
          >
            <PenLine />
          </IconButton>
        </Show>
      </div>
      <Show when={screen.contactForm()} fallback={<Known row={row()} settled={settled()} />}>
        <Suspense>
          <ContactEditor row={row()} />
        </Suspense>
      </Show>
      <section class={styles.section}>
        <h3 class={styles.heading}>Messages</h3>
        <div class={styles.channel}>
          <ChannelMark channel={row().channel} size={18} decorative />
          <div class={styles.channelName}>
            <p>{channelName(row().channel)}</p>
            <p class={styles.state}>{desk.sender(row().senderId)?.label}</p>
          </div>
          <Show when={row().optedOutAt !== null} fallback={<WindowTag row={row()} />}>
            <Tag tone="danger">Opted out</Tag>
          </Show>
        </div>
        <Facts
          facts={[
            ["Last wrote", lastWrote()],
            row().optedOutAt !== null && ["Opted out", dateAndTime(row().optedOutAt ?? 0, desk.clock.now())],
            ["Owner", owner()?.name ?? "Nobody yet"],
          ]}
        />
      </section>
      <PermissionSection row={row()} />
      <Suspense>
        <Show when={settled()}>
          <LabelsSection row={row()} />
        </Show>
      </Suspense>
      <Show when={settled() && row().contact?.id} keyed>
        {(contact) => (
          <Suspense>
            <ContactNotes contact={contact} />
          </Suspense>
        )}
      </Show>
    </div>
  )
}

/** What is known of the person, and for an unknown number the way to save it. */
const Known = (props: { readonly row: InboxRow; readonly settled: boolean }) => {
  const desk = useDesk()
  const screen = useScreen()
  const row = () => props.row
  return (
    <>
      <Show when={row().contact === null}>
        <button
          type="button"
          class={styles.save}
          disabled={!desk.online()}
          onClick={() => screen.setContactForm(true)}
        >
          <UserRoundPlus aria-hidden="true" />
          <span>
            <strong>Save this contact</strong> so that the team sees a name.
          </span>
        </button>
      </Show>
      <Facts
        facts={[
          row().contact && ["Full name", row().contact?.name],
          ["Mobile", formatNumber(row().address)],
          row().profileName && [`${channelName(row().channel)} name`, row().profileName],
        ]}
      />
      <Show when={props.settled && row().contact?.id} keyed>
        {(contact) => (
          <Suspense>
            <ContactLanguage contact={contact} />
          </Suspense>
        )}
      </Show>
    </>
  )
}

const WindowTag = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const left = () => windowLeft(props.row, desk.clock.now())
  return (
    <Show when={left() !== null}>
      <Show when={left()} fallback={<Tag tone="neutral">Window closed</Tag>}>
        {(millis) => <Tag tone="success">{timeLeft(millis())} left</Tag>}
      </Show>
    </Show>
  )
}

type Fact = readonly [label: string, value: JSX.Element]

const Facts = (props: { readonly facts: ReadonlyArray<Fact | null | false | ""> }) => (
  <dl class={styles.facts}>
    <For
      each={props.facts.filter((fact): fact is Fact =>
        Boolean(fact)
      )}
    >
      {([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      )}
    </For>
  </dl>
)
