import { createMemo, createSignal } from "solid-js"
import { botNameMax, botQuietHours, type BotSettings, botTimeLimits } from "../../../domain/rpc/BotRpcs.ts"
import type { SenderId } from "../../../domain/sender/Sender.ts"

export const newBot: BotSettings = { name: "", url: "", timeLimitSeconds: 5, quietHours: 8, senders: [] }

const wholeIn = (
  text: string,
  { maximum, minimum }: { readonly minimum: number; readonly maximum: number },
) => {
  const value = Number(text)
  return text.trim() !== "" && Number.isInteger(value) && value >= minimum && value <= maximum ? value : null
}

const asOne = (settings: BotSettings) =>
  JSON.stringify({ ...settings, senders: [...settings.senders].sort() })

/** What is typed about a bot, and what is wrong with it. */
export const createBotForm = (initial: BotSettings) => {
  const [name, setName] = createSignal(initial.name)
  const [url, setUrl] = createSignal(initial.url)
  const [limit, setLimit] = createSignal(String(initial.timeLimitSeconds))
  const [quiet, setQuiet] = createSignal(String(initial.quietHours))
  const [senders, setSenders] = createSignal<ReadonlyArray<SenderId>>(initial.senders)
  const problems = createMemo(() => ({
    name: name().trim() === "" || name().length > botNameMax ? "Give it a name that agents know." : null,
    url: /^https?:\/\/\S+$/.test(url().trim()) && URL.canParse(url().trim())
      ? null
      : "Write the whole address, with https:// in front.",
    limit: wholeIn(limit(), botTimeLimits) === null
      ? `Write a number from ${botTimeLimits.minimum} to ${botTimeLimits.maximum}.`
      : null,
    quiet: wholeIn(quiet(), botQuietHours) === null
      ? `Write a number from ${botQuietHours.minimum} to ${botQuietHours.maximum}.`
      : null,
  }))
  /** Null while something is wrong. */
  const settings = createMemo((): BotSettings | null => {
    const timeLimitSeconds = wholeIn(limit(), botTimeLimits)
    const quietHours = wholeIn(quiet(), botQuietHours)
    if (timeLimitSeconds === null || quietHours === null || problems().name || problems().url) return null
    return { name: name().trim(), url: url().trim(), timeLimitSeconds, quietHours, senders: senders() }
  })
  const edited = () => {
    const now = settings()
    return now === null || asOne(now) !== asOne(initial)
  }
  const toggle = (id: SenderId, on: boolean) =>
    setSenders((before) => on ? [...before, id] : before.filter((one) => one !== id))
  return {
    name,
    setName,
    url,
    setUrl,
    limit,
    setLimit,
    quiet,
    setQuiet,
    senders,
    toggle,
    problems,
    settings,
    edited,
  }
}
export type BotForm = ReturnType<typeof createBotForm>
