import { type Accessor, createContext, createEffect, onCleanup, useContext } from "solid-js"

/** A form whose changes wait to be saved. */
export interface UnsavedForm {
  /** What was changed, a sentence each, as `You changed Thursday to 9:00 – 20:00.`; empty while nothing is. */
  readonly changes: Accessor<ReadonlyArray<string>>
  /** `Save hours`. Without it the form has a button of its own and no bar is shown. */
  readonly saveLabel?: string
  readonly saving: Accessor<boolean>
  /** Why it cannot be saved as it is; null when it can. */
  readonly problem?: Accessor<string | null>
  readonly save: () => void
  readonly discard: () => void
}

export interface Unsaved {
  readonly form: Accessor<UnsavedForm | null>
  readonly setForm: (form: UnsavedForm | null) => void
}

export const UnsavedContext = createContext<Unsaved>()

/** Whose changes the bar at the bottom shows, and whoever leaves is asked about; one form at a time. */
export const useUnsaved = (form: UnsavedForm): void => {
  const unsaved = useContext(UnsavedContext)
  if (!unsaved) throw new Error("useUnsaved is for components of a settings page")
  createEffect(() => {
    if (form.changes().length > 0) unsaved.setForm(form)
    else if (unsaved.form() === form) unsaved.setForm(null)
  })
  onCleanup(() => unsaved.form() === form && unsaved.setForm(null))
}
