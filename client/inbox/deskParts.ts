import { lazy } from "solid-js"
import { parseDeskPath } from "./deskPath.ts"

/**
 * What the desk loads only when it is needed: of what people see first the conversation and its contact are not a part,
 * nor is anything that opens above.
 */
export const ConversationPane = lazy(() =>
  import("../conversation/ConversationPane.tsx").then((it) => ({ default: it.ConversationPane }))
)
export const ContactPanel = lazy(() =>
  import("../contact/ContactPanel.tsx").then((it) => ({ default: it.ContactPanel }))
)
export const ContactsPage = lazy(() =>
  import("../contact/ContactsPage.tsx").then((it) => ({ default: it.ContactsPage }))
)
export const CampaignsPage = lazy(() =>
  import("../campaigns/CampaignsPage.tsx").then((it) => ({ default: it.CampaignsPage }))
)
export const ConsentPage = lazy(() =>
  import("../consent/ConsentPage.tsx").then((it) => ({ default: it.ConsentPage }))
)
export const BulkBar = lazy(() => import("./BulkBar.tsx").then((it) => ({ default: it.BulkBar })))
export const MessageHits = lazy(() => import("./MessageHits.tsx").then((it) => ({ default: it.MessageHits })))
export const NewConversationDialog = lazy(() =>
  import("../conversation/NewConversationDialog.tsx").then((it) => ({ default: it.NewConversationDialog }))
)
export const AssignDialog = lazy(() =>
  import("../conversation/AssignDialog.tsx").then((it) => ({ default: it.AssignDialog }))
)
export const MarkSelectedDialog = lazy(() =>
  import("./MarkSelectedDialog.tsx").then((it) => ({ default: it.MarkSelectedDialog }))
)
export const MarkUnreadDialog = lazy(() =>
  import("../conversation/MarkUnreadDialog.tsx").then((it) => ({ default: it.MarkUnreadDialog }))
)
export const SnoozeDialog = lazy(() =>
  import("./SnoozeDialog.tsx").then((it) => ({ default: it.SnoozeDialog }))
)
export const LabelsDialog = lazy(() =>
  import("../labels/LabelsDialog.tsx").then((it) => ({ default: it.LabelsDialog }))
)
export const LabelFilterDialog = lazy(() =>
  import("../labels/LabelFilterDialog.tsx").then((it) => ({ default: it.LabelFilterDialog }))
)
export const SavedFilterDialog = lazy(() =>
  import("../filters/SavedFilterDialog.tsx").then((it) => ({ default: it.SavedFilterDialog }))
)
export const SavedFiltersNav = lazy(() =>
  import("../filters/SavedFiltersNav.tsx").then((it) => ({ default: it.SavedFiltersNav }))
)
export const ShortcutsDialog = lazy(() =>
  import("./ShortcutsDialog.tsx").then((it) => ({ default: it.ShortcutsDialog }))
)
export const SettingsPage = lazy(() =>
  import("../settings/SettingsPage.tsx").then((it) => ({ default: it.SettingsPage }))
)
export const ConversationTemplatePicker = lazy(() =>
  import("../templates/ConversationTemplatePicker.tsx").then((it) => ({
    default: it.ConversationTemplatePicker,
  }))
)
export const NewTemplatePicker = lazy(() =>
  import("../templates/NewTemplatePicker.tsx").then((it) => ({ default: it.NewTemplatePicker }))
)
export const TemplatesPage = lazy(() =>
  import("../templates/TemplatesPage.tsx").then((it) => ({ default: it.TemplatesPage }))
)
export const Notices = lazy(() => import("../notices/Notices.tsx").then((it) => ({ default: it.Notices })))
export const NoticesPanel = lazy(() =>
  import("../notices/NoticesPanel.tsx").then((it) => ({ default: it.NoticesPanel }))
)
export const CommandPalette = lazy(() =>
  import("../palette/CommandPalette.tsx").then((it) => ({ default: it.CommandPalette }))
)
export const MenuSheet = lazy(() => import("./MenuSheet.tsx").then((it) => ({ default: it.MenuSheet })))

/** Safari has no idle callbacks. */
export const whenIdle = (run: () => void): void => {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run)
  else setTimeout(run, 200)
}

/** Starts, beside the connection, to load what the address shows at once. */
export const preloadFor = (path: string): void => {
  if (!parseDeskPath(path)?.open) return
  void ConversationPane.preload()
  void ContactPanel.preload()
}

/** So long after the desk is there what keys open is loaded too, so that a key opens it at once. */
const keysAfterMillis = 3_000

/** Loads what the next click or key will want, once the desk is there and has nothing else to do. */
export const prefetchParts = (): void => {
  whenIdle(() => {
    for (const part of [ConversationPane, ContactPanel, BulkBar]) void part.preload()
  })
  setTimeout(() =>
    whenIdle(() => {
      const parts = [
        MessageHits,
        NewConversationDialog,
        AssignDialog,
        SnoozeDialog,
        LabelsDialog,
        ShortcutsDialog,
        CommandPalette,
        NoticesPanel,
      ]
      for (const part of parts) {
        void part.preload()
      }
      import("./putAside.ts").catch(() => undefined)
      // What the first call beyond the inbox needs. If it cannot be had now, that call asks for it.
      import("../rpc/DeskClient.ts").catch(() => undefined)
    }), keysAfterMillis)
}
