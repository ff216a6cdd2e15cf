import { type Accessor, createSignal, createUniqueId } from "solid-js"

/** The option of a filtered list that the arrow keys stand on while its field keeps the focus. */
export interface OptionCursor<Id extends string> {
  /** Undefined where the list is empty. */
  readonly active: Accessor<Id | undefined>
  readonly mark: (id: Id | null) => void
  /** The id of its element. */
  readonly optionId: (id: Id) => string
  /** For the field: arrows move, Enter picks. */
  readonly onKeyDown: (event: KeyboardEvent) => void
}

export const createOptionCursor = <Id extends string>(
  ids: Accessor<ReadonlyArray<Id>>,
  onPick: (id: Id) => void,
): OptionCursor<Id> => {
  const prefix = createUniqueId()
  const [marked, setMarked] = createSignal<Id | null>(null)
  const active = () => ids().find((id) => id === marked()) ?? ids()[0]
  const optionId = (id: Id) => `${prefix}-${id}`
  const mark = (id: Id | null) => void setMarked(() => id)
  const move = (step: number) => {
    const at = ids().findIndex((id) => id === active())
    const next = ids()[Math.min(ids().length - 1, Math.max(0, at + step))]
    if (next === undefined) return
    mark(next)
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" })
  }
  return {
    active,
    mark,
    optionId,
    onKeyDown: (event) => {
      if (event.isComposing) return
      if (event.key === "ArrowDown") move(1)
      else if (event.key === "ArrowUp") move(-1)
      else if (event.key === "Enter") {
        const id = active()
        if (id !== undefined) onPick(id)
      } else return
      event.preventDefault()
    },
  }
}
