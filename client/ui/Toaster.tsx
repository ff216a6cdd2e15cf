import CircleAlert from "lucide-solid/icons/circle-alert"
import CircleCheck from "lucide-solid/icons/circle-check"
import X from "lucide-solid/icons/x"
import {
  type Accessor,
  createContext,
  createSignal,
  For,
  type JSX,
  onCleanup,
  Show,
  useContext,
} from "solid-js"
import { IconButton } from "./IconButton.tsx"
import styles from "./Toaster.module.css"

const shownMillis = 5_000
const shownWithActionMillis = 10_000
const toastsMax = 3

export interface ToastMessage {
  readonly title: string
  readonly text?: string | undefined
  /** Errors stay until they are closed. */
  readonly error?: boolean | undefined
  /** Stays until it is closed by whoever showed it: for what is under way. */
  readonly lasting?: boolean | undefined
  /** In place of the tick. */
  readonly icon?: (() => JSX.Element) | undefined
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

export interface ToastHandle {
  readonly change: (message: ToastMessage) => void
  readonly close: () => void
}

interface Toast {
  readonly id: number
  readonly message: Accessor<ToastMessage>
}

const ToastContext = createContext<(message: ToastMessage) => ToastHandle>()

/** Shows a toast: 5 s, 10 s with an action; at most 3 at once. */
export const useToast = (): (message: ToastMessage) => ToastHandle => {
  const show = useContext(ToastContext)
  if (!show) throw new Error("useToast is for components inside Toaster")
  return show
}

const ToastCard = (props: { readonly toast: ToastMessage; readonly onClose: () => void }) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const stay = () => clearTimeout(timer)
  const leave = () => {
    stay()
    if (props.toast.error || props.toast.lasting) return
    timer = setTimeout(() => props.onClose(), props.toast.action ? shownWithActionMillis : shownMillis)
  }
  leave()
  return (
    <div
      class={styles.toast}
      role={props.toast.error ? "alert" : "status"}
      onPointerEnter={stay}
      onPointerLeave={leave}
      onFocusIn={stay}
      onFocusOut={leave}
    >
      <Show when={props.toast.error} fallback={props.toast.icon?.() ?? <CircleCheck aria-hidden="true" />}>
        <CircleAlert aria-hidden="true" />
      </Show>
      <div class={styles.words}>
        <p class={styles.title}>{props.toast.title}</p>
        <Show when={props.toast.text}>{(text) => <p class={styles.text}>{text()}</p>}</Show>
      </div>
      <Show when={props.toast.action}>
        {(action) => (
          <button
            type="button"
            class={styles.action}
            onClick={() => {
              action().run()
              props.onClose()
            }}
          >
            {action().label}
          </button>
        )}
      </Show>
      <Show when={props.toast.error}>
        <IconButton label="Close" class={styles.close} onClick={() => props.onClose()}>
          <X />
        </IconButton>
      </Show>
    </div>
  )
}

export const Toaster = (props: { readonly children: JSX.Element }) => {
  const [toasts, setToasts] = createSignal<ReadonlyArray<Toast>>([])
  let made = 0
  const show = (shown: ToastMessage): ToastHandle => {
    const id = ++made
    const [message, change] = createSignal(shown)
    setToasts((before) => [...before, { id, message }].slice(-toastsMax))
    return { change, close: () => close(id) }
  }
  const close = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id))
  return (
    <ToastContext.Provider value={show}>
      {props.children}
      <section class={styles.toaster} aria-label="Notifications">
        <For each={toasts()}>
          {(toast) => <ToastCard toast={toast.message()} onClose={() => close(toast.id)} />}
        </For>
      </section>
    </ToastContext.Provider>
  )
}
