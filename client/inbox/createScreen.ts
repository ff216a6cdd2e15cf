import { useLocation, useNavigate } from "@solidjs/router"
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  getOwner,
  on,
  runWithOwner,
  useContext,
} from "solid-js"
import type { ContactId } from "../../domain/contact/Contact.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { campaignsPath, parseCampaignsPath } from "../campaigns/campaignsPath.ts"
import { type ConsentTab, parseConsentPath } from "../consent/consentPath.ts"
import { contactsPath, type ContactsPlace, parseContactsPath } from "../contact/contactsPath.ts"
import { createDrafts, type Drafts } from "../conversation/createDrafts.ts"
import type { ConversationList } from "../sync/ConversationList.ts"
import { parseTemplatesPath, templatesPath, type TemplatesPlace } from "../templates/templatesPath.ts"
import { useDesk } from "../sync/createDesk.ts"
import { parseSettingsPath, settingsPath, type SettingsPlace } from "../settings/settingsPath.ts"
import type { Template } from "../../domain/template/Template.ts"
import type { RowUpload, UploadKind } from "../../domain/upload/RowUpload.ts"
import { createMediaQuery } from "../ui/createMediaQuery.ts"
import { useToast } from "../ui/Toaster.tsx"
import type { createRowUpload, RowUploader, UploadSpec } from "../upload/createRowUpload.ts"
import { uploadWords } from "../upload/uploadWords.ts"
import { createPaneWidths } from "./createPaneWidths.ts"
import { createSelection, type Selection } from "./createSelection.ts"
import { deskPath, parseDeskPath } from "./deskPath.ts"
import { filterOf, filterQuery, type Filters, filtersIn } from "./Filters.ts"

/** What was typed into New conversation before it was closed. */
export interface NewConversationFields {
  name: string
  country: string
  number: string
  senderId: SenderId | null
  text: string
  /** What it is to begin with instead of a text. */
  template: Template | null
  /** The conversation whose draft the text was: sent here, it is none any more. */
  draftOf: ConversationId | null
}

/** A message that is to be seen, and the words for which it was found. */
export interface MessageTarget {
  readonly id: ConversationId
  readonly seq: number
  readonly words: string
}

/** Dialogs about the checked rows. */
type SelectionDialog = "assignSelected" | "markSelectedRead" | "markSelectedUnread"

export type ScreenDialog =
  | "new"
  | "assign"
  | "export"
  | "shortcuts"
  | "notices"
  | "palette"
  | "menu"
  | "snooze"
  | "labels"
  | "filterLabel"
  | "saveFilter"
  | "template"
  | "newTemplate"
  | "markUnread"
  | SelectionDialog

/** What the desk shows: the place in the address, the filters of the list, and what is open above it. */
export interface Screen {
  readonly view: Accessor<InboxView>
  readonly open: Accessor<ConversationId | null>
  /** What the Contacts page shows; null while another page is there. */
  readonly contacts: Accessor<ContactsPlace | null>
  /** Which campaign shows, empty for their list; null while another page is there. */
  readonly campaigns: Accessor<string | null>
  readonly goToCampaigns: (open: string) => void
  /** Which tab of the Consent page shows; null while another page is there. */
  readonly consent: Accessor<ConsentTab | null>
  /** What the settings show; null while another page is there. */
  readonly settings: Accessor<SettingsPlace | null>
  /** What the Templates page shows; null while another page is there. */
  readonly templates: Accessor<TemplatesPlace | null>
  readonly goToTemplates: (open?: TemplatesPlace["open"]) => void
  /** Whether conversations are shown, and no other page. */
  readonly inboxes: Accessor<boolean>
  /** The upload of a kind that goes on while other pages are looked at; the page that first needs it brings what makes it. */
  readonly rowUpload: (spec: UploadSpec, make: typeof createRowUpload) => RowUploader
  readonly goToContacts: (open?: ContactId | "new" | null) => void
  readonly goToSettings: (page?: string | null, open?: string | null) => void
  /** Opens a view, and a conversation in it, whose messages get the focus where it is entered. */
  readonly go: (view: InboxView, open?: ConversationId | null, enters?: boolean) => void
  readonly openConversation: (id: ConversationId | null) => void
  /** Whether what is to be seen first is: the list, and of what is open its messages, or why they are not there. */
  readonly settled: Accessor<boolean>
  /** Said by what shows the open conversation. */
  readonly setConversationShown: (shown: boolean) => void
  readonly filters: Accessor<Filters>
  readonly setFilters: (change: Partial<Filters>) => void
  /** The address of the list as it is filtered, with nothing open. */
  readonly listPath: Accessor<string>
  readonly list: Accessor<ConversationList>
  readonly selection: Selection
  /** The row that the keys act on. */
  readonly cursor: Accessor<ConversationId | null>
  readonly setCursor: (id: ConversationId | null) => void
  readonly dialog: Accessor<ScreenDialog | null>
  readonly setDialog: (dialog: ScreenDialog | null) => void
  readonly panel: Accessor<boolean>
  readonly setPanel: (shown: boolean) => void
  /** Whether the panel shows the form of the contact (CONTACT-1). */
  readonly contactForm: Accessor<boolean>
  readonly setContactForm: (shown: boolean) => void
  /** Opens a conversation and gives its messages the focus once they are there. */
  readonly enterConversation: (id: ConversationId) => void
  /** Whether the messages that were just drawn take the focus; asked once. */
  readonly takeEntering: () => boolean
  /** Whether the open conversation was marked unread by hand: it stays so until it is opened again. */
  readonly keptUnread: Accessor<boolean>
  readonly setKeptUnread: (kept: boolean) => void
  /** The message that was opened from a search; null once anything else was opened. */
  readonly target: Accessor<MessageTarget | null>
  readonly openMessage: (target: MessageTarget) => void
  /** Whether a note for the team is written instead of an answer (NOTE-1). */
  readonly noting: Accessor<boolean>
  readonly setNoting: (noting: boolean) => void
  readonly widths: ReturnType<typeof createPaneWidths>
  readonly drafts: Drafts
  readonly newConversation: NewConversationFields
  /** Below 768 px there is one column, below 1024 the rail has icons only, below 1280 the panel lies above the rest. */
  readonly narrow: Accessor<boolean>
  readonly compact: Accessor<boolean>
  readonly overlaid: Accessor<boolean>
}

