import { Result } from "effect"
import { createEffect, createSignal, on } from "solid-js"
import { rateBounds } from "../../../domain/rpc/SenderRpcs.ts"
import type { Sender } from "../../../domain/sender/Sender.ts"
import type { UserId } from "../../../domain/user/User.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { useToast } from "../../ui/Toaster.tsx"
import { useUnsaved } from "../UnsavedContext.ts"

const sameUsers = (a: ReadonlyArray<UserId>, b: ReadonlyArray<UserId>) =>
  a.length === b.length && a.every((user) => b.includes(user))

const settingsOf = ({ label, ratePerSecond, users }: Sender) => ({ label, users, ratePerSecond })

const rateText = (rate: number | null) => rate === null ? "" : String(rate)

/** The rate that was typed; null for none, undefined where it is not one that can be. */
const rateOf = (typed: string): number | null | undefined => {
  const text = typed.trim().replace(",", ".")
  if (text === "") return null
  const rate = Number(text)
  return rate >= rateBounds.minimum && rate <= rateBounds.maximum ? rate : undefined
}

/** A Sender ID while it is changed; what others change meanwhile is taken over as long as nothing was changed here. */
export const createSenderForm = (sender: () => Sender, onSaved: () => void) => {
  const desk = useDesk()
  const toast = useToast()
  const [seen, setSeen] = createSignal(settingsOf(sender()))
  const [label, setLabel] = createSignal(sender().label)
  const [users, setUsers] = createSignal<ReadonlyArray<UserId>>(sender().users)
  const [rate, setRate] = createSignal(rateText(sender().ratePerSecond))
  const [saving, setSaving] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)

  const name = (user: UserId) => desk.user(user)?.name ?? "someone"
  const changes = () => [
    ...(label().trim() === seen().label ? [] : [`You changed the label to ${label().trim()}.`]),
    ...(rateOf(rate()) === seen().ratePerSecond ? [] : ["You changed the send speed."]),
    ...users().filter((user) => !seen().users.includes(user)).map((user) => `You added ${name(user)}.`),
    ...seen().users.filter((user) => !users().includes(user)).map((user) => `You removed ${name(user)}.`),
  ]
  const reset = () => {
    setSeen(settingsOf(sender()))
    setLabel(sender().label)
    setUsers(sender().users)
    setRate(rateText(sender().ratePerSecond))
    setProblem(null)
  }
  const isAsSeen = () =>
    sender().label === seen().label && sender().ratePerSecond === seen().ratePerSecond &&
    sameUsers(sender().users, seen().users)
  createEffect(on([() => sender().label, () => sender().ratePerSecond, () => [...sender().users]], () => {
    if (changes().length === 0) reset()
  }, { defer: true }))

  const save = async () => {
    const ratePerSecond = rateOf(rate())
    if (saving() || label().trim() === "" || ratePerSecond === undefined) return
    setSaving(true)
    const next = { label: label().trim(), users: users(), ratePerSecond }
    const answer = await desk.link.ask((client) =>
      client["Sender.save"]({ id: sender().id, seen: seen(), next })
    )
    setSaving(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setSeen(next)
    setProblem(null)
    toast({ title: "Sender ID saved", text: next.label })
    onSaved()
  }
  useUnsaved({ changes, saving, save: () => void save(), discard: reset })
  return {
    label,
    setLabel,
    users,
    setUsers,
    /** As it was typed. */
    rate,
    setRate,
    rateProblem: () =>
      rateOf(rate()) === undefined ? `A number from ${rateBounds.minimum} to ${rateBounds.maximum}.` : null,
    saving,
    problem,
    /** Someone else has changed what is being changed here. */
    overtaken: () => changes().length > 0 && !isAsSeen() && !saving(),
    edited: () => changes().length > 0,
    reset,
    save,
  }
}

export type SenderForm = ReturnType<typeof createSenderForm>
