import { A } from "@solidjs/router"
import { Result } from "effect"
import Download from "lucide-solid/icons/download"
import { createSignal, For, onMount, Show } from "solid-js"
import type { Recipient } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { type RecipientFilter, recipientsPageMax } from "../../domain/rpc/CampaignRpcs.ts"
import { contactsPath } from "../contact/contactsPath.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import { saveCsv } from "../ui/saveCsv.ts"
import { problemText } from "../conversation/problemText.ts"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import styles from "./Audience.module.css"
import { createRecipientPages } from "./createRecipientPages.ts"

export interface RecipientsDialogProps {
  readonly id: CampaignId
  readonly title: string
  readonly filter: RecipientFilter
  /** How many there are by now. */
  readonly count: number
  /** Why, in words, where it is the same for all. */
  readonly common?: string
  /** What `why` says, where it is no reason: the head of its column. */
  readonly about?: string
  /** Why, in words, by the code that a recipient has. */
  readonly why: (recipient: Recipient) => string
  readonly fileName: string
  readonly onClose: () => void
}

/** Recipients that have something in common, and why: to be looked at, opened where they are contacts, and kept as a file. */
export const RecipientsDialog = (props: RecipientsDialogProps) => {
  const pages = createRecipientPages(props.id)
  let table: HTMLTableElement | undefined
  const [recipients, setRecipients] = createSignal<ReadonlyArray<Recipient>>([])
  const [more, setMore] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const load = async (known: ReadonlyArray<Recipient>) => {
    const answer = await pages.page(props.filter, known.at(-1)?.no ?? 0)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setProblem(null)
    setRecipients([...known, ...answer.success])
    setMore(answer.success.length === recipientsPageMax)
  }
  /** For how many they were asked for: nothing moves while it is read, and what is new is offered. */
  const [seen, setSeen] = createSignal(0)
  const look = () => {
    setSeen(props.count)
    return load([])
  }
  onMount(() => void look())
  const download = async () => {
    setBusy(true)
    const answer = await pages.all(props.filter)
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    const lines = answer.success.map((recipient) =>
      csvLine([recipient.name ?? "", recipient.phone, props.why(recipient)].map(guardFormula))
    )
    saveCsv(props.fileName, [csvLine(["name", "mobile", (props.about ?? "Why").toLowerCase()]), ...lines])
  }
  return (
    <Modal
      title={props.title}
      width={580}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button busy={busy() ? "Downloading" : undefined} onClick={() => void download()}>
            <Download />Download list
          </Button>
          <Button onClick={() => props.onClose()}>Close</Button>
        </>
      }
    >
      <Show when={problem()}>{(text) => <p role="alert">{text()}</p>}</Show>
      <Show when={props.common}>{(text) => <p class={styles.common}>{text()}</p>}</Show>
      <table ref={table} class={styles.people} tabindex="-1">
        <thead>
          <tr>
            <th scope="col">Mobile</th>
            <th scope="col">Name</th>
            <Show when={!props.common}>
              <th scope="col">{props.about ?? "Why"}</th>
            </Show>
          </tr>
        </thead>
        <tbody>
          <For each={recipients()}>
            {(recipient) => (
              <tr>
                <td class={styles.phone}>{formatNumber(recipient.phone)}</td>
                <td>
                  <Show when={recipient.contactId} fallback={recipient.name ?? ""}>
                    {(contact) => <A href={contactsPath(contact())}>{recipient.name ?? "Contact"}</A>}
                  </Show>
                </td>
                <Show when={!props.common}>
                  <td>{props.why(recipient)}</td>
                </Show>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.count > seen()}>
        <Button
          variant="link"
          onClick={() => {
            void look()
            // The button goes: the focus stays in the dialog.
            table?.focus()
          }}
        >
          {(props.count - seen()).toLocaleString("en")} more by now. Show them
        </Button>
      </Show>
      <Show when={more()}>
        <Button onClick={() => void load(recipients())}>Show more</Button>
      </Show>
    </Modal>
  )
}
