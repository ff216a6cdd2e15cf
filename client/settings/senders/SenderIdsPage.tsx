import Plus from "lucide-solid/icons/plus"
import Route from "lucide-solid/icons/route"
import { createSignal, For, lazy, Show, Suspense } from "solid-js"
import { type Sender, soleOwner } from "../../../domain/sender/Sender.ts"
import { formatNumber } from "../../contact/formatNumber.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Avatar } from "../../ui/Avatar.tsx"
import { Button } from "../../ui/Button.tsx"
import { ChannelMark, channelName } from "../../ui/ChannelMark.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { settingsPath } from "../settingsPath.ts"
import table from "../SettingsTable.module.css"
import { SenderDrawer } from "./SenderDrawer.tsx"
import styles from "./SenderIdsPage.module.css"

const AddSenderDrawer = lazy(() =>
  import("./AddSenderDrawer.tsx").then((it) => ({ default: it.AddSenderDrawer }))
)

/** Of those who share a Sender ID so many are drawn. */
const facesMax = 5

/** The Sender IDs of the workspace, and one of them beside the table (ADMIN-1). */
export const SenderIdsPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const [adding, setAdding] = createSignal(false)
  const open = () => desk.directory().senders.find(({ id }) => id === screen.settings()?.open)
  return (
    <>
      <div>
        <SettingsIntro
          title="Sender IDs"
          text="The numbers customers see. Share one so that agents can answer from it."
        >
          <Button disabled={!desk.online()} onClick={() => setAdding(true)}>
            <Plus />
            Add Sender ID
          </Button>
        </SettingsIntro>
        <div class={card.card}>
          <table class={table.table}>
            <thead>
              <tr>
                <th>Sender ID</th>
                <th>Owner</th>
                <th>Shared with</th>
              </tr>
            </thead>
            <tbody>
              <For each={desk.directory().senders}>
                {(sender) => <Row sender={sender} open={open()?.id === sender.id} />}
              </For>
            </tbody>
          </table>
        </div>
        <aside class={styles.note} aria-label="Where replies go">
          <Route aria-hidden="true" />
          <p>
            <strong>Where replies go.</strong>{" "}
            A reply goes to the agent who last wrote from that Sender ID, or to the agent the conversation was
            assigned to. The first message from an unknown number goes to an admin. On a Sender ID of one
            agent alone, all go to that agent.
          </p>
        </aside>
      </div>
      <Suspense>
        <Show when={adding()}>
          <AddSenderDrawer
            onAdded={(id) => {
              setAdding(false)
              screen.goToSettings("senders", id)
            }}
            onClose={() => setAdding(false)}
          />
        </Show>
      </Suspense>
      <Show when={!adding() && open()?.id} keyed>
        {(id) => (
          <Show when={desk.sender(id)}>
            {(sender) => <SenderDrawer sender={sender()} />}
          </Show>
        )}
      </Show>
    </>
  )
}

const Row = (props: { readonly sender: Sender; readonly open: boolean }) => {
  const desk = useDesk()
  const screen = useScreen()
  const sender = () => props.sender
  const owner = () => {
    const id = soleOwner(sender())
    return id === null ? undefined : desk.user(id)
  }
  return (
    <tr
      class={`${table.row} ${styles.row}`}
      data-open={props.open}
      onClick={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest("a")) return
        screen.goToSettings("senders", sender().id)
      }}
    >
      <td>
        <span class={styles.sender}>
          <ChannelMark channel={sender().channel} size={20} />
          <span class={styles.words}>
            <a
              class={styles.label}
              href={settingsPath("senders", sender().id)}
              aria-current={props.open ? "true" : undefined}
            >
              {sender().label}
            </a>
            <span class={styles.meta}>
              {channelName(sender().channel)} · {formatNumber(sender().address)}
            </span>
          </span>
        </span>
      </td>
      <td>
        <Show
          when={owner()}
          fallback={<span class={styles.meta}>{sender().users.length ? "Shared" : "Nobody"}</span>}
        >
          {(user) => (
            <span class={styles.sender}>
              <Avatar name={user().name} hueKey={user().id} size={20} />
              {user().name}
            </span>
          )}
        </Show>
      </td>
      <td>
        <Show when={!owner()}>
          <span
            class={styles.faces}
            role="img"
            aria-label={sender().users.map((user) => desk.user(user)?.name ?? "someone").join(", ")}
          >
            <For each={sender().users.slice(0, facesMax)}>
              {(user) => <Avatar name={desk.user(user)?.name ?? "?"} hueKey={user} size={20} />}
            </For>
            <Show when={sender().users.length > facesMax}>
              <span class={styles.meta}>+ {sender().users.length - facesMax}</span>
            </Show>
          </span>
        </Show>
      </td>
    </tr>
  )
}
