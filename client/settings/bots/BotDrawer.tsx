import { Result } from "effect"
import { createSignal, lazy, Show, Suspense } from "solid-js"
import type { BotSecrets, BotSettings, BotView } from "../../../domain/rpc/BotRpcs.ts"
import drawer from "../../contact/ContactDrawer.module.css"
import { problemText } from "../../conversation/problemText.ts"
import type { CallError, Client } from "../../rpc/DeskLink.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import { Drawer } from "../users/Drawer.tsx"
import { BotFields } from "./BotFields.tsx"
import { BotSecretsNote } from "./BotSecretsNote.tsx"
import styles from "./BotsPage.module.css"
import { createBotForm, newBot } from "./createBotForm.ts"
import type { Effect } from "effect"

const ConfirmDialog = lazy(() =>
  import("../../ui/ConfirmDialog.tsx").then((it) => ({ default: it.ConfirmDialog }))
)

const settingsOf = ({ name, quietHours, senders, timeLimitSeconds, url }: BotView): BotSettings => ({
  name,
  url,
  timeLimitSeconds,
  quietHours,
  senders,
})

export interface BotDrawerProps {
  /** Null: a new one. */
  readonly bot: BotView | null
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** One bot beside the list: what admins decide about it, its keys, and a test. */
export const BotDrawer = (props: BotDrawerProps) => {
  const desk = useDesk()
  const toast = useToast()
  const seen = props.bot ? settingsOf(props.bot) : newBot
  const form = createBotForm(seen)
  const [secrets, setSecrets] = createSignal<BotSecrets | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [asks, setAsks] = createSignal<"renew" | "remove" | null>(null)

  /** Gives the answer, or null after showing why there is none. */
  const ask = async <A,>(call: (client: Client) => Effect.Effect<A, CallError>) => {
    setBusy(true)
    const result = await desk.link.ask(call)
    setBusy(false)
    setProblem(Result.isFailure(result) ? problemText(result.failure) : null)
    return Result.isSuccess(result) ? { value: result.success } : null
  }
  const save = async () => {
    const settings = form.settings()
    if (settings === null) return
    if (props.bot === null) {
      const made = await ask((client) => client["Bot.add"]({ settings }))
      if (made === null) return
      setSecrets(made.value)
      props.onChanged()
      return
    }
    const { id } = props.bot
    if (await ask((client) => client["Bot.change"]({ id, seen, next: settings })) === null) return
    toast({ title: "Bot saved", text: settings.name })
    props.onChanged()
    props.onClose()
  }
  const renew = async (bot: BotView) => {
    const made = await ask((client) => client["Bot.renew"]({ id: bot.id }))
    if (made) setSecrets(made.value)
  }
  const remove = async (bot: BotView) => {
    if (await ask((client) => client["Bot.remove"]({ id: bot.id })) === null) return
    toast({ title: "Bot removed", text: bot.name })
    props.onChanged()
    props.onClose()
  }
  return (
    <Drawer
      title={props.bot ? props.bot.name : "New bot"}
      onClose={() => props.onClose()}
      ending={
        <Show when={props.bot}>
          {(bot) => (
            <>
              <Button
                variant="ghost"
                class={drawer.erase}
                disabled={!desk.online()}
                onClick={() => setAsks("remove")}
              >
                Remove bot
              </Button>
              <Suspense>
                <Show when={asks() === "remove"}>
                  <ConfirmDialog
                    title={`Remove ${bot().name}?`}
                    text="The conversations in which it answers go to people. Its messages stay."
                    action="Remove bot"
                    danger
                    onConfirm={() => void remove(bot())}
                    onClose={() => setAsks(null)}
                  />
                </Show>
              </Suspense>
            </>
          )}
        </Show>
      }
      footer={
        <>
          <Show when={problem()}>{(text) => <p class={styles.problem} role="alert">{text()}</p>}</Show>
          <Button onClick={() => props.onClose()}>{secrets() ? "Done" : "Cancel"}</Button>
          <Show when={props.bot !== null || secrets() === null}>
            <Button
              variant="primary"
              disabled={!desk.online() || form.settings() === null || !form.edited()}
              busy={busy() ? "Saving" : undefined}
              onClick={() => void save()}
            >
              {props.bot ? "Save" : "Add bot"}
            </Button>
          </Show>
        </>
      }
    >
      <Show when={secrets()}>{(given) => <BotSecretsNote secrets={given()} />}</Show>
      <BotFields form={form} />
      <Show when={props.bot}>
        {(bot) => (
          <p>
            <Button disabled={!desk.online()} onClick={() => setAsks("renew")}>
              Make new secret and key
            </Button>
            <Suspense>
              <Show when={asks() === "renew"}>
                <ConfirmDialog
                  title="Make a new secret and key?"
                  text="The old ones stop working at once. Until the bot has the new ones, people get its conversations."
                  action="Make new ones"
                  onConfirm={() => void renew(bot())}
                  onClose={() => setAsks(null)}
                />
              </Show>
            </Suspense>
          </p>
        )}
      </Show>
    </Drawer>
  )
}
