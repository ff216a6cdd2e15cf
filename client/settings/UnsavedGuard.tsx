import { useBeforeLeave } from "@solidjs/router"
import { createSignal, lazy, Show, Suspense, useContext } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { createLeaveWarning } from "../ui/createLeaveWarning.ts"
import { UnsavedContext, type UnsavedForm } from "./UnsavedContext.ts"
import styles from "./UnsavedGuard.module.css"

const ConfirmDialog = lazy(() =>
  import("../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

/** The bar that says what was changed, and the question to whoever leaves without saving. */
export const UnsavedGuard = () => {
  const unsaved = useContext(UnsavedContext)
  const [leave, setLeave] = createSignal<(() => void) | null>(null)
  const form = () => unsaved?.form() ?? null
  useBeforeLeave((event) => {
    if (form() === null || event.defaultPrevented) return
    event.preventDefault()
    setLeave(() => () => {
      unsaved?.setForm(null)
      event.retry(true)
    })
  })
  createLeaveWarning(() => form() !== null)
  return (
    <>
      <Show when={form()?.saveLabel ? form() : null} keyed>{(present) => <UnsavedBar form={present} />}</Show>
      <Suspense>
        <Show when={leave()} keyed>
          {(go) => (
            <ConfirmDialog
              title="Leave without saving?"
              text={`${form()?.changes().join(" ") ?? ""} This is not saved yet.`}
              action="Leave without saving"
              danger
              onConfirm={go}
              onClose={() => setLeave(null)}
            />
          )}
        </Show>
      </Suspense>
    </>
  )
}

const UnsavedBar = (props: { readonly form: UnsavedForm }) => {
  const desk = useDesk()
  const words = () => {
    const [first, ...more] = props.form.changes()
    if (more.length === 0) return first
    return `${first} ${more.length === 1 ? more[0] : `And ${more.length} more changes.`}`
  }
  const hindrance = () => desk.online() ? props.form.problem?.() ?? null : "You are offline."
  return (
    <section class={styles.bar} data-foot aria-label="Unsaved changes">
      <span class={styles.dot} aria-hidden="true" />
      <p class={styles.words} role="status">{words()} {hindrance()}</p>
      <Button disabled={props.form.saving()} onClick={() => props.form.discard()}>Discard</Button>
      <Button
        variant="primary"
        disabled={hindrance() !== null}
        busy={props.form.saving() ? "Saving" : undefined}
        onClick={() => props.form.save()}
      >
        {props.form.saveLabel}
      </Button>
    </section>
  )
}
