import { For } from "solid-js"
import { useSession } from "../session/SessionContext.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark } from "../ui/ChannelMark.tsx"
import { Switch } from "../ui/Switch.tsx"
import styles from "./ProfilePage.module.css"
import card from "./SettingsCard.module.css"
import { SettingsIntro } from "./SettingsIntro.tsx"

/** Who one is at this desk, and what belongs to this browser alone. */
export const ProfilePage = () => {
  const desk = useDesk()
  const session = useSession()
  const me = () => desk.directory().me
  const senders = () => desk.directory().senders.filter(({ users }) => users.includes(me().id))
  return (
    <div>
      <SettingsIntro title="Profile" text="How you appear at this desk, and how this browser behaves." />
      <section class={card.card} aria-label="You">
        <div class={`${card.part} ${styles.who}`}>
          <Avatar name={me().name} hueKey={me().id} size={56} />
          <div>
            <p class={styles.name}>{me().name}</p>
            <p class={styles.meta}>{me().role === "admin" ? "Admin" : "Agent"} · {me().email}</p>
          </div>
        </div>
        <div class={card.part}>
          <h3 class={styles.caption}>Sender IDs that are shared with you</h3>
          <ul class={styles.senders}>
            <For each={senders()} fallback={<li class={styles.meta}>None. Ask an admin.</li>}>
              {(sender) => (
                <li>
                  <ChannelMark channel={sender.channel} size={16} />
                  {sender.label}
                </li>
              )}
            </For>
          </ul>
        </div>
      </section>
      <section class={card.card} aria-label="This browser">
        <div class={card.part}>
          <Switch
            label="Dark colours"
            hint="In this browser only."
            checked={session.theme.theme() === "dark"}
            onChange={() => session.theme.toggle()}
          />
        </div>
      </section>
    </div>
  )
}
