import X from "lucide-solid/icons/x"
import { Index } from "solid-js"
import type { ContactFilter } from "../../domain/campaign/ContactFilter.ts"
import type { User } from "../../domain/user/User.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Select } from "../ui/Select.tsx"
import styles from "./Audience.module.css"

type Kind = ContactFilter["_tag"]

const kinds: Record<Kind, { readonly add: string; readonly label: string }> = {
  Owner: { add: "Owner", label: "Owner is" },
  Consent: { add: "Consent", label: "Consent for" },
  Email: { add: "Email", label: "Email" },
  WroteIn: { add: "Last message from them", label: "Last wrote" },
  Added: { add: "When they were added", label: "Added" },
}

const daysText: ReadonlyArray<readonly [number, string]> = [
  [1, "in the last day"],
  [7, "in the last 7 days"],
  [30, "in the last 30 days"],
  [90, "in the last 90 days"],
  [365, "in the last year"],
]

interface Choice {
  readonly text: string
  readonly filter: ContactFilter
}

/** What a filter may be set to; the first is what it begins with. */
const choicesOf = (kind: Kind, users: ReadonlyArray<User>): ReadonlyArray<Choice> => {
  switch (kind) {
    case "Owner":
      return [
        ...users.map(({ id, name }): Choice => ({ text: name, filter: { _tag: "Owner", user: id } })),
        { text: "nobody", filter: { _tag: "Owner", user: null } },
      ]
    case "Consent":
      return [
        { text: "WhatsApp", filter: { _tag: "Consent", channel: "whatsapp" } },
        { text: "SMS", filter: { _tag: "Consent", channel: "sms" } },
      ]
    case "Email":
      return [
        { text: "is known", filter: { _tag: "Email", known: true } },
        { text: "is missing", filter: { _tag: "Email", known: false } },
      ]
    case "WroteIn":
      return [
        ...daysText.slice(1).map(([days, text]): Choice => ({ text, filter: { _tag: "WroteIn", days } })),
        { text: "never", filter: { _tag: "WroteIn", days: null } },
      ]
    case "Added":
      return daysText.map(([days, text]): Choice => ({ text, filter: { _tag: "Added", days } }))
  }
}

const same = (a: ContactFilter, b: ContactFilter): boolean => JSON.stringify(a) === JSON.stringify(b)

export interface ContactFiltersProps {
  readonly filters: ReadonlyArray<ContactFilter>
  readonly onChange: (filters: ReadonlyArray<ContactFilter>) => void
}

/** What contacts have to be like: a chip for each filter, whose value is chosen in it, and one to add another. */
export const ContactFilters = (props: ContactFiltersProps) => {
  const desk = useDesk()
  const choices = (kind: Kind) => choicesOf(kind, desk.directory().users)
  const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)
  const left = () =>
    Object.keys(kinds).filter(isKind).filter((kind) => !props.filters.some(({ _tag }) => _tag === kind))
  const put = (at: number, filter: ContactFilter | undefined) =>
    filter && props.onChange(props.filters.with(at, filter))
  return (
    <div class={styles.filters} role="group" aria-label="Filters">
      <Index each={props.filters}>
        {(filter, at) => (
          <span class={styles.chip}>
            <span class={styles.kind}>{kinds[filter()._tag].label}</span>
            <Select
              look="inline"
              label={kinds[filter()._tag].label}
              options={choices(filter()._tag).map(({ text }, index) => ({
                value: String(index),
                label: text,
              }))}
              value={String(choices(filter()._tag).findIndex((choice) => same(choice.filter, filter())))}
              onChoose={(index) => put(at, choices(filter()._tag)[Number(index)]?.filter)}
            />
            <button
              type="button"
              class={styles.remove}
              aria-label={`Remove the filter ${kinds[filter()._tag].add}`}
              onClick={() => props.onChange(props.filters.filter((_, index) => index !== at))}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        )}
      </Index>
      <Select
        look="inline"
        label="Add filter"
        placeholder="+ Add filter"
        disabled={left().length === 0}
        options={left().map((kind) => ({ value: kind, label: kinds[kind].add }))}
        value=""
        onChoose={(kind) => {
          const first = isKind(kind) ? choices(kind)[0] : undefined
          if (first) props.onChange([...props.filters, first.filter])
        }}
      />
    </div>
  )
}
