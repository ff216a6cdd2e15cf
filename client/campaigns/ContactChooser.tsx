import { Result } from "effect"
import X from "lucide-solid/icons/x"
import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js"
import { chosenMax } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import styles from "./Audience.module.css"
import { counted } from "./campaignText.ts"

const shownMax = 8
const namesMax = 100
/** After the last key a search waits so long. */
const searchDelayMillis = 150

export interface ContactChooserProps {
  readonly id: CampaignId
  readonly chosen: ReadonlyArray<ContactId>
  /** Whether the server has taken in who was chosen: it knows their names then. */
  readonly known: boolean
  readonly onChange: (chosen: ReadonlyArray<ContactId>) => void
}

/** Contacts that are looked for and ticked one by one; those that are ticked stand below, each with a way out. */
export const ContactChooser = (props: ContactChooserProps) => {
  const desk = useDesk()
  const [search, setSearch] = createSignal("")
  const [found, setFound] = createSignal<ReadonlyArray<Contact>>([])
  const [total, setTotal] = createSignal<number | null>(null)
  const [names, setNames] = createSignal<ReadonlyMap<ContactId, string>>(new Map())
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const look = async () => {
    const asked = search()
    const answer = await desk.link.ask((client) =>
      client["Contact.list"]({ search: asked, limit: shownMax, cursor: null })
    )
    if (asked !== search() || Result.isFailure(answer)) return
    // Rows that stay keep their place in the page, and with it the focus.
    const before = new Map(found().map((contact) => [contact.id, contact]))
    setFound(answer.success.contacts.map((contact) => {
      const known = before.get(contact.id)
      return known?.version === contact.version ? known : contact
    }))
    setTotal(answer.success.total)
  }
  createEffect(on(desk.online, (online) => online && void look()))
  const type = (text: string) => {
    setSearch(text)
    clearTimeout(timer)
    timer = setTimeout(() => void look(), searchDelayMillis)
  }
  // Of a draft that is opened again only the ids are known here.
  createEffect(on(() => props.known && props.chosen.some((id) => !names().has(id)), async (needed) => {
    if (!needed) return
    const answer = await desk.link.ask((client) =>
      client["Campaign.recipients"]({ id: props.id, filter: { _tag: "All" }, after: 0, limit: namesMax })
    )
    if (Result.isFailure(answer)) return
    const more = answer.success.flatMap(({ contactId, name, phone }) =>
      contactId === null ? [] : [[contactId, name ?? formatNumber(phone)] as const]
    )
    setNames((before) => new Map([...more, ...before]))
  }))
  const has = (id: ContactId) => props.chosen.includes(id)
  const toggle = ({ id, name }: Pick<Contact, "id" | "name">) => {
    setNames((before) => new Map(before).set(id, name))
    props.onChange(has(id) ? props.chosen.filter((one) => one !== id) : [...props.chosen, id])
  }
  const rest = () => Math.max(0, props.chosen.length - namesMax)
  return (
    <div class={styles.chooser}>
      <Field label="Find people by name, number or email">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            type="search"
            maxLength={100}
            autocomplete="off"
            value={search()}
            onInput={(event) => type(event.currentTarget.value)}
          />
        )}
      </Field>
      <ul class={styles.found} aria-label="People found">
        <For each={found()} fallback={<li class={styles.none}>No contact like that.</li>}>
          {(contact) => (
            <li>
              <label class={styles.person}>
                <input
                  type="checkbox"
                  checked={has(contact.id)}
                  disabled={!has(contact.id) && props.chosen.length >= chosenMax}
                  onChange={() => toggle(contact)}
                />
                <Avatar name={contact.name} hueKey={contact.id} size={24} />
                <span class={styles.personName}>{contact.name}</span>
                <span class={styles.number}>{formatNumber(contact.phones[0] ?? "")}</span>
              </label>
            </li>
          )}
        </For>
      </ul>
      <p class={styles.hint} role="status">
        <Show when={(total() ?? 0) > found().length}>
          The first {found().length} of {counted(total() ?? 0)}{" "}
          are shown. Write more of the name to find others.
        </Show>
        <Show when={props.chosen.length >= chosenMax}>
          More than {counted(chosenMax)} cannot be chosen one by one. Use filters or a CSV file.
        </Show>
      </p>
      <ul class={styles.chips} aria-label="People chosen">
        <For each={props.chosen.slice(0, namesMax)}>
          {(id) => {
            const name = () => names().get(id) ?? "Contact"
            return (
              <li class={styles.chip}>
                {name()}
                <button
                  type="button"
                  class={styles.remove}
                  aria-label={`Remove ${name()}`}
                  onClick={() => toggle({ id, name: name() })}
                >
                  <X aria-hidden="true" />
                </button>
              </li>
            )
          }}
        </For>
        <Show when={rest() > 0}>
          <li class={styles.none}>and {counted(rest())} more</li>
        </Show>
      </ul>
    </div>
  )
}
