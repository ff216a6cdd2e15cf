import PenLine from "lucide-solid/icons/pen-line"
import Trash from "lucide-solid/icons/trash"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { ContactId } from "../../domain/contact/Contact.ts"
import { type ContactNote, contactNoteLengthMax } from "../../domain/contact/ContactNote.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { clockTime, fullTime, shortDate } from "../ui/DeskTime.ts"
import { IconButton } from "../ui/IconButton.tsx"
import input from "../ui/Input.module.css"
import styles from "./ContactNotes.module.css"
import { createContactNotes } from "./createContactNotes.ts"

const ConfirmDialog = lazy(() =>
  import("../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

/** Of more notes the newest are shown first. */
const shownMax = 5

/** What the team keeps in mind about a contact, the same one as long as it is there. Import it lazily. */
export const ContactNotes = (props: { readonly contact: string }) => {
  const desk = useDesk()
  const notes = createContactNotes(ContactId.make(props.contact))
  const [all, setAll] = createSignal(false)
  const [deleting, setDeleting] = createSignal<ContactNote | null>(null)
  const shown = () => (notes.notes() ?? []).slice(all() ? 0 : -shownMax)
  const hidden = () => (notes.notes()?.length ?? 0) - shown().length
  return (
    <section class={styles.section} aria-label="Notes">
      <div class={styles.head}>
        <h3 class={styles.heading}>Notes</h3>
        <span class={styles.team}>Team only</span>
      </div>
      <Show when={hidden() > 0}>
        <Button variant="link" class={styles.more} onClick={() => setAll(true)}>
          Show {hidden()} older
        </Button>
      </Show>
      <ul class={styles.list} aria-busy={notes.notes() === null}>
        <For each={shown()}>
          {(note) => <Note note={note} onChange={notes.change} onDelete={() => setDeleting(note)} />}
        </For>
      </ul>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void notes.add()
        }}
      >
        <NoteText
          label="Add a note for your team"
          value={notes.draft()}
          onInput={notes.setDraft}
          onSave={() => void notes.add()}
        />
        <Show when={notes.draft().trim() !== ""}>
          <Button
            type="submit"
            size="small"
            disabled={!desk.online()}
            busy={notes.saving() ? "Saving" : undefined}
          >
            Save note
          </Button>
        </Show>
        <Show when={notes.problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
      </form>
      <Suspense>
        <Show when={deleting()} keyed>
          {(note) => (
            <ConfirmDialog
              title="Delete this note?"
              text="It is gone for the whole team."
              action="Delete note"
              danger
              onConfirm={() => void notes.remove(note)}
              onClose={() => setDeleting(null)}
            />
          )}
        </Show>
      </Suspense>
    </section>
  )
}

interface NoteProps {
  readonly note: ContactNote
  readonly onChange: (note: ContactNote, text: string) => Promise<boolean>
  readonly onDelete: () => void
}

const Note = (props: NoteProps) => {
  const desk = useDesk()
  const [text, setText] = createSignal<string | null>(null)
  const author = () => desk.user(props.note.author)?.name ?? "Someone"
  const mayChange = () => {
    const { id, role } = desk.directory().me
    return role === "admin" || id === props.note.author
  }
  /** What is changed is compared with what was seen when that began. */
  let seen = props.note
  const save = async () => {
    const next = text()
    if (next === null || next.trim() === "") return
    if (next.trim() === seen.text || await props.onChange(seen, next)) setText(null)
  }
  return (
    <li class={styles.note}>
      <Show
        when={text() !== null}
        fallback={
          <>
            <p class={styles.text} dir="auto">{props.note.text}</p>
            <p class={styles.meta}>
              <span data-tooltip={fullTime(props.note.at)}>
                {author()} · {shortDate(props.note.at, desk.clock.now())}, {clockTime(props.note.at)}
              </span>
              <Show when={props.note.changedAt}>
                {(at) => <span data-tooltip={fullTime(at())}>· changed</span>}
              </Show>
              <Show when={mayChange()}>
                <span class={styles.actions}>
                  <IconButton
                    label="Edit note"
                    disabled={!desk.online()}
                    onClick={() => {
                      seen = { ...props.note }
                      setText(seen.text)
                    }}
                  >
                    <PenLine />
                  </IconButton>
                  <IconButton
                    label="Delete note"
                    disabled={!desk.online()}
                    onClick={() => props.onDelete()}
                  >
                    <Trash />
                  </IconButton>
                </span>
              </Show>
            </p>
          </>
        }
      >
        <NoteText
          label="Edit note"
          value={text() ?? ""}
          focused
          onInput={setText}
          onSave={() => void save()}
          onCancel={() => setText(null)}
        />
        <p class={styles.editing}>
          <Button size="small" variant="primary" disabled={!desk.online()} onClick={() => void save()}>
            Save note
          </Button>
          <Button size="small" onClick={() => setText(null)}>Cancel</Button>
        </p>
      </Show>
    </li>
  )
}

interface NoteTextProps {
  readonly label: string
  readonly value: string
  readonly focused?: boolean
  readonly onInput: (text: string) => void
  readonly onSave: () => void
  readonly onCancel?: () => void
}

/** Enter saves, Shift+Enter begins a line, Escape gives up. */
const NoteText = (props: NoteTextProps) => (
  <textarea
    ref={(element) => props.focused && setTimeout(() => element.focus())}
    class={`${input.input} ${styles.field}`}
    rows={1}
    aria-label={props.label}
    placeholder={props.label}
    maxlength={contactNoteLengthMax}
    value={props.value}
    onInput={(event) => props.onInput(event.currentTarget.value)}
    onKeyDown={(event) => {
      if (event.isComposing) return
      if (event.key === "Escape" && props.onCancel) {
        event.stopPropagation()
        return props.onCancel()
      }
      if (event.key !== "Enter" || event.shiftKey) return
      event.preventDefault()
      props.onSave()
    }}
  />
)
