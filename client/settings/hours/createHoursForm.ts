import { Result } from "effect"
import { createEffect, createMemo, createSignal, onCleanup, useContext } from "solid-js"
import type { BusinessHours, Holiday, Weekday, WeeklyHours } from "../../../domain/hours/BusinessHours.ts"
import type { QuietHours } from "../../../domain/hours/QuietHours.ts"
import type { SenderId } from "../../../domain/sender/Sender.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { useToast } from "../../ui/Toaster.tsx"
import { UnsavedContext } from "../UnsavedContext.ts"
import { hoursChanges, type HoursDraft } from "./hoursText.ts"
import { fromMinutes, type MinuteSpans, toMinutes, usualDay } from "./weekSpans.ts"

/** The desk's directory changes in place; what is compared and saved is what stood there at one moment. */
const copy = <A>(value: A): A => JSON.parse(JSON.stringify(value))

const usual = fromMinutes(usualDay)
const usualWeek: WeeklyHours = { mon: usual, tue: usual, wed: usual, thu: usual, fri: usual }

export type HoursForm = ReturnType<typeof createHoursForm>

/** The hours of the workspace, or with an id of one Sender ID: as they are, as they are changed, and saving them. */
export const createHoursForm = (senderId: SenderId | null) => {
  const desk = useDesk()
  const toast = useToast()
  const unsaved = useContext(UnsavedContext)
  const sender = () => senderId === null ? undefined : desk.sender(senderId)
  const stored = createMemo((): HoursDraft => {
    const { hours, quietHours } = desk.directory().workspace
    const ofSender = sender()?.hours ?? null
    return copy(
      senderId === null
        ? { hours, quietHours, own: true }
        : { hours: ofSender ?? hours, quietHours: null, own: ofSender !== null },
    )
  })
  /** What the changes began from: the server compares with it. */
  const [base, setBase] = createSignal(stored())
  const [draft, setDraft] = createSignal(stored())
  const [saving, setSaving] = createSignal(false)
  const changes = createMemo(() => hoursChanges(base(), draft()))
  const startOver = () => {
    setBase(stored())
    setDraft(stored())
  }
  // What others save is shown at once, unless something was changed here.
  createEffect(() => {
    stored()
    if (changes().length === 0) startOver()
  })

  const change = (hours: Partial<BusinessHours>) =>
    setDraft((before) => ({ ...before, hours: { ...before.hours, ...hours } }))

  const save = async () => {
    if (saving()) return
    setSaving(true)
    const [seen, next] = [base(), draft()]
    const result = await desk.link.ask((client) =>
      senderId === null
        ? client["Hours.saveWorkspace"]({
          seen: { hours: seen.hours, quietHours: seen.quietHours },
          next: { hours: next.hours, quietHours: next.quietHours },
        })
        : client["Hours.saveSender"]({
          id: senderId,
          seen: seen.own ? seen.hours : null,
          next: next.own ? next.hours : null,
        })
    )
    setSaving(false)
    if (Result.isSuccess(result)) {
      setBase(next)
      toast({ title: "Business hours saved" })
      return
    }
    const { failure } = result
    if (failure._tag === "Refusal" && failure.code === "changed_meanwhile") setBase(stored())
    toast({ title: "Not saved", text: `${problemText(failure)} Your changes are still here.`, error: true })
  }

  createEffect(() => {
    unsaved?.setForm(
      changes().length === 0
        ? null
        : { changes, saveLabel: "Save hours", saving, save: () => void save(), discard: startOver },
    )
  })
  onCleanup(() => unsaved?.setForm(null))

  const [lastWeek, setLastWeek] = createSignal<WeeklyHours>(usualWeek)
  const spansOf = (day: Weekday): MinuteSpans => toMinutes(draft().hours.weekly?.[day] ?? [])
  return {
    draft,
    sender,
    spansOf,
    setSpans: (day: Weekday, spans: MinuteSpans) =>
      change({ weekly: { ...draft().hours.weekly, [day]: fromMinutes(spans) } }),
    setOwn: (own: boolean) => setDraft((before) => ({ ...before, own })),
    setZone: (timeZone: string) => change({ timeZone }),
    /** Open at all times, or by the week that there was before. */
    setAlwaysOpen: (always: boolean) => {
      const { weekly } = draft().hours
      if (weekly) setLastWeek(weekly)
      change({ weekly: always ? null : base().hours.weekly ?? lastWeek() })
    },
    /** Puts a holiday in the place of the one of that day, `former`; without a new one it goes. */
    setHoliday: (former: string | null, holiday: Holiday | null) => {
      const others = draft().hours.holidays.filter(({ date }) => date !== former && date !== holiday?.date)
      change({
        holidays: [...others, ...(holiday ? [holiday] : [])].sort((a, b) => a.date < b.date ? -1 : 1),
      })
    },
    setQuietHours: (quietHours: QuietHours | null) => setDraft((before) => ({ ...before, quietHours })),
  }
}
