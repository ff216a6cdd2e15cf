import { Result } from "effect"
import { type BulkAction, type BulkFailure, BulkId, type BulkProgress } from "../../domain/inbox/Bulk.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { UserId } from "../../domain/user/User.ts"
import { contactName } from "../contact/contactName.ts"
import { problemText } from "../conversation/problemText.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import type { BulkDone } from "../sync/createBulk.ts"
import { type Desk, useDesk } from "../sync/createDesk.ts"
import { type ToastHandle, type ToastMessage, useToast } from "../ui/Toaster.tsx"
import { type Chosen, chosenRows } from "./Chosen.ts"
import { type Screen, useScreen } from "./createScreen.ts"
import { runningAssignments } from "./runningAssignments.ts"

/** What takes longer than this says how far it is. */
const progressAfterMillis = 700

export const inWords = (count: number): string =>
  count === 1 ? "1 conversation" : `${count.toLocaleString("en")} conversations`

/** Runs an action and says how far it is, where it takes its time. */
export type WithProgress = (
  doing: string,
  start: (onProgress: (progress: BulkProgress) => void) => Promise<Result.Result<BulkDone, AskError>>,
) => Promise<Result.Result<BulkDone, AskError>>

export interface BulkActions {
  readonly withProgress: WithProgress
  /** Gives them to someone; resolves to why the only one was not, for the dialog to say, else to null. */
  readonly assign: (chosen: Chosen, to: UserId) => Promise<BulkFailure | AskError | null>
  /** The same while the dialog is gone: a toast says what came of it. */
  readonly assignAway: (chosen: Chosen, to: UserId) => Promise<void>
  /** Goes on following the assignments that were under way when the page was left (FIT-3). */
  readonly resume: () => void
  /** Marks what is selected in the inbox of `user`. */
  readonly mark: (read: boolean, user: UserId) => Promise<void>
  /** Marks what is selected; in another's inbox it asks first (READ-3). */
  readonly markSelected: (read: boolean) => void
}

export interface BulkParts {
  readonly desk: Desk
  readonly screen: Screen
  readonly toast: (toast: ToastMessage) => ToastHandle
}

export const createBulkActions = (): BulkActions =>
  makeBulkActions({ desk: useDesk(), screen: useScreen(), toast: useToast() })

/** The same outside of components. */
export const makeBulkActions = ({ desk, screen, toast }: BulkParts): BulkActions => {
  const nameOf = (id: InboxRow["id"]) => {
    const row = desk.rows.peek(id)
    return row ? contactName(row) : "1 conversation"
  }
  const userName = (id: UserId) => desk.user(id)?.name ?? "the agent"

  const withProgress: WithProgress = async (doing, start) => {
    let shown: ToastHandle | undefined
    let newest: BulkProgress | null = null
    const words = () => ({
      title: doing,
      text: newest === null
        ? "You can go on working."
        : `${newest.done.toLocaleString("en")} of ${newest.total.toLocaleString("en")} done`,
      lasting: true,
    })
    const timer = setTimeout(() => shown = toast(words()), progressAfterMillis)
    const answer = await start((progress) => {
      newest = progress
      shown?.change(words())
    })
    clearTimeout(timer)
    shown?.close()
    return answer
  }

  const whyText = ({ failed, failures }: BulkProgress) => {
    const [first] = failures
    if (!first) return undefined
    const who = failed === 1 ? nameOf(first.id) : `${nameOf(first.id)} and ${inWords(failed - 1)} more`
    const changed = failures.every((failure) => failure.code === "assigned_meanwhile")
    return changed ? `${who} ${failed === 1 ? "was" : "were"} changed by someone else.` : first.message
  }

  const undo = async (of: BulkId, count: number) => {
    const answer = await withProgress(
      `Taking back ${inWords(count)}`,
      (onProgress) => desk.bulk.undo(of, onProgress),
    )
    if (Result.isFailure(answer)) {
      return void toast({ title: "Not taken back", text: problemText(answer.failure), error: true })
    }
    const { failed, total } = answer.success
    if (failed === 0) toast({ title: "Assignment taken back", text: inWords(total) })
    else {
      toast({ title: `${total - failed} of ${total} taken back`, text: whyText(answer.success), error: true })
    }
  }

  /** Those that failed, as they are now. */
  const failedOf = (done: BulkProgress) =>
    chosenRows(done.failures.flatMap(({ id }) => desk.rows.peek(id) ?? []))

  const assign = async (
    chosen: Pick<Chosen, "rows" | "target">,
    to: UserId,
    id?: BulkId,
  ): Promise<BulkFailure | AskError | null> => {
    const name = userName(to)
    const action: BulkAction = { _tag: "Assign", to }
    const answer = await withProgress(
      `Assigning to ${name}`,
      (onProgress) => desk.bulk.run(action, chosen.target, onProgress, id),
    )
    if (Result.isFailure(answer)) return answer.failure
    const done = answer.success
    const { failed, failures: [first], total } = done
    if (failed === 0) {
      const [row] = chosen.rows
      toast({
        title: `Assigned to ${name}`,
        text: total === 1 && row ? contactName(row) : inWords(total),
        ...(done.undoable > 0
          ? { action: { label: "Undo", run: () => void undo(done.id, done.undoable) } }
          : {}),
      })
      return null
    }
    if (total === 1 && first) return first
    const again = failedOf(done)
    toast({
      title: `${(total - failed).toLocaleString("en")} of ${total.toLocaleString("en")} assigned`,
      text: whyText(done),
      error: true,
      ...(again.count > 0 ? { action: { label: "Try again", run: () => void assignAway(again, to) } } : {}),
    })
    return null
  }

  const running = runningAssignments.of(desk.directory().me.id)

  const followAway = async (chosen: Pick<Chosen, "rows" | "target">, to: UserId, id: BulkId) => {
    const failure = await assign(chosen, to, id)
    running.forget(id)
    if (failure === null) return
    const text = "_tag" in failure ? problemText(failure) : failure.message
    toast({ title: `Not assigned to ${userName(to)}`, text, error: true })
  }

  const assignAway = (chosen: Chosen, to: UserId) => {
    const id = BulkId.make(crypto.randomUUID())
    running.remember({ id, to, target: chosen.target })
    return followAway(chosen, to, id)
  }

  const resume = () => {
    for (const { id, target, to } of running.all()) void followAway({ rows: [], target }, to, id)
  }

  const mark = async (read: boolean, user: UserId) => {
    const { selection } = screen
    const words = `${inWords(selection.count())} marked ${read ? "read" : "unread"}`
    const open = screen.open()
    if (!read && open !== null && selection.has(open)) screen.setKeptUnread(true)
    const target = selection.target()
    selection.setActive(false)
    document.getElementById("conversation-list")?.focus()
    const answer = await withProgress(
      read ? "Marking read" : "Marking unread",
      (onProgress) => desk.bulk.run({ _tag: read ? "MarkRead" : "MarkUnread", user }, target, onProgress),
    )
    if (Result.isFailure(answer)) {
      return void toast({ title: "Not saved", text: problemText(answer.failure), error: true })
    }
    const { failed, total } = answer.success
    if (failed === 0) toast({ title: words })
    else {
      toast({
        title: `${total - failed} of ${total} marked ${read ? "read" : "unread"}`,
        text: whyText(answer.success),
        error: true,
      })
    }
  }

  return {
    withProgress,
    assign,
    assignAway,
    resume,
    mark,
    markSelected: (read) => {
      if (screen.view()._tag === "Team") screen.setDialog(read ? "markSelectedRead" : "markSelectedUnread")
      else void mark(read, desk.directory().me.id)
    },
  }
}
