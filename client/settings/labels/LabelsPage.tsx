import { createSignal, For, Show } from "solid-js"
import { type Label, labelsMax } from "../../../domain/label/Label.ts"
import { LabelTag } from "../../labels/LabelTag.tsx"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { LabelDrawer } from "./LabelDrawer.tsx"
import styles from "./LabelsPage.module.css"

/** The workspace's labels, and one of them beside the list (LIFE-3). */
export const LabelsPage = () => {
  const desk = useDesk()
  const [open, setOpen] = createSignal<{ readonly label: Label | null } | null>(null)
  const labels = () => desk.directory().labels
  const full = () => labels().length >= labelsMax
  return (
    <>
      <div>
        <SettingsIntro
          title="Labels"
          text="Words that your team sorts conversations by. Everyone puts them on; customers never see them."
        >
          <Button
            variant="primary"
            disabled={!desk.online() || full()}
            onClick={() => setOpen({ label: null })}
          >
            Add label
          </Button>
        </SettingsIntro>
        <div class={card.card}>
          <ul class={styles.list} aria-label="Labels">
            <For each={labels()} fallback={<li class={styles.empty}>No label yet.</li>}>
              {(label) => (
                <li class={styles.item}>
                  <span class={styles.name}>
                    <LabelTag label={label} />
                  </span>
                  <Button aria-label={`Edit ${label.name}`} onClick={() => setOpen({ label })}>Edit</Button>
                </li>
              )}
            </For>
          </ul>
        </div>
        <Show when={full()}>
          <p class={styles.note}>A workspace has at most {labelsMax} labels. Retire one that nobody needs.</p>
        </Show>
      </div>
      <Show when={open()} keyed>
        {({ label }) => <LabelDrawer label={label} onClose={() => setOpen(null)} />}
      </Show>
    </>
  )
}
