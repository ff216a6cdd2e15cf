import Check from "lucide-solid/icons/check"
import Minus from "lucide-solid/icons/minus"
import { createMemo, createSignal, createUniqueId, For, Match, Switch } from "solid-js"
import type { Label, LabelId } from "../../domain/label/Label.ts"
import picker from "../conversation/AgentPicker.module.css"
import { useDesk } from "../sync/createDesk.ts"
import { createOptionCursor } from "../ui/createOptionCursor.ts"
import { OptionSearch } from "../ui/OptionSearch.tsx"
import styles from "./LabelPicker.module.css"
import { LabelTag } from "./LabelTag.tsx"

export interface LabelPickerProps {
  /** Whether all, some or none of what is chosen have it. */
  readonly has: (label: LabelId) => "all" | "some" | "none"
  readonly onPick: (label: Label) => void
}

/** Finds a label by name: typing filters, arrows move, Enter picks; it stays open for more. */
export const LabelPicker = (props: LabelPickerProps) => {
  const desk = useDesk()
  const id = createUniqueId()
  const [search, setSearch] = createSignal("")
  const labels = createMemo(() => {
    const wanted = search().trim().toLowerCase()
    return desk.directory().labels.filter(({ name }) => name.toLowerCase().includes(wanted))
  })
  const pick = (which: LabelId) => {
    const label = labels().find((one) => one.id === which)
    if (label) props.onPick(label)
  }
  const cursor = createOptionCursor(() => labels().map((label) => label.id), pick)
  const nothing = () => {
    if (desk.directory().labels.length > 0) return "No label with that name."
    return desk.directory().me.role === "admin"
      ? "There is no label yet. Add some in Settings, Labels."
      : "There is no label yet. An admin can add some."
  }
  return (
    <div>
      <label for={`${id}-search`} class="visually-hidden">Find a label</label>
      <OptionSearch
        id={`${id}-search`}
        listId={`${id}-list`}
        placeholder="Find a label"
        cursor={cursor}
        value={search()}
        onInput={setSearch}
      />
      <div
        id={`${id}-list`}
        class={picker.list}
        role="listbox"
        aria-label="Labels"
        aria-multiselectable="true"
      >
        <For each={labels()} fallback={<p class={picker.none}>{nothing()}</p>}>
          {(label) => (
            <div
              id={cursor.optionId(label.id)}
              role="option"
              class={`${picker.agent} ${styles.option}`}
              aria-label={props.has(label.id) === "some" ? `${label.name}, on some of them` : label.name}
              aria-selected={props.has(label.id) === "all"}
              data-marked={cursor.active() === label.id}
              // The field keeps the focus, and its keys work on.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => {
                cursor.mark(label.id)
                pick(label.id)
              }}
            >
              <span class={picker.check} aria-hidden="true">
                <Switch>
                  <Match when={props.has(label.id) === "all"}>
                    <Check />
                  </Match>
                  <Match when={props.has(label.id) === "some"}>
                    <Minus />
                  </Match>
                </Switch>
              </span>
              <span class={picker.who}>
                <span>
                  <LabelTag label={label} />
                </span>
              </span>
            </div>
          )}
        </For>
      </div>
      <p class="visually-hidden" role="status">
        {labels().length === 1 ? "1 label" : `${labels().length} labels`}
      </p>
    </div>
  )
}
