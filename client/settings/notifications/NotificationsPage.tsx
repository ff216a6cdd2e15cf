import { Result } from "effect"
import { createResource, lazy, Match, Show, Suspense, Switch } from "solid-js"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { BrowserCard } from "./BrowserCard.tsx"
import { EmailCard } from "./EmailCard.tsx"

const MailTextsCard = lazy(() => import("./MailTextsCard.tsx").then((it) => ({ default: it.MailTextsCard })))

/** What one is told of when one does not look at the desk (NOTIFY). */
export const NotificationsPage = () => {
  const desk = useDesk()
  const [answer] = createResource(
    desk.online,
    () => desk.link.ask((client) => client["Notification.settings"]()),
  )
  const settings = () => {
    const found = answer.latest
    return found && Result.isSuccess(found) ? found.success : null
  }
  const problem = () => {
    const found = answer.latest
    return found && Result.isFailure(found) ? problemText(found.failure) : null
  }
  return (
    <div>
      <SettingsIntro
        title="Notifications"
        text="Choose how you hear about new messages when you are not looking at the desk."
      />
      <Switch fallback={<Skeleton width="100%" height="240px" />}>
        <Match when={settings()}>
          {(found) => (
            <>
              <EmailCard saved={found().email} />
              <BrowserCard saved={found().browser} />
            </>
          )}
        </Match>
        <Match when={problem()}>{(text) => <p role="alert">{text()}</p>}</Match>
      </Switch>
      <Suspense>
        <Show when={desk.directory().me.role === "admin"}>
          <MailTextsCard />
        </Show>
      </Suspense>
    </div>
  )
}
