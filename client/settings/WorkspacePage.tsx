import { Result } from "effect"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import {
  type SeenWorkspace,
  waitingLimitMinutesMax,
  workspaceNameMax,
} from "../../domain/rpc/WorkspaceRpcs.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { useToast } from "../ui/Toaster.tsx"
import { TimeZonePicker } from "./hours/TimeZonePicker.tsx"
import card from "./SettingsCard.module.css"
import { SettingsIntro } from "./SettingsIntro.tsx"
import { useUnsaved } from "./UnsavedContext.ts"
import styles from "./WorkspacePage.module.css"

const planNames = { trial: "Trial", paid: "Paid" } as const

/** The workspace while it is changed; what others change meanwhile is taken over as long as nothing was changed here. */
const createWorkspaceForm = () => {
  const desk = useDesk()
  const toast = useToast()
  const present = (): SeenWorkspace => {
    const { defaultAdmin, name, plan, timeZone, waitingLimitMinutes } = desk.directory().workspace
    return { name, timeZone, plan, waitingLimitMinutes, defaultAdmin }
  }
  const [seen, setSeen] = createSignal(present())
  const [draft, setDraft] = createSignal(present())
  const [saving, setSaving] = createSignal(false)
  const [refused, setRefused] = createSignal<string | null>(null)

  const changes = () => {
    const [before, after] = [seen(), draft()]
    return [
      ...(after.name.trim() === before.name ? [] : [`You changed the name to ${after.name.trim()}.`]),
      ...(after.timeZone === before.timeZone ? [] : [`You changed the time zone to ${after.timeZone}.`]),
      ...(after.plan === before.plan ? [] : [`You changed the plan to ${planNames[after.plan]}.`]),
      ...(after.waitingLimitMinutes === before.waitingLimitMinutes
        ? []
        : [`You changed the longest wait to ${after.waitingLimitMinutes} minutes.`]),
      ...(after.defaultAdmin === before.defaultAdmin ? [] : ["You changed the default admin."]),
    ]
  }
  const discard = () => {
    setSeen(present())
    setDraft(present())
    setRefused(null)
  }
  createEffect(
    on(() => JSON.stringify(present()), () => changes().length === 0 && discard(), { defer: true }),
  )

  const waitingProblem = () => {
    const minutes = draft().waitingLimitMinutes
    return Number.isInteger(minutes) && minutes >= 1 && minutes <= waitingLimitMinutesMax
      ? null
      : `Write a number of minutes from 1 to ${waitingLimitMinutesMax.toLocaleString("en-US")}.`
  }
  const nameProblem = () => draft().name.trim() === "" ? "Give the workspace a name." : null

  const save = async () => {
    const { defaultAdmin, ...rest } = draft()
    if (saving() || defaultAdmin === null || nameProblem() || waitingProblem()) return
    setSaving(true)
    const next = { ...rest, name: rest.name.trim(), defaultAdmin }
    const answer = await desk.link.ask((client) => client["Workspace.save"]({ seen: seen(), next }))
    setSaving(false)
    if (Result.isFailure(answer)) return void setRefused(problemText(answer.failure))
    setRefused(null)
    setSeen(next)
    setDraft(next)
    toast({ title: "Workspace saved" })
  }
  useUnsaved({
    changes,
    saveLabel: "Save workspace",
    saving,
    problem: () =>
      nameProblem() ?? waitingProblem() ??
        (draft().defaultAdmin === null ? "Choose a default admin." : refused()),
    save: () => void save(),
    discard,
  })
  return {
    draft,
    change: (change: Partial<SeenWorkspace>) => {
      setRefused(null)
      setDraft((before) => ({ ...before, ...change }))
    },
    nameProblem,
    waitingProblem,
    refused,
    discard,
  }
}

/** What all of the workspace share: its name, time zone, plan, and who gets what is nobody's (ADMIN-1). */
export const WorkspacePage = () => {
  const desk = useDesk()
  const form = createWorkspaceForm()
  const admins = () =>
    desk.directory().users.filter(({ id, licensed, role }) =>
      (licensed && role === "admin") || id === form.draft().defaultAdmin
    )
  return (
    <div>
      <SettingsIntro title="Workspace" text="What everybody at this desk shares." />
      <Show when={form.refused()}>
        {(text) => (
          <p class={styles.problem} role="alert">
            {text()} <Button variant="link" onClick={() => form.discard()}>Show it as it is now</Button>
          </p>
        )}
      </Show>
      <div class={`${card.card} ${card.part} ${card.fields}`}>
        <Field label="Name" error={form.nameProblem()}>
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              maxLength={workspaceNameMax}
              aria-describedby={control.describedBy}
              aria-invalid={control.invalid}
              value={form.draft().name}
              onInput={(event) => form.change({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <TimeZonePicker zone={form.draft().timeZone} onChoose={(timeZone) => form.change({ timeZone })} />
        <Field
          label="Default admin"
          hint="Gets the first message of an unknown number to a shared Sender ID."
        >
          {(control) => (
            <select
              id={control.id}
              class={input.input}
              aria-describedby={control.describedBy}
              onChange={(event) =>
                form.change({
                  defaultAdmin: admins().find(({ id }) => id === event.currentTarget.value)?.id ?? null,
                })}
            >
              <Show when={form.draft().defaultAdmin === null}>
                <option value="">Choose an admin</option>
              </Show>
              <For each={admins()}>
                {(user) => (
                  <option value={user.id} selected={user.id === form.draft().defaultAdmin}>
                    {user.name}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Field
          label="Longest wait in minutes"
          hint="A customer who waits longer for an answer is shown in red."
          error={form.waitingProblem()}
        >
          {(control) => (
            <input
              id={control.id}
              class={`${input.input} ${styles.number}`}
              type="number"
              min={1}
              max={waitingLimitMinutesMax}
              aria-describedby={control.describedBy}
              aria-invalid={control.invalid}
              value={form.draft().waitingLimitMinutes}
              onInput={(event) => form.change({ waitingLimitMinutes: event.currentTarget.valueAsNumber })}
            />
          )}
        </Field>
        <fieldset class={styles.plans}>
          <legend class={styles.legend}>Plan</legend>
          <For each={["trial", "paid"] as const}>
            {(plan) => (
              <label class={styles.plan}>
                <input
                  type="radio"
                  name="plan"
                  checked={form.draft().plan === plan}
                  onChange={() => form.change({ plan })}
                />
                {planNames[plan]}
              </label>
            )}
          </For>
        </fieldset>
      </div>
    </div>
  )
}
