import Bell from "lucide-solid/icons/bell"
import Bot from "lucide-solid/icons/bot"
import CircleUserRound from "lucide-solid/icons/circle-user-round"
import Building from "lucide-solid/icons/building"
import Hash from "lucide-solid/icons/hash"
import PlugZap from "lucide-solid/icons/plug-zap"
import ScrollText from "lucide-solid/icons/scroll-text"
import Clock from "lucide-solid/icons/clock"
import KeyRound from "lucide-solid/icons/key-round"
import Tag from "lucide-solid/icons/tag"
import Webhook from "lucide-solid/icons/webhook"
import WholeWord from "lucide-solid/icons/whole-word"
import Mail from "lucide-solid/icons/mail"
import Users from "lucide-solid/icons/users"
import { type Component, lazy } from "solid-js"
import type { Role } from "../../domain/user/User.ts"

export interface SettingsPageEntry {
  /** Its part of the address: `/settings/ID`. */
  readonly id: string
  readonly title: string
  readonly icon: Component
  /** What is one's own, or what all share. */
  readonly group: "You" | "Workspace"
  readonly for: "everyone" | "admins"
  /** 640 px, or the whole width for tables. */
  readonly width: "narrow" | "full"
  readonly component: Component
}

/** Every page of the settings, in the order of the navigation: a new one is one entry here. */
export const settingsPages: ReadonlyArray<SettingsPageEntry> = [
  {
    id: "profile",
    title: "Profile",
    icon: CircleUserRound,
    group: "You",
    for: "everyone",
    width: "narrow",
    component: lazy(() => import("./ProfilePage.tsx").then((it) => ({ default: it.ProfilePage }))),
  },
  {
    id: "account",
    title: "Your account",
    icon: KeyRound,
    group: "You",
    for: "everyone",
    width: "narrow",
    component: lazy(() => import("./account/AccountPage.tsx").then((it) => ({ default: it.AccountPage }))),
  },
  {
    id: "notifications",
    title: "Notifications",
    icon: Bell,
    group: "You",
    for: "everyone",
    width: "narrow",
    component: lazy(() =>
      import("./notifications/NotificationsPage.tsx").then((it) => ({ default: it.NotificationsPage }))
    ),
  },
  {
    id: "users",
    title: "Users",
    icon: Users,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() => import("./users/UsersPage.tsx").then((it) => ({ default: it.UsersPage }))),
  },
  {
    id: "workspace",
    title: "Workspace",
    icon: Building,
    group: "Workspace",
    for: "admins",
    width: "narrow",
    component: lazy(() => import("./WorkspacePage.tsx").then((it) => ({ default: it.WorkspacePage }))),
  },
  {
    id: "senders",
    title: "Sender IDs",
    icon: Hash,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() =>
      import("./senders/SenderIdsPage.tsx").then((it) => ({ default: it.SenderIdsPage }))
    ),
  },
  {
    id: "providers",
    title: "Provider accounts",
    icon: PlugZap,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() =>
      import("./providers/ProviderAccountsPage.tsx").then((it) => ({ default: it.ProviderAccountsPage }))
    ),
  },
  {
    id: "bots",
    title: "Bots",
    icon: Bot,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() => import("./bots/BotsPage.tsx").then((it) => ({ default: it.BotsPage }))),
  },
  {
    id: "hours",
    title: "Business hours",
    icon: Clock,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() =>
      import("./hours/BusinessHoursPage.tsx").then((it) => ({ default: it.BusinessHoursPage }))
    ),
  },
  {
    id: "labels",
    title: "Labels",
    icon: Tag,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() => import("./labels/LabelsPage.tsx").then((it) => ({ default: it.LabelsPage }))),
  },
  {
    id: "keywords",
    title: "Keywords",
    icon: WholeWord,
    group: "Workspace",
    for: "admins",
    width: "narrow",
    component: lazy(() => import("./keywords/KeywordsPage.tsx").then((it) => ({ default: it.KeywordsPage }))),
  },
  {
    id: "mail",
    title: "Mail",
    icon: Mail,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() => import("./mail/MailPage.tsx").then((it) => ({ default: it.MailPage }))),
  },
  {
    id: "webhooks",
    title: "Webhook log",
    icon: Webhook,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() =>
      import("./webhooks/WebhookLogPage.tsx").then((it) => ({ default: it.WebhookLogPage }))
    ),
  },
  {
    id: "audit",
    title: "Audit log",
    icon: ScrollText,
    group: "Workspace",
    for: "admins",
    width: "full",
    component: lazy(() => import("./audit/AuditLogPage.tsx").then((it) => ({ default: it.AuditLogPage }))),
  },
]

/** The pages that someone may open; the server decides by itself what their calls may do. */
export const settingsPagesFor = (role: Role): ReadonlyArray<SettingsPageEntry> =>
  settingsPages.filter((page) => page.for === "everyone" || role === "admin")
