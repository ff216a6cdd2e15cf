import { A } from "@solidjs/router"
import ContactRound from "lucide-solid/icons/contact-round"
import Ellipsis from "lucide-solid/icons/ellipsis"
import Inbox from "lucide-solid/icons/inbox"
import Send from "lucide-solid/icons/send"
import SquarePen from "lucide-solid/icons/square-pen"
import UsersRound from "lucide-solid/icons/users-round"
import { Show } from "solid-js"
import { contactsPath } from "../contact/contactsPath.ts"
import { useDesk } from "../sync/createDesk.ts"
import styles from "./BottomBar.module.css"
import { useScreen } from "./createScreen.ts"
import { deskPath } from "./deskPath.ts"

/** Navigation of the phone layout, and the button for a new conversation above it. */
export const BottomBar = () => {
  const desk = useDesk()
  const screen = useScreen()
  const on = (tag: string) => screen.inboxes() && screen.view()._tag === tag
  return (
    <>
      <Show when={screen.inboxes()}>
        <button
          type="button"
          class={styles.new}
          aria-label="New conversation"
          onClick={() => screen.setDialog("new")}
        >
          <SquarePen />
        </button>
      </Show>
      <nav class={styles.bar} aria-label="Inboxes">
        <A
          href={deskPath({ _tag: "Mine" })}
          class={styles.item}
          data-current={on("Mine")}
          aria-current={on("Mine") ? "page" : undefined}
        >
          <Inbox />
          Inbox
        </A>
        <A
          href={deskPath({ _tag: "Sent" })}
          class={styles.item}
          data-current={on("Sent")}
          aria-current={on("Sent") ? "page" : undefined}
        >
          <Send />
          Sent
        </A>
        <Show when={desk.directory().me.role === "admin"}>
          <button
            type="button"
            class={styles.item}
            data-current={on("Team")}
            onClick={() => screen.setDialog("menu")}
          >
            <UsersRound />
            Team
          </button>
        </Show>
        <A
          href={contactsPath()}
          class={styles.item}
          data-current={screen.contacts() !== null}
          aria-current={screen.contacts() === null ? undefined : "page"}
        >
          <ContactRound />
          Contacts
        </A>
        <button type="button" class={styles.item} onClick={() => screen.setDialog("menu")}>
          <Ellipsis />
          More
        </button>
      </nav>
    </>
  )
}
