import Bot from "lucide-solid/icons/bot"
import { Result } from "effect"
import { createEffect, createResource, createSignal, For, on, Show } from "solid-js"
import type { BotView } from "../../../domain/rpc/BotRpcs.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useScreen } from "../../inbox/createScreen.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Button } from "../../ui/Button.tsx"
import { clockTime } from "../../ui/DeskTime.ts"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { BotDrawer } from "./BotDrawer.tsx"
import styles from "./BotsPage.module.css"

/** The workspace's bots, and one of them beside the list (BOT-1). */
export const BotsPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const [open, setOpen] = createSignal<{ readonly bot: BotView | null } | null>(null)
  const [answer, { refetch }] = createResource(
    desk.online,
    () => desk.link.ask((client) => client["Bot.list"]()),
  )
  const bots = () => {
    const found = answer.latest
    return found && Result.isSuccess(found) ? found.success : []
  }
  // The address may name one, as the banner of a bot that does not answer does (HOOK-6).
  createEffect(on(() => bots().find(({ id }) => id === screen.settings()?.open), (bot) => {
    if (bot && open() === null) setOpen({ bot })
  }))
  const close = () => {
    setOpen(null)
    if (screen.settings()?.open) screen.goToSettings("bots")
  }
  const problem = () => {
    const found = answer.latest
    return found && Result.isFailure(found) ? problemText(found.failure) : null
  }
  return (
    <>
      <div>
        <SettingsIntro
          title="Bots"
          text="A bot answers first on the Sender IDs you choose, until it hands over or an agent replies."
        >
          <Button variant="primary" disabled={!desk.online()} onClick={() => setOpen({ bot: null })}>
            Add bot
          </Button>
        </SettingsIntro>
        <Show when={problem()}>{(text) => <p role="alert">{text()}</p>}</Show>
        <div class={card.card}>
          <ul class={styles.list} aria-label="Bots">
            <For each={bots()} fallback={<li class={styles.empty}>No bot yet. People answer everything.</li>}>
              {(bot) => <Row bot={bot} onOpen={() => setOpen({ bot })} onChanged={() => void refetch()} />}
            </For>
          </ul>
        </div>
      </div>
      <Show when={open()} keyed>
        {({ bot }) => <BotDrawer bot={bot} onChanged={() => void refetch()} onClose={close} />}
      </Show>
    </>
  )
}

interface RowProps {
  readonly bot: BotView
  readonly onOpen: () => void
  readonly onChanged: () => void
}

const Row = (props: RowProps) => {
  const desk = useDesk()
  const toast = useToast()
  const [testing, setTesting] = createSignal(false)
  const test = async (): Promise<void> => {
    setTesting(true)
    const result = await desk.link.ask((client) => client["Bot.test"]({ id: props.bot.id }))
    setTesting(false)
    if (Result.isFailure(result)) {
      return void toast({ title: "Not tested", text: problemText(result.failure), error: true })
    }
    const { millis, problem } = result.success
    if (problem === null) toast({ title: `${props.bot.name} answers`, text: `It took ${millis} ms.` })
    else toast({ title: `${props.bot.name} cannot be reached`, text: problem, error: true })
    props.onChanged()
  }
  const where = () => {
    const labels = props.bot.senders.map((id) => desk.sender(id)?.label ?? id)
    return labels.length === 0 ? "Answers on no Sender ID" : `Answers first on ${labels.join(", ")}`
  }
  const trouble = () => {
    const { problem, skippedUntil } = props.bot
    if (problem === null) return null
    return skippedUntil !== null && skippedUntil > desk.clock.now()
      ? `Left alone until ${clockTime(skippedUntil)}, people answer. ${problem}`
      : `Could not be reached last time. ${problem}`
  }
  return (
    <li class={styles.item}>
      <span class={styles.icon} aria-hidden="true">
        <Bot />
      </span>
      <span class={styles.words}>
        <span class={styles.name}>{props.bot.name}</span>
        <span class={styles.meta}>{where()} · {props.bot.url}</span>
        <Show when={trouble()}>{(text) => <span class={styles.problem}>{text()}</span>}</Show>
      </span>
      <Button
        aria-label={`Test ${props.bot.name}`}
        disabled={!desk.online()}
        busy={testing() ? "Testing" : undefined}
        onClick={() => void test()}
      >
        Test
      </Button>
      <Button aria-label={`Edit ${props.bot.name}`} onClick={() => props.onOpen()}>Edit</Button>
    </li>
  )
}
