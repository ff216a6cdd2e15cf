import { useSearchParams } from "@solidjs/router"
import Download from "lucide-solid/icons/download"
import Merge from "lucide-solid/icons/merge"
import Plus from "lucide-solid/icons/plus"
import Upload from "lucide-solid/icons/upload"
import { createEffect, createSignal, lazy, on, onCleanup, onMount, Show, Suspense } from "solid-js"
import type { Contact, ContactId } from "../../domain/contact/Contact.ts"
import { settledRows } from "../../domain/upload/RowUpload.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { PageFrame } from "../inbox/PageFrame.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { SearchBox } from "../ui/SearchBox.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { createRowUpload } from "../upload/createRowUpload.ts"
import styles from "./ContactsPage.module.css"
import { ContactsTable } from "./ContactsTable.tsx"
import { contactUpload } from "./contactUpload.ts"
import { createContactExport } from "./createContactExport.ts"
import { type ContactList, createContactList } from "./createContactList.ts"

const ContactDrawer = lazy(() => import("./ContactDrawer.tsx").then((it) => ({ default: it.ContactDrawer })))

const ImportDialog = lazy(() => import("./ImportDialog.tsx").then((it) => ({ default: it.ImportDialog })))
const MergeDialog = lazy(() => import("./MergeDialog.tsx").then((it) => ({ default: it.MergeDialog })))

const counted = (count: number): string => count.toLocaleString("en-US")

/** The people that the workspace knows: a table to find them in, and one of them beside it (CONTACT-2). */
export const ContactsPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const contactImport = screen.rowUpload(contactUpload, createRowUpload)
  const list = createContactList({
    fetch: (query) => desk.link.ask((client) => client["Contact.list"](query)),
  })
  const [chosen, setChosen] = createSignal<ReadonlySet<ContactId>>(new Set())
  const [dialog, setDialog] = createSignal<"import" | "merge" | null>(null)
  const open = () => screen.contacts()?.open ?? null
  const pair = () => {
    const [first, second, ...more] = list.contacts().filter(({ id }) => chosen().has(id))
    return first && second && more.length === 0 ? [first, second] as const : null
  }
  const [search, setSearch] = useSearchParams<{ import: string }>()
  const toast = useToast()
  onMount(() => document.getElementById("contacts-title")?.focus())
  createEffect(on([() => search.import, desk.online], async ([wanted, online]) => {
    if (!online) return
    await contactImport.look(wanted)
    if (wanted !== undefined) setDialog("import")
  }))
  const closeImport = () => {
    setDialog(null)
    if (search.import !== undefined) setSearch({ import: undefined }, { replace: true })
  }
  createEffect(on(contactImport.step, (step) => {
    const broken = contactImport.shown()
    if (step !== "broken" || !broken || dialog() === "import") return
    const again = toast({
      title: `${broken.name} did not arrive whole`,
      text: "Nothing was imported. Choose the file again.",
      error: true,
      action: { label: "Import again", run: () => setDialog("import") },
    })
    onCleanup(again.close)
  }))
  createEffect(
    on(contactImport.step, (step) => step === "done" && void list.reload(), { defer: true }),
  )

  createEffect(on(desk.online, (online) => {
    if (online && (list.total() === null || list.status() === "failed")) void list.loadMore()
  }))
  // A name that another desk changed comes with the rows of its conversations (CONTACT-3).
  onCleanup(desk.rows.listen((id) => {
    const reference = desk.rows.peek(id)?.contact
    const shown = reference ? list.contacts().find((one) => one.id === reference.id) : undefined
    if (reference && shown && shown.name !== reference.name) list.put({ ...shown, name: reference.name })
  }))

  const onSaved = (contact: Contact, isNew: boolean) => {
    if (isNew) void list.reload()
    else list.put(contact)
  }
  const onGone = (id: ContactId) => {
    list.remove(id)
    setChosen((before) => new Set([...before].filter((one) => one !== id)))
  }
  const onMerged = (kept: Contact, gone: ContactId) => {
    setDialog(null)
    setChosen(new Set<ContactId>())
    list.remove(gone)
    list.put(kept)
    if (open() === gone) screen.goToContacts(kept.id)
  }
  return (
    <PageFrame
      label="Contacts"
      titleId="contacts-title"
      class={styles.page}
      beside={
        <>
          <Show when={list.search() === "" && list.total() !== null}>
            <span class={styles.total}>{counted(list.total() ?? 0)}</span>
          </Show>
          <Actions list={list} onImport={() => setDialog("import")} />
        </>
      }
    >
      <div class={styles.body}>
        <div class={styles.main}>
          <div class={styles.tools}>
            <SearchBox
              label="Search by name, number or email"
              placeholder="Name, number or email"
              keyed={!screen.narrow()}
              class={styles.search}
              onFind={(text) => void list.find(text)}
            />
            <Show when={list.search() !== "" && list.status() !== "loading"}>
              <p class={styles.found} role="status">
                {counted(list.total() ?? 0)} {list.total() === 1 ? "contact" : "contacts"}
              </p>
            </Show>
            <Selection
              count={chosen().size}
              mayMerge={pair() !== null}
              onMerge={() => setDialog("merge")}
              onClear={() => setChosen(new Set<ContactId>())}
            />
          </div>
          <ContactsTable list={list} open={open()} chosen={chosen()} onChoose={setChosen} />
        </div>
        <Suspense>
          <Show when={open()} keyed>
            {(which) => <ContactDrawer which={which} onSaved={onSaved} onGone={onGone} />}
          </Show>
        </Suspense>
      </div>
      <Suspense>
        <Show when={dialog() === "import"}>
          <ImportDialog upload={contactImport} onClose={closeImport} />
        </Show>
        <Show when={dialog() === "merge" && pair()} keyed>
          {(contacts) => (
            <MergeDialog
              contacts={contacts}
              onMerged={onMerged}
              onClose={() => setDialog(null)}
            />
          )}
        </Show>
      </Suspense>
    </PageFrame>
  )
}

