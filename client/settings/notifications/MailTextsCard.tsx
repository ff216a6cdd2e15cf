import { createSignal, lazy, Show, Suspense } from "solid-js"
import { Button } from "../../ui/Button.tsx"
import card from "../SettingsCard.module.css"
import styles from "./MailTexts.module.css"

const MailTextDialog = lazy(() =>
  import("./MailTextDialog.tsx").then((it) => ({ default: it.MailTextDialog }))
)

/** What the mails say, for all of the workspace: admins change it (NOTIFY-5). */
export const MailTextsCard = () => {
  const [open, setOpen] = createSignal(false)
  return (
    <section class={card.card} aria-label="Text of the emails">
      <div class={`${card.part} ${styles.line}`}>
        <div class={styles.words}>
          <h3 class={styles.title}>Text of the emails</h3>
          <p>What the emails about messages say, for everybody in this workspace.</p>
        </div>
        <Button onClick={() => setOpen(true)}>Edit text</Button>
      </div>
      <Suspense>
        <Show when={open()}>
          <MailTextDialog onClose={() => setOpen(false)} />
        </Show>
      </Suspense>
    </section>
  )
}
