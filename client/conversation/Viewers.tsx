import { For, Show } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import styles from "./Viewers.module.css"

/** So many are drawn; more are counted. */
const drawnMax = 3

/** Others who have the conversation open, and who of them is writing (ASSIGN-5). */
export const Viewers = (props: { readonly id: ConversationId }) => {
  const desk = useDesk()
  const people = () => desk.viewing(props.id)
  const nameOf = (id: Parameters<typeof desk.user>[0]) => desk.user(id)?.name ?? "Someone"
  const writers = () => people().filter(({ writing }) => writing).map(({ user }) => nameOf(user))
  const words = () => {
    const names = new Intl.ListFormat("en").format(
      writers().length > 0 ? writers() : people().map(({ user }) => nameOf(user)),
    )
    const many = (writers().length || people().length) > 1
    return `${names} ${many ? "are" : "is"} ${writers().length > 0 ? "writing" : "viewing"}`
  }
  return (
    <Show when={people().length > 0}>
      <div class={styles.viewers} data-tooltip={words()}>
        <For each={people().slice(0, drawnMax)}>
          {({ user, writing }) => (
            <span class={styles.viewer} data-writing={writing}>
              <Avatar name={nameOf(user)} hueKey={user} size={20} />
            </span>
          )}
        </For>
        <Show when={people().length > drawnMax}>
          <span class={styles.more} aria-hidden="true">+{people().length - drawnMax}</span>
        </Show>
        <span class={styles.words} data-writing={writers().length > 0}>{words()}</span>
      </div>
    </Show>
  )
}
