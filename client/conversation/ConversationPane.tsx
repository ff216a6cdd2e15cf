import { Result } from "effect"
import { createEffect, createSignal, Match, on, onCleanup, Show, Switch } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { unreadIn } from "../../domain/inbox/InboxView.ts"
import { contactName } from "../contact/contactName.ts"
import { useScreen } from "../inbox/createScreen.ts"
import page from "../inbox/DeskPage.module.css"
import { useDesk } from "../sync/createDesk.ts"
import { Composer } from "./Composer.tsx"
import { ConversationHeader } from "./ConversationHeader.tsx"
import { createLooking } from "./createLooking.ts"
import { createQuoting, QuotingContext } from "./Quoting.ts"
import { createReading } from "./createReading.ts"
import { LoadFailed } from "./LoadFailed.tsx"
import { MessageLog } from "./MessageLog.tsx"
import { MessageSkeletons } from "./MessageSkeletons.tsx"

export const ConversationPane = (props: { readonly id: ConversationId }) => {
  const desk = useDesk()
  const screen = useScreen()
  const row = () => desk.rows.get(props.id)
  const timeline = desk.timeline(props.id)
  const [problem, setProblem] = createSignal<"none" | "refused" | "failed">("none")
  /** How many were unread when it was opened: where the "New" line stands. */
  const [unreadAtOpen, setUnreadAtOpen] = createSignal<number | null>(null)

  /** Whether what it is opened at is loaded: the end, or a message of a search. */
  const [reached, setReached] = createSignal(screen.target()?.id !== props.id)

  const load = async () => {
    setProblem("none")
    if (!row()) {
      const answer = await desk.fetchRow(props.id)
      if (Result.isFailure(answer)) {
        setProblem(answer.failure._tag === "Refusal" ? "refused" : "failed")
        return
      }
    }
    const current = row()
    if (!current) return
    const unread = unreadIn(screen.view(), current)
    setUnreadAtOpen((before) => before ?? unread)
    if (timeline.status() !== "ready") await timeline.load(current.lastSeq, unread)
    const target = screen.target()
    if (target?.id === props.id) await timeline.reach(target.seq)
    setReached(true)
  }
  createEffect(() => {
    if (desk.online() && (unreadAtOpen() === null || timeline.status() === "failed")) void load()
  })

  // Out of sight, or only asked for anew after a reset: the server says which (SYNC-3). And it may come back.
  createEffect(on(() => row() !== undefined, (here, wasHere) => {
    if (wasHere && !here) void load()
    if (here && problem() === "refused") void load()
  }))

  const looking = createLooking(props.id, () => row() !== undefined)
  createReading(() => row(), timeline)

  const failed = () =>
    problem() === "failed" || (timeline.status() === "failed" && timeline.items().length === 0)
  const refused = () => problem() === "refused" || timeline.status() === "refused"
  const shown = () => timeline.status() === "ready" && reached()
  createEffect(() => screen.setConversationShown(refused() || failed() || (shown() && row() !== undefined)))
  onCleanup(() => screen.setConversationShown(false))
  const title = () => {
    const present = row()
    return present ? `Conversation with ${contactName(present)}` : "Conversation"
  }

  const quoting = createQuoting()
  return (
    <QuotingContext.Provider value={quoting}>
      <section
        class={page.conversation}
        aria-label={title()}
      >
        <Show when={row()}>
          {(present) => <ConversationHeader row={present()} ready={shown()} />}
        </Show>
        <Switch fallback={<MessageSkeletons />}>
          <Match when={refused()}>
            <LoadFailed refused kept={screen.drafts.get(props.id)} onRetry={() => void load()} />
          </Match>
          <Match when={failed()}>
            <LoadFailed refused={false} onRetry={() => void load()} />
          </Match>
          <Match when={shown() && row()}>
            {(present) => (
              <MessageLog row={present()} timeline={timeline} unreadAtOpen={unreadAtOpen() ?? 0} />
            )}
          </Match>
        </Switch>
        <Show when={!refused() && row()}>
          {(present) => <Composer row={present()} onTyping={looking.onTyping} />}
        </Show>
      </section>
    </QuotingContext.Provider>
  )
}