const Actions = (props: { readonly list: ContactList; readonly onImport: () => void }) => {
  const desk = useDesk()
  const screen = useScreen()
  const exporting = createContactExport()
  const importing = () => {
    const { shown, step } = screen.rowUpload(contactUpload, createRowUpload)
    const now = shown()
    if (!now) return null
    if (step() === "sending") return `Sending ${Math.floor(100 * now.received / now.total)} %`
    return step() === "running" ? `Importing ${Math.floor(100 * settledRows(now) / now.total)} %` : null
  }
  return (
    <div class={styles.actions}>
      <Button
        aria-label={importing() ?? "Import CSV"}
        disabled={!desk.online() && importing() === null}
        onClick={() => props.onImport()}
      >
        <Upload />
        <span class={styles.word}>{importing() ?? "Import CSV"}</span>
      </Button>
      <Button
        aria-label="Export"
        disabled={!desk.online() || props.list.total() === 0}
        busy={exporting.busy() ? "Exporting" : undefined}
        onClick={() => void exporting.start()}
      >
        <Download />
        <span class={styles.word}>Export</span>
      </Button>
      <Button
        variant="primary"
        aria-label="Add contact"
        disabled={!desk.online()}
        onClick={() => screen.goToContacts("new")}
      >
        <Plus />
        <span class={styles.word}>Add contact</span>
      </Button>
    </div>
  )
}

interface SelectionProps {
  readonly count: number
  readonly mayMerge: boolean
  readonly onMerge: () => void
  readonly onClear: () => void
}

const Selection = (props: SelectionProps) => {
  const desk = useDesk()
  return (
    <Show when={props.count > 0}>
      <div class={styles.selection}>
        <span role="status">
          {props.count} selected{props.mayMerge ? "" : ". Select two to merge them."}
        </span>
        <Show when={props.mayMerge}>
          <Button size="small" disabled={!desk.online()} onClick={() => props.onMerge()}>
            <Merge />
            Merge
          </Button>
        </Show>
        <Button size="small" variant="ghost" onClick={() => props.onClear()}>Clear</Button>
      </div>
    </Show>
  )
}
