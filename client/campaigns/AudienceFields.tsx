import Upload from "lucide-solid/icons/upload"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Audience, bySmsAtOnce, type Campaign } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { leftOutText } from "../../domain/campaign/leftOutText.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import input from "../ui/Input.module.css"
import { Select } from "../ui/Select.tsx"
import styles from "./CampaignComposer.module.css"
import { counted } from "./campaignText.ts"
import { ContactChooser } from "./ContactChooser.tsx"
import { ContactFilters } from "./ContactFilters.tsx"
import type { Composer } from "./createComposer.ts"

const RecipientsDialog = lazy(() =>
  import("./RecipientsDialog.tsx").then((it) => ({ default: it.RecipientsDialog }))
)

export interface AudienceFieldsProps {
  readonly id: CampaignId
  readonly composer: Composer
  readonly campaign: Campaign | null
}

const allContacts = { _tag: "Contacts", search: "", filters: [], chosen: null } as const

/** Whom it goes to, and who of them is left out and why. */
export const AudienceFields = (props: AudienceFieldsProps) => {
  let chooser: HTMLInputElement | undefined
  const audience = () => props.composer.draft().audience
  const filtered = () => {
    const wanted = audience()
    return wanted?._tag === "Contacts" && wanted.chosen === null ? wanted : null
  }
  const chosen = () => {
    const wanted = audience()
    return wanted?._tag === "Contacts" ? wanted.chosen : null
  }
  const file = () => {
    const chosen = audience()
    return chosen?._tag === "File" ? chosen : null
  }
  const change = (next: Audience) => props.composer.change({ audience: next })
  return (
    <div class={styles.audience}>
      <div class={styles.segments} role="group" aria-label="Recipients">
        <button
          type="button"
          aria-pressed={filtered() !== null}
          onClick={() => filtered() === null && change(allContacts)}
        >
          Contacts
        </button>
        <button
          type="button"
          aria-pressed={chosen() !== null}
          onClick={() => chosen() === null && change({ ...allContacts, chosen: [] })}
        >
          Chosen people
        </button>
        <button type="button" aria-pressed={file() !== null} onClick={() => chooser?.click()}>
          CSV file
        </button>
      </div>
      <input
        ref={chooser}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label="CSV file"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          if (chosen) void props.composer.takeFile(chosen)
          event.currentTarget.value = ""
        }}
      />
      <Show when={filtered()}>
        {(wanted) => (
          <>
            <Field label="Name, number or email contains" optional>
              {(control) => (
                <input
                  id={control.id}
                  class={input.input}
                  type="search"
                  maxLength={100}
                  placeholder="All contacts"
                  value={wanted().search}
                  onInput={(event) => change({ ...wanted(), search: event.currentTarget.value })}
                />
              )}
            </Field>
            <ContactFilters
              filters={wanted().filters}
              onChange={(filters) => change({ ...wanted(), filters })}
            />
          </>
        )}
      </Show>
      <Show when={chosen()}>
        {(ids) => (
          <ContactChooser
            id={props.id}
            chosen={ids()}
            known={props.campaign?.audience.state === "checked"}
            onChange={(next) => change({ ...allContacts, chosen: next })}
          />
        )}
      </Show>
      <Show when={file()}>
        {(chosen) => (
          <>
            <p class={styles.file}>
              {chosen().fileName}, {counted(chosen().rows)} {chosen().rows === 1 ? "row" : "rows"}
              <Button size="small" onClick={() => chooser?.click()}>
                <Upload />Choose another file
              </Button>
            </p>
            <FileColumns file={chosen()} composer={props.composer} onChange={change} />
          </>
        )}
      </Show>
      <Show when={audience()?._tag === "Failed"}>
        <p class={styles.file}>Those whom an earlier campaign did not reach</p>
      </Show>
      <Show when={audience()}>
        <Counts id={props.id} composer={props.composer} campaign={props.campaign} />
      </Show>
    </div>
  )
}

type FileAudience = Extract<Audience, { readonly _tag: "File" }>

