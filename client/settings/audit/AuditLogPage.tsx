import Download from "lucide-solid/icons/download"
import ScrollText from "lucide-solid/icons/scroll-text"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import { auditActions, auditActionText } from "../../../domain/audit/auditActionText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import styles from "./AuditLogPage.module.css"
import { AuditTable } from "./AuditTable.tsx"
import { createAuditExport } from "./createAuditExport.ts"
import { type AuditList, createAuditList } from "./createAuditList.ts"

/** Who did what, when and from where (ADMIN-3): newest first, for admins. */
export const AuditLogPage = () => {
  const desk = useDesk()
  const list = createAuditList()
  const exporting = createAuditExport()
  createEffect(on(desk.online, (online) => {
    if (online && list.entries().length === 0) void list.reload()
  }))
  return (
    <div class={styles.page}>
      <SettingsIntro
        title="Audit log"
        text="Who changed, assigned, exported or tried what, when and from where. Kept for two years; nobody can change it."
      >
        <Button disabled={!desk.online()} onClick={() => void list.reload()}>Show the newest</Button>
        <Button
          disabled={!desk.online() || list.entries().length === 0}
          busy={exporting.busy() ? "Exporting" : undefined}
          onClick={() => void exporting.start(list.filter())}
        >
          <Download />
          Export
        </Button>
      </SettingsIntro>
      <Filters list={list} />
      <Show
        when={list.entries().length > 0 || list.status() !== "ready"}
        fallback={
          <EmptyState icon={<ScrollText />} tone="neutral" title="Nothing like this happened in that time." />
        }
      >
        <AuditTable list={list} />
      </Show>
    </div>
  )
}

const day = 24 * 60 * 60 * 1000

/** The beginning of a day in the browser's time zone; null where none is given. */
const dayStart = (date: string): number | null => {
  const at = new Date(`${date}T00:00:00`).getTime()
  return Number.isNaN(at) || at < 0 ? null : at
}

const Filters = (props: { readonly list: AuditList }) => {
  const desk = useDesk()
  const [from, setFrom] = createSignal("")
  const [to, setTo] = createSignal("")
  const people = () => [...desk.directory().users].sort((a, b) => a.name.localeCompare(b.name))
  const filter = props.list.filter
  const findDays = () => {
    const last = dayStart(to())
    void props.list.find({ ...filter(), from: dayStart(from()), until: last === null ? null : last + day })
  }
  return (
    <div class={styles.filters} role="search" aria-label="Filter the audit log">
      <Field label="Person">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            onChange={(event) => {
              const user = people().find(({ id }) => id === event.currentTarget.value)?.id ?? null
              void props.list.find({ ...filter(), user })
            }}
          >
            <option value="">Everybody</option>
            <For each={people()}>{(user) => <option value={user.id}>{user.name}</option>}</For>
          </select>
        )}
      </Field>
      <Field label="What">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            onChange={(event) =>
              void props.list.find({ ...filter(), action: event.currentTarget.value || null })}
          >
            <option value="">Everything</option>
            <For each={auditActions}>
              {(action) => <option value={action}>{auditActionText[action]}</option>}
            </For>
          </select>
        )}
      </Field>
      <Field label="From">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            type="date"
            value={from()}
            onChange={(event) => {
              setFrom(event.currentTarget.value)
              findDays()
            }}
          />
        )}
      </Field>
      <Field label="To">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            type="date"
            value={to()}
            onChange={(event) => {
              setTo(event.currentTarget.value)
              findDays()
            }}
          />
        )}
      </Field>
    </div>
  )
}
