import BadgeCheck from "lucide-solid/icons/badge-check"
import Clock from "lucide-solid/icons/clock"
import X from "lucide-solid/icons/x"
import { Match, Switch } from "solid-js"
import type {
  Template,
  TemplateCategory,
  TemplateStatus,
  TemplateType,
} from "../../domain/template/Template.ts"
import { Tag } from "../ui/Tag.tsx"

export const categoryNames: Record<TemplateCategory, string> = {
  utility: "Utility",
  marketing: "Marketing",
  authentication: "Authentication",
}

export const typeNames: Record<TemplateType, string> = {
  conversation: "Conversation",
  campaign: "Campaign",
  notification: "Notification",
}

const statusNames: Record<Exclude<TemplateStatus, "approved" | "pending" | "in_appeal">, string> = {
  rejected: "Rejected",
  paused: "Paused",
  disabled: "Disabled",
  flagged: "Flagged",
  limit_exceeded: "Held back",
  locked: "Locked",
  reinstated: "Being reinstated",
  pending_deletion: "Being deleted",
  deleted: "Deleted",
  archived: "Archived",
  unsubmitted: "Not submitted",
  vanished: "No longer there",
  unknown: "Not approved",
}

/** Where a template stands: registered, or why not. */
export const StatusTag = (props: { readonly template: Template }) => {
  const status = () => props.template.registered?.status
  const refused = () => {
    const now = status()
    return now === undefined || now === "approved" || now === "pending" || now === "in_appeal"
      ? null
      : statusNames[now]
  }
  return (
    <Switch fallback={<Tag tone="neutral">Desk only</Tag>}>
      <Match when={status() === "approved"}>
        <Tag tone="success">
          <BadgeCheck aria-hidden="true" />
          Registered
        </Tag>
      </Match>
      <Match when={status() === "pending" || status() === "in_appeal"}>
        <Tag tone="warn">
          <Clock aria-hidden="true" />
          In review
        </Tag>
      </Match>
      <Match when={refused()}>
        {(name) => (
          <Tag tone="danger">
            <X aria-hidden="true" />
            {name()}
          </Tag>
        )}
      </Match>
    </Switch>
  )
}
