import { Result } from "effect"
import { For, Show } from "solid-js"
import type { OwnSession } from "../../../domain/user/OwnAccount.ts"
import { problemText } from "../../conversation/problemText.ts"
import type { CallError, Client } from "../../rpc/DeskLink.ts"
import type { Effect } from "effect"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { listTime } from "../../ui/DeskTime.ts"
import { Tag } from "../../ui/Tag.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import styles from "./AccountCard.module.css"

export interface SessionsCardProps {
  readonly sessions: ReadonlyArray<OwnSession>
  readonly onChanged: () => void
}

/** Where one is signed in, and the way to end it there (AUTH-1). */
export const SessionsCard = (props: SessionsCardProps) => {
  const desk = useDesk()
  const toast = useToast()
  const end = async (call: (client: Client) => Effect.Effect<void, CallError>, title: string) => {
    const result = await desk.link.ask(call)
    if (Result.isFailure(result)) {
      return void toast({ title: "Not ended", text: problemText(result.failure), error: true })
    }
    toast({ title })
    props.onChanged()
  }
  const seen = (session: OwnSession) =>
    [
      session.address,
      session.current ? null : `last seen ${listTime(session.lastSeenAt, desk.clock.now())}`,
      `signed in ${listTime(session.signedInAt, desk.clock.now())}`,
    ].filter((part) => part !== null).join(" · ")
  return (
    <section class={card.card} aria-label="Sessions">
      <div class={card.part}>
        <h3 class={styles.head}>Where you are signed in</h3>
        <p class={styles.text}>End what you do not know, and change your password.</p>
        <ul class={styles.list}>
          <For each={props.sessions}>
            {(session) => (
              <li class={styles.line}>
                <div>
                  <p class={styles.name}>{session.device}</p>
                  <p class={styles.meta}>{seen(session)}</p>
                </div>
                <Show when={!session.current} fallback={<Tag tone="accent">This one</Tag>}>
                  <Button
                    size="small"
                    disabled={!desk.online()}
                    aria-label={`End the session on ${session.device}`}
                    onClick={() =>
                      void end((client) => client["Account.endSession"]({ id: session.id }), "Session ended")}
                  >
                    End
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={props.sessions.some(({ current }) => !current)}>
          <Button
            disabled={!desk.online()}
            onClick={() => void end((client) => client["Account.endOtherSessions"](), "All others ended")}
          >
            End all others
          </Button>
        </Show>
      </div>
    </section>
  )
}
