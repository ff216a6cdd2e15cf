import * as Dialog from "@kobalte/core/dialog"
import { useNavigate } from "@solidjs/router"
import AtSign from "lucide-solid/icons/at-sign"
import BellIcon from "lucide-solid/icons/bell"
import CheckCheck from "lucide-solid/icons/check-check"
import CircleAlert from "lucide-solid/icons/circle-alert"
import FileCheck from "lucide-solid/icons/file-check"
import FileDown from "lucide-solid/icons/file-down"
import FileX from "lucide-solid/icons/file-x"
import Megaphone from "lucide-solid/icons/megaphone"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import UserRoundCheck from "lucide-solid/icons/user-round-check"
import X from "lucide-solid/icons/x"
import { createMemo, For, Index, Show } from "solid-js"
import { Dynamic } from "solid-js/web"
import type { Notice } from "../../domain/notification/Notice.ts"
import { contactImportPath } from "../contact/contactsPath.ts"
import { consentUploadPath } from "../consent/consentPath.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { RowSkeletons } from "../inbox/RowSkeletons.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { useAnnounce } from "../ui/Announcer.tsx"
import { Button } from "../ui/Button.tsx"
import { createFocusReturn } from "../ui/createFocusReturn.ts"
import { createSlow } from "../ui/createSlow.ts"
import { clockTime, dayLabel, fullTime, isSameDay } from "../ui/DeskTime.ts"
import { download } from "../ui/download.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { createNoticeList } from "./createNoticeList.ts"
import styles from "./NoticesPanel.module.css"
import { noticeWords } from "./noticeWords.ts"

const icons = {
  Assigned: UserRoundCheck,
  Mentioned: AtSign,
  NotSent: CircleAlert,
  AccountProblem: TriangleAlert,
  CampaignDone: Megaphone,
  CampaignPaused: Megaphone,
  TranscriptMade: FileDown,
  TranscriptNotMade: FileX,
  UploadDone: FileCheck,
  UploadNotDone: FileX,
  BulkAssigned: UserRoundCheck,
} as const

interface Day {
  readonly label: string
  readonly notices: ReadonlyArray<Notice>
}

const byDay = (notices: ReadonlyArray<Notice>, now: number): ReadonlyArray<Day> => {
  const days: Array<{ label: string; notices: Array<Notice> }> = []
  for (const notice of notices) {
    const last = days.at(-1)
    const first = last?.notices[0]
    if (last && first && isSameDay(first.at, notice.at)) last.notices.push(notice)
    else days.push({ label: dayLabel(notice.at, now), notices: [notice] })
  }
  return days
}