export const ScreenContext = createContext<Screen>()

export const useScreen = (): Screen => {
  const screen = useContext(ScreenContext)
  if (!screen) throw new Error("useScreen is for components inside ScreenContext.Provider")
  return screen
}

const panelKey = "desk:panel"

export const createScreen = (): Screen => {
  const desk = useDesk()
  const toast = useToast()
  const location = useLocation()
  const navigate = useNavigate()
  const place = createMemo(() => parseDeskPath(location.pathname))
  const view = createMemo((): InboxView => place()?.view ?? { _tag: "Mine" }, undefined, {
    equals: (a, b) => deskPath(a) === deskPath(b),
  })
  const open = createMemo(() => place()?.open ?? null)
  const contacts = createMemo(() => parseContactsPath(location.pathname))
  const campaigns = createMemo(() => parseCampaignsPath(location.pathname))
  const consent = createMemo(() => parseConsentPath(location.pathname))
  const settings = createMemo(() => parseSettingsPath(location.pathname))
  const templates = createMemo(() => parseTemplatesPath(location.pathname))
  const inboxes = () =>
    contacts() === null && campaigns() === null && consent() === null && settings() === null &&
    templates() === null
  const owner = getOwner()
  const uploaders = new Map<UploadKind, RowUploader>()
  const onUploaded = (done: RowUpload) => {
    const [title, ...others] = uploadWords(done)
    toast({ title, text: others.join(", ") || undefined })
  }
  const rowUpload: Screen["rowUpload"] = (spec, make) => {
    const known = uploaders.get(spec.kind)
    if (known) return known
    const made = runWithOwner(owner, () => make(desk, spec, onUploaded)) ?? make(desk, spec, onUploaded)
    uploaders.set(spec.kind, made)
    return made
  }
  const [contactForm, setContactForm] = createSignal(false)
  const query = createMemo(() => inboxes() ? location.search : "")
  const [search, setSearch] = createSignal("")
  const filters = createMemo((): Filters => ({ ...filtersIn(query()), search: search() }))
  /** A conversation opens and closes under the filters that there are. */
  const openPath = (id: ConversationId | null) => deskPath(view(), id) + filterQuery(filterOf(filters()))
  const [cursor, setCursor] = createSignal<ConversationId | null>(null)
  const [keptUnread, setKeptUnread] = createSignal(false)
  const [noting, setNoting] = createSignal(false)
  const [conversationShown, setConversationShown] = createSignal(false)
  const [target, setTarget] = createSignal<MessageTarget | null>(null)
  const [dialog, setDialog] = createSignal<ScreenDialog | null>(null)
  let entering = false
  const enter = (id: ConversationId | null) => {
    entering = id !== null && id !== open()
    if (id === open()) document.getElementById("messages")?.focus()
  }
  const overlaid = createMediaQuery("(max-width: 1279px)")
  const [docked, setDocked] = createSignal(localStorage.getItem(panelKey) !== "hidden")
  const [drawn, setDrawn] = createSignal(false)

  createEffect(() =>
    place() || contacts() || campaigns() !== null || consent() || settings() || templates() ||
    navigate(deskPath({ _tag: "Mine" }), { replace: true })
  )
  // An inbox that is no longer theirs gives way; what is open in it stays as long as they see it (SYNC-3). One of the team's
  // says itself that it is for admins.
  createEffect(() => {
    const shown = view()
    const lost = shown._tag === "Sender" && desk.sender(shown.senderId) === undefined
    if (!lost) return
    if (shown._tag === "Sender") {
      toast({
        title: "This Sender ID is not shared with you",
        text: "Its conversations are in My Inbox as long as they are yours.",
      })
    }
    navigate(deskPath({ _tag: "Mine" }, open()), { replace: true })
  })
  createEffect(on(view, () => {
    setSearch("")
    setCursor(null)
  }, { defer: true }))
  createEffect(on(open, (id) => {
    if (id) setCursor(id)
    setDrawn(false)
    setContactForm(false)
    setKeptUnread(false)
    setNoting(false)
    if (id !== target()?.id) setTarget(null)
  }))

  const me = desk.directory().me.id
  const list = createMemo(() => desk.list({ view: view(), search: search(), ...filterOf(filters()) }, me))
  const setFilters = (change: Partial<Filters>) => {
    const next = { ...filters(), ...change }
    setSearch(next.search)
    const address = deskPath(view(), open()) + filterQuery(filterOf(next))
    if (address !== openPath(open())) navigate(address, { replace: true })
  }
  // What is retired is on nothing any more.
  createEffect(() => {
    const { label } = filters()
    if (label !== null && !desk.directory().labels.some(({ id }) => id === label)) setFilters({ label: null })
  })
  createEffect(() => list().retain(open()))
  createEffect(() => {
    if (list().status() === "empty" && desk.online()) void list().loadMore()
  })

  const setPanel = (shown: boolean) => {
    if (!shown) setContactForm(false)
    if (overlaid()) return void setDrawn(shown)
    localStorage.setItem(panelKey, shown ? "shown" : "hidden")
    setDocked(shown)
  }

  return {
    view,
    open,
    contacts,
    campaigns,
    goToCampaigns: (which) => navigate(campaignsPath(which || null)),
    consent,
    settings,
    templates,
    goToTemplates: (open = null) =>
      navigate(templatesPath(open), {
        replace: templates() !== null && templates()?.open !== null && open !== null,
      }),
    inboxes,
    rowUpload,
    goToContacts: (open = null) =>
      navigate(contactsPath(open), {
        replace: contacts() !== null && contacts()?.open !== null && open !== null,
      }),
    goToSettings: (page = null, open = null) =>
      navigate(settingsPath(page, open), { replace: open !== null && (settings()?.open ?? null) !== null }),
    contactForm,
    setContactForm: (shown) => {
      if (shown) setPanel(true)
      setContactForm(shown)
    },
    go: (next, id = null, enters = false) => {
      if (enters) enter(id)
      navigate(deskPath(next, id))
    },
    target,
    openMessage: (next) => {
      setTarget(next)
      if (next.id !== open()) navigate(openPath(next.id), { replace: open() !== null })
    },
    openConversation: (id) => {
      setTarget(null)
      // Opening what is open is opening it again.
      setKeptUnread(false)
      if (id !== open()) navigate(openPath(id), { replace: open() !== null && id !== null })
    },
    enterConversation: (id) => {
      enter(id)
      if (id !== open()) navigate(openPath(id), { replace: open() !== null })
    },
    takeEntering: () => {
      const was = entering
      entering = false
      return was
    },
    settled: () => list().status() === "ready" && (open() === null || conversationShown()),
    setConversationShown,
    filters,
    setFilters,
    listPath: () => openPath(null),
    list,
    selection: createSelection(desk, list),
    cursor,
    setCursor,
    dialog,
    setDialog,
    panel: () => overlaid() ? drawn() : docked(),
    setPanel,
    keptUnread,
    setKeptUnread,
    noting,
    setNoting,
    widths: createPaneWidths(),
    drafts: createDrafts(desk, me),
    newConversation: {
      name: "",
      country: "",
      number: "",
      senderId: null,
      text: "",
      template: null,
      draftOf: null,
    },
    narrow: createMediaQuery("(max-width: 767px)"),
    compact: createMediaQuery("(min-width: 768px) and (max-width: 1023px)"),
    overlaid,
  }
}
