import { createSignal, lazy, Show, Suspense } from "solid-js"
import { contactName } from "../contact/contactName.ts"
import panel from "../contact/ContactPanel.module.css"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { dateAndTime } from "../ui/DeskTime.ts"
import { Tag } from "../ui/Tag.tsx"
import styles from "./PermissionSection.module.css"

const HistoryDialog = lazy(() => import("./HistoryDialog.tsx").then((it) => ({ default: it.HistoryDialog })))
const OptOutDialog = lazy(() => import("./OptOutDialog.tsx").then((it) => ({ default: it.OptOutDialog })))
const RecordConsentDialog = lazy(() =>
  import("./RecordConsentDialog.tsx").then((it) => ({ default: it.RecordConsentDialog }))
)

/** What the number of a conversation allows on its channel, its history, and the ways to change it (CONTACT-5). */
export const PermissionSection = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const row = () => props.row
  const [open, setOpen] = createSignal<"history" | "optOut" | "record" | null>(null)
  const close = () => setOpen(null)
  const of = () => ({ _tag: "Conversation" as const, id: row().id })
  const optedOut = () => row().optedOutAt !== null
  return (
    <section class={panel.section}>
      <div class={styles.head}>
        <h3 class={panel.heading}>Consent</h3>
        <Button variant="link" disabled={!desk.online()} onClick={() => setOpen("history")}>History</Button>
      </div>
      <div class={panel.channel}>
        <ChannelMark channel={row().channel} size={18} decorative />
        <div class={panel.channelName}>
          <p>{channelName(row().channel)}</p>
          <p class={panel.state}>
            <Show when={row().consentAt} fallback="No consent on file">
              {(at) => <>Consent of {dateAndTime(at(), desk.clock.now())}</>}
            </Show>
          </p>
        </div>
        <Show
          when={optedOut()}
          fallback={
            <Show when={row().consentAt}>
              <Tag tone="success">Agreed</Tag>
            </Show>
          }
        >
          <Tag tone="danger">Opted out</Tag>
        </Show>
      </div>
      <div class={styles.actions}>
        <Show when={row().consentAt === null && !optedOut()}>
          <Button size="small" disabled={!desk.online()} onClick={() => setOpen("record")}>
            Record consent
          </Button>
        </Show>
        <Button size="small" disabled={!desk.online()} onClick={() => setOpen("optOut")}>
          {optedOut() ? "Opt in again" : "Opt out"}
        </Button>
      </div>
      <Suspense>
        <Show when={open() === "history"}>
          <HistoryDialog of={of()} title={contactName(row())} onClose={close} />
        </Show>
        <Show when={open() === "optOut"}>
          <OptOutDialog
            of={of()}
            address={row().address}
            channel={row().channel}
            optedOut={!optedOut()}
            onClose={close}
            onDone={() => undefined}
          />
        </Show>
        <Show when={open() === "record"}>
          <RecordConsentDialog
            phone={row().address}
            channel={row().channel}
            onClose={close}
            onRecorded={() => undefined}
          />
        </Show>
      </Suspense>
    </section>
  )
}
