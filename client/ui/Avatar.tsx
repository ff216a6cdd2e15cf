import UserRound from "lucide-solid/icons/user-round"
import { Match, Show, Switch } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import styles from "./Avatar.module.css"
import { ChannelMark } from "./ChannelMark.tsx"

const hues = 7

const hueOf = (key: string): number => {
  let hash = 0
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % hues + 1
}

/** `Elena Marsh` → EM, `Dana` → DA, `O’Neil & Sons <Ltd>` → OL: at most `length` letters; of a name without letters its signs. */
const initials = (name: string, length: number): string => {
  const words = name.match(/[\p{L}\p{N}][^\s]*/gu) ?? [name.trim()]
  const letters = words.length > 1
    ? [words[0], words.at(-1)].map((word) => Array.from(word ?? "")[0] ?? "")
    : Array.from(words[0] ?? "")
  return letters.slice(0, length).join("").toUpperCase()
}

export interface AvatarProps {
  /** Whose; null for a number that is not in the contacts, undefined for nobody (a dashed ring). */
  readonly name: string | null | undefined
  /** What decides the colour where names may be edited. Default: the name. */
  readonly hueKey?: string | undefined
  /** 16, 18, 20, 24, 28, 32, 36, 40 or 56 px. */
  readonly size: number
  readonly channel?: Channel | undefined
  /** A dot that tells whether they are online; none where that is not known. */
  readonly present?: boolean | null
}

/** Decorative: the name stands beside it. */
export const Avatar = (props: AvatarProps) => (
  <span class={styles.frame} style={{ "--size": `${props.size}px` }} aria-hidden="true">
    <Switch>
      <Match when={props.name === undefined}>
        <span class={styles.nobody} />
      </Match>
      <Match when={props.name === null}>
        <span class={styles.circle} data-hue="0">
          <UserRound />
        </span>
      </Match>
      <Match when={props.name}>
        {(name) => (
          <span class={styles.circle} data-hue={hueOf(props.hueKey ?? name())}>
            {initials(name(), props.size < 24 ? 1 : 2)}
          </span>
        )}
      </Match>
    </Switch>
    <Show when={props.present !== undefined && props.present !== null}>
      <span class={styles.dot} data-present={props.present === true} />
    </Show>
    <Show when={props.channel}>
      {(channel) => (
        <span class={styles.badge}>
          <ChannelMark channel={channel()} size={17} decorative />
        </span>
      )}
    </Show>
  </span>
)