/** What the user was told of, by day (NOTIFY-6): above the desk until something is opened or it is left. */
export const NoticesPanel = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const announce = useAnnounce()
  const navigate = useNavigate()
  const list = createNoticeList()
  const slow = createSlow(() => list.notices() === null)
  let scroller: HTMLDivElement | undefined
  createFocusReturn()

  const days = createMemo(() => byDay(list.notices() ?? [], desk.clock.now()))
  const anyUnread = () => list.notices()?.some(({ read }) => !read) ?? false

  const open = (notice: Notice) => {
    if (!notice.read) void list.markRead(notice.id, false)
    props.onClose()
    switch (notice._tag) {
      case "Assigned":
        return screen.go({ _tag: "Mine" }, notice.count === 1 ? notice.conversations[0].id : null)
      case "Mentioned":
      case "NotSent":
        return screen.openMessage({ id: notice.conversation.id, seq: notice.seq, words: "" })
      case "AccountProblem":
        return screen.goToSettings("providers", notice.accountId)
      case "TranscriptMade":
        return notice.file && notice.file.keptUntil > desk.clock.now()
          ? download(notice.file.path)
          : screen.openConversation(notice.conversation.id)
      case "TranscriptNotMade":
        return screen.openConversation(notice.conversation.id)
      case "UploadDone":
      case "UploadNotDone":
        return navigate(
          notice.kind === "contacts"
            ? contactImportPath(notice.uploadId)
            : consentUploadPath(notice.uploadId),
        )
      case "BulkAssigned":
        return screen.go({ _tag: "Team", userId: notice.to }, null)
      case "CampaignDone":
      case "CampaignPaused":
        return screen.goToCampaigns(notice.campaignId)
    }
  }
  const readAll = async () => {
    const newest = list.notices()?.[0]
    // The button goes with the last unread one: the focus stays in the list.
    scroller?.querySelector<HTMLElement>("button[data-notice]")?.focus()
    if (newest && await list.markRead(newest.id, true)) announce("All notifications are read.")
  }
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    const items = [...scroller?.querySelectorAll<HTMLElement>("button[data-notice]") ?? []]
    if (step === 0 || items.length === 0) return
    event.preventDefault()
    const at = items.findIndex((item) => item === document.activeElement)
    items[Math.min(items.length - 1, Math.max(0, at + step))]?.focus()
  }

  return (
    <Dialog.Root open onOpenChange={(shown) => shown || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class={styles.behind} />
        <Dialog.Content
          class={styles.panel}
          onKeyDown={move}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <header class={styles.header}>
            <Dialog.Title class={styles.title}>Notifications</Dialog.Title>
            <Show when={anyUnread()}>
              <Button variant="ghost" size="small" onClick={() => void readAll()}>
                <CheckCheck />
                Mark all as read
              </Button>
            </Show>
            <IconButton label="Close" shortcut="Esc" onClick={() => props.onClose()}>
              <X />
            </IconButton>
          </header>
          <div ref={scroller} class={styles.body} aria-busy={list.notices() === null}>
            <Show when={list.problem()}>
              {(problem) => (
                <p class={styles.problem} role="alert">
                  {problem()}
                  <Button size="small" onClick={() => list.retry()}>Try again</Button>
                </p>
              )}
            </Show>
            <Show when={list.notices() === null && list.problem() === null}>
              <Show
                when={desk.online()}
                fallback={<p class={styles.offline}>Not connected. They come when the desk is.</p>}
              >
                <Show when={slow()}>
                  <div class={styles.waiting}>
                    <RowSkeletons />
                  </div>
                </Show>
              </Show>
            </Show>
            <Show when={list.notices()?.length === 0}>
              <EmptyState
                icon={<BellIcon />}
                tone="neutral"
                title="You’re up to date"
                text="When somebody assigns you a conversation or mentions you, a message of yours is not sent, or an export or import is done, it is said here."
              />
            </Show>
            <Index each={days()}>
              {(day) => (
                <section>
                  <h3 class={styles.day}>{day().label}</h3>
                  <ul>
                    <For each={day().notices}>
                      {(notice) => <NoticeLine notice={notice} onOpen={() => open(notice)} />}
                    </For>
                  </ul>
                </section>
              )}
            </Index>
            <Show when={list.more()}>
              <div class={styles.more}>
                <Button size="small" onClick={() => void list.loadOlder()}>Show older</Button>
              </div>
            </Show>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const NoticeLine = (props: { readonly notice: Notice; readonly onOpen: () => void }) => {
  const desk = useDesk()
  const words = () => noticeWords(props.notice, (id) => desk.user(id)?.name)
  return (
    <li>
      <button
        type="button"
        class={styles.notice}
        data-notice={props.notice.id}
        data-unread={!props.notice.read}
        onClick={() => props.onOpen()}
      >
        <span class={styles.icon} data-kind={props.notice._tag} aria-hidden="true">
          <Dynamic component={icons[props.notice._tag]} />
        </span>
        <span class={styles.words}>
          <span class={styles.what}>
            <Show when={!props.notice.read}>
              <span class="visually-hidden">Unread:</span>
            </Show>
            {words().title}
          </span>
          <Show when={words().text}>
            {(text) => <span class={styles.text}>{text()}</span>}
          </Show>
        </span>
        <time
          class={styles.time}
          datetime={new Date(props.notice.at).toISOString()}
          title={fullTime(props.notice.at)}
        >
          {clockTime(props.notice.at)}
        </time>
        <span class={styles.dot} data-shown={!props.notice.read} aria-hidden="true" />
      </button>
    </li>
  )
}
