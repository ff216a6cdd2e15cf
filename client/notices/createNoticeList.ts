import { Result } from "effect"
import { createEffect, createSignal, on, onCleanup } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import { type Notice, type NoticeId, noticesMax } from "../../domain/notification/Notice.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"

const pageSize = 30

/** The user's notices, newest first: read again whenever one of them changed, here or in another tab. */
export const createNoticeList = () => {
  const desk = useDesk()
  const [held, setHeld] = createStore<{ notices: ReadonlyArray<Notice> | null }>({ notices: null })
  const notices = () => held.notices
  /** What stays as it is keeps its place on the screen, and with it the focus. */
  const setNotices = (next: ReadonlyArray<Notice>) => setHeld("notices", reconcile(next, { key: "id" }))
  const [more, setMore] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  let open = true
  let newest = 0
  onCleanup(() => {
    open = false
  })

  /** What is shown is asked for as a whole, so that what is out of sight by now goes (AUTH-4). */
  const load = async (count: number) => {
    newest += 1
    const asked = newest
    const limit = Math.min(noticesMax, Math.max(pageSize, count))
    const answer = await desk.link.ask((client) => client["Notice.list"]({ limit }))
    if (!open || asked !== newest) return
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    setProblem(null)
    setNotices(answer.success.notices)
    setMore(answer.success.more)
  }
  const shown = () => notices()?.length ?? 0
  createEffect(on([desk.notices, desk.online], ([, online]) => void (online && load(shown()))))

  const loadOlder = async () => {
    const last = notices()?.at(-1)
    if (!last) return
    const answer = await desk.link.ask((client) =>
      client["Notice.list"]({ limit: pageSize, before: last.id })
    )
    if (!open) return
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    const before = notices() ?? []
    setNotices([
      ...before,
      ...answer.success.notices.filter(({ id }) => before.every((one) => one.id !== id)),
    ])
    setMore(answer.success.more)
  }

  /** Shown at once; how many are unread comes from the server, for all tabs. */
  const markRead = async (upTo: NoticeId, all: boolean): Promise<boolean> => {
    setNotices(
      (notices() ?? []).map((one) =>
        one.id === upTo || (all && one.id < upTo) ? { ...one, read: true } : one
      ),
    )
    const answer = await desk.link.ask((client) =>
      all ? client["Notice.readAll"]({ upTo }) : client["Notice.read"]({ id: upTo })
    )
    if (Result.isFailure(answer) && open) {
      setProblem(problemText(answer.failure))
      void load(shown())
    }
    return Result.isSuccess(answer)
  }

  return { notices, more, problem, retry: () => void load(shown()), loadOlder, markRead }
}