interface FileColumnsProps {
  readonly file: FileAudience
  readonly composer: Composer
  readonly onChange: (file: FileAudience) => void
}

/** Which of the file's columns has what. */
const FileColumns = (props: FileColumnsProps) => {
  const draft = () => props.composer.draft()
  const column = (
    { hint, label, needed, onChoose, value }: {
      readonly label: string
      readonly value: () => string | null
      readonly needed?: boolean
      readonly hint?: () => string | undefined
      readonly onChoose: (column: string) => Partial<FileAudience>
    },
  ) => (
    <Field label={label} optional={!needed} hint={hint?.()}>
      {(control) => (
        <Select
          id={control.id}
          describedBy={control.describedBy}
          options={[
            ...(needed ? [] : [{ value: "", label: "Not in the file" }]),
            ...props.file.columns.map((one) => ({ value: one, label: one })),
          ]}
          value={value() ?? ""}
          disabled={props.composer.sending() !== null}
          onChoose={(chosen) => props.onChange({ ...props.file, ...onChoose(chosen) })}
        />
      )}
    </Field>
  )
  return (
    <div class={styles.matched}>
      {column({
        label: "Mobile number",
        value: () => props.file.number,
        needed: true,
        onChoose: (number) => ({ number }),
      })}
      {column({ label: "Name", value: () => props.file.name, onChoose: (name) => ({ name: name || null }) })}
      {column({
        label: "Language",
        value: () => props.file.language,
        hint: () =>
          props.file.language === null || draft().inTheirLanguage
            ? undefined
            : "To use it, choose “Contact’s language” for the message.",
        onChoose: (language) => ({ language: language || null }),
      })}
    </div>
  )
}

const Counts = (props: AudienceFieldsProps) => {
  const audience = () => props.campaign?.audience
  const [shown, setShown] = createSignal<string | null>(null)
  const receiving = () => {
    const now = audience()
    return now === undefined ? 0 : now.ready + bySmsAtOnce(now)
  }
  const titleOf = (reason: string) =>
    reason === "by_sms" ? "Sent by SMS" : `Left out: ${leftOutText(reason).replace(/, .*/, "")}`
  const reasons = () => Object.entries(audience()?.leftOut ?? {}).sort(([, a], [, b]) => b - a)
  const progress = () => {
    const sent = props.composer.sending()
    if (sent !== null) return `Sending the file: ${Math.round(sent * 100)} %`
    switch (audience()?.state) {
      case "receiving":
        return "The file did not arrive whole. Choose it again."
      case "gathering":
        return `Taking in: ${counted(audience()?.total ?? 0)} so far`
      case "checking":
        return `Looking at ${counted(audience()?.checked ?? 0)} of ${counted(audience()?.total ?? 0)}`
      default:
        return ""
    }
  }
  return (
    <>
      <p class={styles.progress} role="status">{progress()}</p>
      <dl class={styles.counts}>
        <div data-main="true">
          <dt>will receive it</dt>
          <dd>{counted(receiving())}</dd>
        </div>
        <For each={reasons()}>
          {([reason, count]) => (
            <div>
              <dt>{leftOutText(reason)}</dt>
              <dd>
                <button
                  type="button"
                  class={styles.count}
                  aria-label={`${counted(count)} ${leftOutText(reason)}: show who`}
                  onClick={() => setShown(reason)}
                >
                  {counted(count)}
                </button>
              </dd>
            </div>
          )}
        </For>
      </dl>
      <Show when={shown()}>
        {(reason) => (
          <Suspense>
            <RecipientsDialog
              id={props.id}
              title={titleOf(reason())}
              filter={{ _tag: "LeftOut", reason: reason() }}
              count={audience()?.leftOut[reason()] ?? 0}
              why={({ detail }) => detail ?? leftOutText(reason())}
              fileName="campaign-left-out.csv"
              onClose={() => setShown(null)}
            />
          </Suspense>
        )}
      </Show>
    </>
  )
}
