import { Result } from "effect"
import { createSignal, Show } from "solid-js"
import type { BrowserNotifications } from "../../../domain/notification/NotificationSettings.ts"
import { problemText } from "../../conversation/problemText.ts"
import { tellBrowserNotifications } from "../../notices/createNotices.ts"
import { isPushOn, isPushPossible, setPush } from "../../notices/push.ts"
import { testSound } from "../../notices/sound.ts"
import { areSystemNoticesOn, noticePermission, setSystemNotices } from "../../notices/systemNotices.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { Switch } from "../../ui/Switch.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import styles from "./EmailCard.module.css"

/** What the desk does in a browser: the tab, the sound, the system. Each switch counts at once. */
export const BrowserCard = (props: { readonly saved: BrowserNotifications }) => {
  const desk = useDesk()
  const toast = useToast()
  const [settings, setSettings] = createSignal(props.saved)
  const [heard, setHeard] = createSignal<boolean | null>(null)
  const change = async (changed: Partial<BrowserNotifications>) => {
    const before = settings()
    const next = { ...before, ...changed }
    setSettings(next)
    const answer = await desk.link.ask((client) => client["Notification.saveBrowser"](next))
    if (Result.isSuccess(answer)) return tellBrowserNotifications(next)
    setSettings(before)
    toast({ title: "Not saved", text: problemText(answer.failure), error: true })
  }
  return (
    <section class={card.card} aria-label="Browser">
      <div class={`${card.part} ${styles.switch}`}>
        <Switch
          label="Browser tab alerts"
          hint="Show the unread count and a dot on the tab. Works after you have opened Converse Desk in that tab."
          checked={settings().tabAlerts}
          onChange={(tabAlerts) => void change({ tabAlerts })}
        />
      </div>
      <div class={`${card.part} ${styles.switch}`}>
        <Switch
          label="Sound for new messages"
          hint="One of your open tabs plays it, once you have clicked somewhere in it."
          checked={settings().sound}
          onChange={(sound) => void change({ sound })}
        />
        <div class={styles.test}>
          <Button size="small" onClick={() => void testSound().then(setHeard)}>Test sound</Button>
          <Show when={heard() !== null}>
            <span role="status">
              {heard() ? "That is how it sounds." : "This browser does not let the page play sounds."}
            </span>
          </Show>
        </div>
      </div>
      <div class={`${card.part} ${styles.switch}`}>
        <SystemNotices />
      </div>
      <div class={`${card.part} ${styles.switch}`}>
        <Push />
      </div>
    </section>
  )
}

/** Whether the system tells of messages, assignments and mentions. */
const SystemNotices = () => {
  const [on, setOn] = createSignal(areSystemNoticesOn())
  const [permission, setPermission] = createSignal(noticePermission())
  const change = async (wanted: boolean) => {
    setOn(wanted)
    setOn(await setSystemNotices(wanted))
    setPermission(noticePermission())
  }
  const hint = () =>
    permission() === "missing"
      ? "This browser cannot show them."
      : permission() === "denied"
      ? "The browser does not allow them for this page. Change that in its settings for this site."
      : "When a customer writes to you, or you are assigned or mentioned, and the desk is not in front. In this browser only."
  return (
    <Switch
      label="System notifications"
      hint={hint()}
      checked={on()}
      onChange={(wanted) => void change(wanted)}
    />
  )
}

/** Whether this browser is told while the desk is closed. */
const Push = () => {
  const desk = useDesk()
  const [on, setOn] = createSignal(isPushOn(desk.directory().me.id))
  const [failed, setFailed] = createSignal(false)
  const change = async (wanted: boolean) => {
    setOn(wanted)
    const is = await setPush(wanted, desk.directory().me.id, desk.link)
    setOn(is)
    setFailed(wanted && !is)
  }
  const hint = () =>
    !isPushPossible()
      ? "This browser cannot be told while the desk is closed."
      : failed()
      ? "It could not be switched on: the browser or its push service did not allow it."
      : "This browser tells you of messages and assignments also when the desk is closed, until you sign out here."
  return (
    <Switch
      label="Push notifications"
      hint={hint()}
      checked={on()}
      onChange={(wanted) => void change(wanted)}
    />
  )
}
