import { Result } from "effect"
import { createResource, Match, Switch } from "solid-js"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { KeywordsForm } from "./KeywordsForm.tsx"

/** The words by which customers opt out, opt in again and ask for help, and what they are answered (OPT-2). */
export const KeywordsPage = () => {
  const desk = useDesk()
  const [answer] = createResource(desk.online, () => desk.link.ask((client) => client["Keywords.get"]()))
  const keywords = () => {
    const found = answer()
    return found && Result.isSuccess(found) ? found.success : null
  }
  const problem = () => {
    const found = answer()
    return found && Result.isFailure(found) ? problemText(found.failure) : null
  }
  return (
    <div>
      <SettingsIntro
        title="Keywords"
        text="A message that is nothing but one of these words opts a customer out, in again, or asks for help."
      />
      <Switch fallback={<Skeleton width="100%" height="160px" />}>
        <Match when={keywords()}>{(found) => <KeywordsForm initial={found()} />}</Match>
        <Match when={problem()}>{(text) => <p role="alert">{text()}</p>}</Match>
      </Switch>
    </div>
  )
}
