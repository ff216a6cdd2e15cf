import Plus from "lucide-solid/icons/plus"
import { createSignal, Index, Show } from "solid-js"
import {
  keywordIn,
  keywordIntents,
  type Keywords,
  standardAnswers,
  standardWords,
} from "../../../domain/consent/Keywords.ts"
import type { KeywordIntent } from "../../../domain/consent/KeywordIntent.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"
import card from "../SettingsCard.module.css"
import { createKeywordsForm, type KeywordsFormState, type LanguageDraft } from "./createKeywordsForm.ts"
import styles from "./KeywordsForm.module.css"

const titles: Record<KeywordIntent, string> = { stop: "Opt out", start: "Opt in again", help: "Help" }
const does: Record<KeywordIntent, string> = {
  stop: "opts them out of this channel",
  start: "opts them in again, if they are opted out",
  help: "asks for help",
}

export const KeywordsForm = (props: { readonly initial: Keywords }) => {
  const form = createKeywordsForm(props.initial)
  return (
    <>
      <TestBox form={form} />
      <Standard form={form} />
      <Index each={form.draft().languages}>
        {(language, index) => <Language form={form} draft={language()} index={index} />}
      </Index>
      <Button onClick={() => form.addLanguage()}>
        <Plus />
        Add a language
      </Button>
    </>
  )
}

/** What a message would do, with the words as they are now, saved or not. */
const TestBox = (props: { readonly form: KeywordsFormState }) => {
  const [text, setText] = createSignal("")
  const found = () => keywordIn(text(), props.form.table())
  return (
    <section class={`${card.card} ${card.part}`} aria-label="Try a message">
      <Field label="What would this message do?">
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            aria-describedby="keyword-verdict"
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <p id="keyword-verdict" class={styles.verdict} role="status">
        <Show when={text().trim() !== ""}>
          <Show when={found()} fallback="An ordinary message: a person answers it.">
            {(keyword) => (
              <>
                <strong>{keyword().word}</strong>
                {keyword().language === null ? "" : ` (${keyword().language})`}{" "}
                {does[keyword().intent]}. Answer: “
                {keyword().answer}”
              </>
            )}
          </Show>
        </Show>
      </p>
    </section>
  )
}

const Standard = (props: { readonly form: KeywordsFormState }) => {
  const desk = useDesk()
  const standard = () => standardAnswers(desk.directory().workspace.name)
  return (
    <section class={`${card.card} ${card.part}`}>
      <h3 class={styles.title}>Words that always count</h3>
      <div class={card.fields}>
        <Index each={keywordIntents}>
          {(intent) => (
            <Field
              label={`${titles[intent()]}: ${standardWords[intent()].join(", ")}`}
              hint={props.form.draft().answers[intent()].trim() === ""
                ? `Empty: “${standard()[intent()]}”`
                : undefined}
            >
              {(control) => (
                <textarea
                  id={control.id}
                  class={input.input}
                  rows={2}
                  maxlength={320}
                  aria-describedby={control.describedBy}
                  value={props.form.draft().answers[intent()]}
                  onInput={(event) => props.form.setAnswer(intent(), event.currentTarget.value)}
                />
              )}
            </Field>
          )}
        </Index>
      </div>
      <p class={styles.note}>
        An opt-out is confirmed once, HELP at most once in an hour. Where the network answers by itself, as
        Twilio does for SMS, the desk does not.
      </p>
    </section>
  )
}

interface LanguageProps {
  readonly form: KeywordsFormState
  readonly draft: LanguageDraft
  readonly index: number
}

const Language = (props: LanguageProps) => {
  const change = (edit: (before: LanguageDraft) => LanguageDraft) => props.form.setLanguage(props.index, edit)
  const name = () => props.draft.language.trim() || "this language"
  return (
    <section class={`${card.card} ${card.part}`} aria-label={props.draft.language || "New language"}>
      <div class={card.fields}>
        <Field
          label="Language"
          aside={
            <Button variant="link" onClick={() => props.form.removeLanguage(props.index)}>
              Remove {name()}
            </Button>
          }
        >
          {(control) => (
            <input
              id={control.id}
              class={input.input}
              maxlength={40}
              value={props.draft.language}
              onInput={(event) => {
                const language = event.currentTarget.value
                change((before) => ({ ...before, language }))
              }}
            />
          )}
        </Field>
        <Index each={keywordIntents}>
          {(intent) => (
            <div class={styles.pair}>
              <Field label={`Words: ${titles[intent()].toLowerCase()}`} optional hint="With commas between.">
                {(control) => (
                  <input
                    id={control.id}
                    class={input.input}
                    maxlength={1000}
                    aria-describedby={control.describedBy}
                    value={props.draft.words[intent()]}
                    onInput={(event) => {
                      const text = event.currentTarget.value
                      change((before) => ({ ...before, words: { ...before.words, [intent()]: text } }))
                    }}
                  />
                )}
              </Field>
              <Field label={`Answer: ${titles[intent()].toLowerCase()}`} optional>
                {(control) => (
                  <input
                    id={control.id}
                    class={input.input}
                    maxlength={320}
                    value={props.draft.answers[intent()]}
                    onInput={(event) => {
                      const text = event.currentTarget.value
                      change((before) => ({ ...before, answers: { ...before.answers, [intent()]: text } }))
                    }}
                  />
                )}
              </Field>
            </div>
          )}
        </Index>
      </div>
    </section>
  )
}
