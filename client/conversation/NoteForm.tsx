import { Result } from "effect"
import Info from "lucide-solid/icons/info"
import { createEffect, createMemo, createSignal, on, onMount, Show } from "solid-js"
import { mentionsMax } from "../../domain/conversation/mentionsMax.ts"
import { textLengthMax } from "../../domain/conversation/MessageContent.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
import composer from "./Composer.module.css"
import { fitToText } from "./fitToText.ts"
import { mentionBefore, mentionsIn } from "./mentionsIn.ts"
import { MentionPicker } from "./MentionPicker.tsx"
import styles from "./NoteForm.module.css"
import { WriteSwitch } from "./WriteSwitch.tsx"

const pickerMax = 6

/** Who may see the conversation; null until that is known. Asked again when it changes hands. */
const createReaders = (row: () => InboxRow) => {
  const desk = useDesk()
  const [readers, setReaders] = createSignal<ReadonlySet<UserId> | null>(null)
  createEffect(on([() => row().owner, desk.online], async ([, online]) => {
    const answer = online ? await desk.readers(row().id) : null
    if (answer && Result.isSuccess(answer)) setReaders(new Set(answer.success))
  }))
  return readers
}

/** The names that fit what is typed after `@`, and which of them is marked. */
const createPicking = () => {
  const desk = useDesk()
  const [typed, setTyped] = createSignal<string | null>(null)
  const [marked, setMarked] = createSignal(0)
  const users = createMemo(() => {
    const search = typed()?.trim().toLowerCase()
    if (search === undefined) return []
    return desk.directory().users
      .filter(({ id, licensed, name }) =>
        licensed && id !== desk.directory().me.id && ` ${name.toLowerCase()}`.includes(` ${search}`)
      )
      .sort((a, b) => a.name.localeCompare(b.name)).slice(0, pickerMax)
  })
  return {
    users,
    active: () => users()[Math.min(marked(), users().length - 1)],
    typed,
    move: (step: number) => setMarked((at) => Math.min(users().length - 1, Math.max(0, at + step))),
    follow: (text: string | null) => {
      setTyped(text)
      setMarked(0)
    },
  }
}

/** Where a private note is written (NOTE-1). Nothing of it is ever sent, so it is possible when sending is not. */
export const NoteForm = (props: { readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const touch = createMediaQuery("(pointer: coarse)")
  let input: HTMLTextAreaElement | undefined
  const text = () => screen.drafts.get(props.row.id, "note")
  const isBlank = () => text().trim() === ""
  const readers = createReaders(() => props.row)
  const picking = createPicking()
  const mayRead = (user: Pick<User, "id">) => readers()?.has(user.id) ?? true
  const mentioned = createMemo(() => [
    ...new Set(
      mentionsIn(text(), desk.directory().users.filter((user) => user.licensed)).map(({ user }) => user),
    ),
  ])
  const untold = () => mentioned().filter((user) => !mayRead(user))

  const fit = () => fitToText(input)
  onMount(fit)
  createEffect(on(text, fit, { defer: true }))

  const set = (value: string) => screen.drafts.set(props.row.id, value, "note")
  const follow = () => picking.follow(input ? mentionBefore(input.value, input.selectionStart) : null)
  const pick = (user: User) => {
    const typed = picking.typed()
    if (!input || typed === null) return
    const from = input.selectionStart - typed.length
    const name = `${user.name} `
    set(text().slice(0, from) + name + text().slice(input.selectionStart).replace(/^ /, ""))
    picking.follow(null)
    input.focus()
    input.setSelectionRange(from + name.length, from + name.length)
  }
  const save = () => {
    if (isBlank()) return
    const told = mentioned().filter(mayRead).slice(0, mentionsMax).map((user) => user.id)
    void desk.note(props.row.id, text().trim(), told)
    set("")
    picking.follow(null)
    input?.focus()
  }

  const onPickerKey = (event: KeyboardEvent): boolean => {
    const active = picking.active()
    if (!active) return false
    if (event.key === "ArrowDown") picking.move(1)
    else if (event.key === "ArrowUp") picking.move(-1)
    else if (event.key === "Enter" || event.key === "Tab") pick(active)
    else if (event.key === "Escape") {
      event.stopPropagation()
      picking.follow(null)
    } else return false
    event.preventDefault()
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return
    if (onPickerKey(event)) return
    if (event.key === "Escape") {
      event.stopPropagation()
      document.getElementById("conversation-list")?.focus()
    }
    if (event.key !== "Enter") return
    if (event.ctrlKey || event.metaKey || (!event.shiftKey && !event.altKey && !touch())) {
      event.preventDefault()
      save()
    }
  }

  return (
    <form
      class={`${composer.composer} ${styles.note}`}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Show when={untold().length > 0}>
        <p class={composer.notice} data-tone="warn" role="status">
          <Info aria-hidden="true" />
          <span>
            {untold().map((user) => user.name).join(" and ")} cannot see this conversation and{" "}
            {untold().length === 1 ? "is" : "are"} not told.
          </span>
        </p>
      </Show>
      <MentionPicker
        users={picking.users()}
        active={picking.active()?.id ?? null}
        mayRead={mayRead}
        onPick={pick}
      />
      <textarea
        ref={input}
        id="reply"
        class={composer.input}
        rows={1}
        maxLength={textLengthMax}
        placeholder="Write a note for your team. @ mentions someone."
        aria-label="Note"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls="mentions"
        aria-activedescendant={picking.active() && `mention-${picking.active()?.id}`}
        dir="auto"
        value={text()}
        onInput={(event) => {
          set(event.currentTarget.value)
          follow()
        }}
        onClick={follow}
        onBlur={() => picking.follow(null)}
        onKeyDown={onKeyDown}
      />
      <div class={composer.foot}>
        <WriteSwitch />
        <p class={composer.meta}>Only your team sees this</p>
        <Button
          type="submit"
          variant="primary"
          class={styles.save}
          disabled={isBlank()}
          data-tooltip="Save note"
          data-tooltip-key="Ctrl Enter"
          onPointerDown={(event) => touch() && event.preventDefault()}
        >
          Save note
        </Button>
      </div>
    </form>
  )
}
