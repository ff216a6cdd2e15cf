import { Result } from "effect"
import type { Effect } from "effect"
import { createSignal, For, Show } from "solid-js"
import {
  type SavedFilter,
  savedFilterNameMax,
  type SavedFilterSettings,
} from "../../domain/inbox/SavedFilter.ts"
import { problemText } from "../conversation/problemText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { filterOf } from "../inbox/Filters.ts"
import { viewTitle } from "../inbox/viewTitle.ts"
import type { CallError, Client } from "../rpc/DeskLink.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Modal } from "../ui/Modal.tsx"
import { Switch } from "../ui/Switch.tsx"
import { useToast } from "../ui/Toaster.tsx"
import styles from "./SavedFilterDialog.module.css"
import { filterWords } from "./filterWords.ts"
import { mayChangeFilter, savedFilterPath } from "./savedFilterPath.ts"

const settingsOf = ({ filter, name, shared }: SavedFilter): SavedFilterSettings => ({ name, shared, filter })

/** Keeps the list as it is filtered now under a name, or changes what is kept under one (LIFE-3). */
export const SavedFilterDialog = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const isAdmin = () => desk.directory().me.role === "admin"
  const known = desk.directory().savedFilters.filter((saved) => mayChangeFilter(saved, isAdmin()))
  const shown = known.find((saved) => savedFilterPath(saved) === screen.listPath()) ?? null
  const [saved, setSaved] = createSignal<SavedFilter | null>(shown)
  const [name, setName] = createSignal(shown?.name ?? "")
  const [shared, setShared] = createSignal(shown?.shared ?? false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const choose = (id: string) => {
    const chosen = known.find((one) => one.id === id) ?? null
    setSaved(chosen)
    setName(chosen?.name ?? "")
    setShared(chosen?.shared ?? false)
  }
  const ask = async (call: (client: Client) => Effect.Effect<unknown, CallError>, title: string) => {
    if (busy()) return
    setBusy(true)
    const result = await desk.link.ask(call)
    setBusy(false)
    if (Result.isFailure(result)) return void setProblem(problemText(result.failure))
    toast({ title, text: name().trim() })
    props.onClose()
  }
  const save = () => {
    if (name().trim() === "" || !desk.online()) return
    const settings: SavedFilterSettings = {
      name: name().trim(),
      shared: shared(),
      filter: { view: screen.view(), ...filterOf(screen.filters()) },
    }
    const before = saved()
    void ask(
      (client) =>
        before === null
          ? client["SavedFilter.add"]({ settings })
          : client["SavedFilter.change"]({ id: before.id, seen: settingsOf(before), next: settings }),
      "Filter saved",
    )
  }
  return (
    <Modal
      title={shown ? "Edit filter" : "Save filter"}
      width={420}
      onClose={() => props.onClose()}
      footer={
        <>
          <Show when={saved()} keyed>
            {({ id }) => (
              <Button
                variant="danger"
                disabled={!desk.online()}
                onClick={() => void ask((client) => client["SavedFilter.remove"]({ id }), "Filter deleted")}
              >
                Delete filter
              </Button>
            )}
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name().trim() === "" || !desk.online()}
            busy={busy() ? "Saving" : undefined}
            onClick={save}
          >
            Save filter
          </Button>
        </>
      }
    >
      <div class={styles.fields}>
        <p class={styles.what}>
          {viewTitle(screen.view(), desk)}:{" "}
          {filterWords(screen.filters(), desk.directory().labels).join(", ")}
        </p>
        <Field label="Name" error={problem()}>
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              maxLength={savedFilterNameMax}
              autocomplete="off"
              aria-describedby={control.describedBy}
              aria-invalid={control.invalid}
              value={name()}
              onInput={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && !event.isComposing && save()}
            />
          )}
        </Field>
        <Show when={known.length > 0}>
          <Field label="Save as" hint="One that is there takes over what the list shows now.">
            {(control) => (
              <select
                id={control.id}
                class={input.input}
                aria-describedby={control.describedBy}
                value={saved()?.id ?? ""}
                onChange={(event) => choose(event.currentTarget.value)}
              >
                <option value="">A new filter</option>
                <For each={known}>{(one) => <option value={one.id}>{one.name}</option>}</For>
              </select>
            )}
          </Field>
        </Show>
        <Show when={isAdmin()}>
          <Switch label="Shared with everyone" checked={shared()} onChange={setShared} />
        </Show>
        <Show when={shared()}>
          <p class={styles.note}>
            It is in everyone’s list of filters. Each sees under it only what they may see.
          </p>
        </Show>
      </div>
    </Modal>
  )
}
