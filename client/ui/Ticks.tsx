import Ban from "lucide-solid/icons/ban"
import Check from "lucide-solid/icons/check"
import CheckCheck from "lucide-solid/icons/check-check"
import Clock from "lucide-solid/icons/clock"
import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { Dynamic } from "solid-js/web"
import type { MessageStatus } from "../../domain/conversation/MessageStatus.ts"
import styles from "./Ticks.module.css"

const icons = {
  queued: Clock,
  dispatching: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: TriangleAlert,
  cancelled: Ban,
}

const names: Record<MessageStatus, string> = {
  queued: "Queued",
  dispatching: "Queued",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not sent",
  cancelled: "Cancelled",
}

export const statusName = (status: MessageStatus): string => names[status]

/** Where a message is, with its name for those who do not see it. */
export const Ticks = (props: { readonly status: MessageStatus; readonly tooltip?: string | undefined }) => (
  <span
    class={styles.ticks}
    data-status={props.status}
    role="img"
    aria-label={names[props.status]}
    data-tooltip={props.tooltip}
  >
    <Dynamic component={icons[props.status]} aria-hidden="true" />
  </span>
)
