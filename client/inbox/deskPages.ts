import ContactRound from "lucide-solid/icons/contact-round"
import LayoutTemplate from "lucide-solid/icons/layout-template"
import Megaphone from "lucide-solid/icons/megaphone"
import Settings from "lucide-solid/icons/settings"
import ShieldCheck from "lucide-solid/icons/shield-check"
import Smartphone from "lucide-solid/icons/smartphone"
import type { Component } from "solid-js"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import type { User } from "../../domain/user/User.ts"
import { campaignsPath } from "../campaigns/campaignsPath.ts"
import { consentPath } from "../consent/consentPath.ts"
import { contactsPath } from "../contact/contactsPath.ts"
import { settingsPath } from "../settings/settingsPath.ts"
import { templatesPath } from "../templates/templatesPath.ts"
import type { Screen } from "./createScreen.ts"

/** A page beside the inboxes. */
export interface PageLink {
  readonly href: string
  readonly label: string
  readonly icon: Component
  readonly isShown: (screen: Screen) => boolean
}

/** The pages that the user may open, in the order of the rail. */
export const pagesOf = ({ me, workspace }: Directory): ReadonlyArray<PageLink> => [
  {
    href: contactsPath(),
    label: "Contacts",
    icon: ContactRound,
    isShown: (screen) => screen.contacts() !== null,
  },
  {
    href: templatesPath(),
    label: "Templates",
    icon: LayoutTemplate,
    isShown: (screen) => screen.templates() !== null,
  },
  ...(me.role === "admin"
    ? [
      {
        href: campaignsPath(),
        label: "Campaigns",
        icon: Megaphone,
        isShown: (screen: Screen) => screen.campaigns() !== null,
      },
      {
        href: consentPath(),
        label: "Consent",
        icon: ShieldCheck,
        isShown: (screen: Screen) => screen.consent() !== null,
      },
    ]
    : []),
  ...(workspace.demo
    ? [{ href: "/simulator", label: "Phone simulator", icon: Smartphone, isShown: () => false }]
    : []),
  {
    href: settingsPath(),
    label: "Settings",
    icon: Settings,
    isShown: (screen) => screen.settings() !== null,
  },
]

/** Whose inboxes an admin may look into, by name (INBOX-6); nobody for others. */
export const teamOf = ({ me, users }: Directory): ReadonlyArray<User> =>
  me.role === "admin"
    ? users
      .filter((user) => user.licensed && user.role === "standard" && user.id !== me.id)
      .sort((a, b) => a.name.localeCompare(b.name))
    : []
