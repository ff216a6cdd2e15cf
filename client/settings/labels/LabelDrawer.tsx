import { Result } from "effect"
import type { Effect } from "effect"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Label, LabelColour, labelNameMax, type LabelSettings } from "../../../domain/label/Label.ts"
import drawer from "../../contact/ContactDrawer.module.css"
import { problemText } from "../../conversation/problemText.ts"
import { LabelTag } from "../../labels/LabelTag.tsx"
import type { CallError, Client } from "../../rpc/DeskLink.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { useToast } from "../../ui/Toaster.tsx"
import { Drawer } from "../users/Drawer.tsx"
import styles from "./LabelsPage.module.css"

const ConfirmDialog = lazy(() =>
  import("../../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

/** What fewest labels have, so that a new one differs from those that there are. */
const rarestColour = (labels: ReadonlyArray<Label>) => {
  const uses = (colour: LabelColour) => labels.filter((label) => label.colour === colour).length
  return LabelColour.literals.reduce((least, one) => uses(one) < uses(least) ? one : least)
}

export interface LabelDrawerProps {
  /** Null: a new one. */
  readonly label: Label | null
  readonly onClose: () => void
}

/** One label beside the list: what it is called, its colour, and its end. */
export const LabelDrawer = (props: LabelDrawerProps) => {
  const desk = useDesk()
  const toast = useToast()
  const seen: LabelSettings = props.label
    ? { name: props.label.name, colour: props.label.colour }
    : { name: "", colour: rarestColour(desk.directory().labels) }
  const [name, setName] = createSignal(seen.name)
  const [colour, setColour] = createSignal(seen.colour)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [asks, setAsks] = createSignal(false)
  const ready = () => name().trim() !== "" && (name().trim() !== seen.name || colour() !== seen.colour)

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
    const next: LabelSettings = { name: name().trim(), colour: colour() }
    if (props.label === null) return ask((client) => client["Label.add"]({ settings: next }), "Label added")
    const { id } = props.label
    return ask((client) => client["Label.change"]({ id, seen, next }), "Label saved")
  }
  return (
    <Drawer
      title={props.label?.name ?? "New label"}
      onClose={() => props.onClose()}
      ending={
        <Show when={props.label}>
          {(label) => (
            <>
              <Button
                variant="ghost"
                class={drawer.erase}
                disabled={!desk.online()}
                onClick={() => setAsks(true)}
              >
                Retire label
              </Button>
              <Suspense>
                <Show when={asks()}>
                  <ConfirmDialog
                    title={`Retire “${label().name}”?`}
                    text="It goes from all conversations, for everyone, and saved filters by it go too. What timelines say of it stays."
                    action="Retire label"
                    danger
                    onConfirm={() =>
                      void ask((client) => client["Label.retire"]({ id: label().id }), "Label retired")}
                    onClose={() => setAsks(false)}
                  />
                </Show>
              </Suspense>
            </>
          )}
        </Show>
      }
      footer={
        <>
          <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!desk.online() || !ready()}
            busy={busy() ? "Saving" : undefined}
            onClick={() => void save()}
          >
            {props.label ? "Save" : "Add label"}
          </Button>
        </>
      }
    >
      <Field label="Name" hint="Conversations that have it keep it when you change it.">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            maxLength={labelNameMax}
            autocomplete="off"
            aria-describedby={control.describedBy}
            value={name()}
            onInput={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Enter" && !event.isComposing && ready() && void save()}
          />
        )}
      </Field>
      <fieldset class={styles.colours}>
        <legend class={styles.legend}>Colour</legend>
        <For each={LabelColour.literals}>
          {(one) => (
            <label class={styles.colour}>
              <input
                type="radio"
                name="colour"
                value={one}
                checked={colour() === one}
                onChange={() => setColour(one)}
              />
              <LabelTag label={{ name: one, colour: one }} />
            </label>
          )}
        </For>
      </fieldset>
    </Drawer>
  )
}
