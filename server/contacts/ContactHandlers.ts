import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import type { ContactDetails, ContactId, ContactOutcome, SaveContact } from "../../domain/contact/Contact.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ContactRpcs } from "../../domain/rpc/ContactRpcs.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { type ConversationSummary, rowFor, selectSummaries } from "../inbox/ConversationSummary.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { Contacts } from "./Contacts.ts"

/** Of a contact's conversations as many are shown, the newest first. */
const conversationsMax = 100

/** Contacts of one part of an export. */
const exportPageMax = 1000
/** Conversations that are blanked at once. */
const erasedAtOnce = 4

const adminsOnly = new Refusal({ code: "not_allowed", message: "Only admins can erase a person." })

const makeContactHandlers = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const reads = yield* WorkspaceReads
  const contacts = yield* Contacts
  const files = yield* MediaFiles
  const conversations = yield* Conversations
  const inbox = yield* Inbox
  const audit = yield* AuditLog

  const conversationsOf = Effect.fnUntraced(
    function* (viewer: CurrentUser["Service"], phones: ReadonlyArray<string>) {
      const summaries = yield* sql<ConversationSummary>`${selectSummaries(sql)}
        WHERE c.workspace_id = ${viewer.workspaceId} AND c.address = ANY(${
        phones.map(canonicalAddress)
      }::text[])
        ORDER BY c.last_activity_at DESC, c.id DESC`.pipe(reads.of(sql, viewer.workspaceId))
      return summaries.map((summary) => rowFor(summary, viewer.user, viewer.workspaceId))
        .filter((row) => row !== null).slice(0, conversationsMax)
    },
    orUnavailable("The conversations could not be read. Try again."),
  )

  const get = Effect.fnUntraced(function* (id: ContactId) {
    const viewer = yield* CurrentUser
    const contact = yield* contacts.get(viewer, id)
    return {
      contact,
      conversations: yield* conversationsOf(viewer, contact.phones),
    } satisfies ContactDetails
  })

  /** CONV-7. The contact is saved: should the note fail, saving has still succeeded. */
  const note = (viewer: CurrentUser["Service"], id: ConversationId, change: "added" | "edited") =>
    conversations.execute(id, viewer.workspaceId, {
      _tag: "NoteContactSaved",
      by: actorOf(viewer.user),
      change,
    }).pipe(
      Effect.catch((error) => Effect.logWarning("a saved contact was not noted in its conversation", error)),
    )

  const save = Effect.fnUntraced(function* (request: SaveContact) {
    const viewer = yield* CurrentUser
    const { conversationId } = request
    const known = conversationId === null ? null : (yield* inbox.row(viewer, conversationId)).address
    const { change, outcome } = yield* contacts.save(viewer, request, known)
    if (change !== null && conversationId !== null) yield* note(viewer, conversationId, change)
    return outcome satisfies ContactOutcome
  })

  const exportPage = Effect.fnUntraced(function* (cursor: string | null) {
    const viewer = yield* CurrentUser
    const page = yield* contacts.list(viewer, { search: "", limit: exportPageMax, cursor })
    // Each part by itself, so that none can be fetched past the log.
    yield* audit.record({
      workspaceId: viewer.workspaceId,
      actor: auditActorOf(viewer),
      action: "contacts_exported",
      subject: null,
      detail: { note: `${page.contacts.length} contacts.` },
    }).pipe(orUnavailable("The contacts could not be exported. Try again."))
    const head = cursor === null ? csvLine(["name", "phones", "email", "language"]) : ""
    const lines = page.contacts.map(({ email, language, name, phones }) =>
      csvLine([name, phones.join("; "), email ?? "", language ?? ""].map(guardFormula))
    )
    return { csv: head + lines.join(""), cursor: page.cursor }
  })

  /**
   * Each conversation is blanked by its actor, which holds it in memory and whose commit no other can overtake; the contact
   * goes last, so that an erasure that broke off is simply asked for again.
   */
  const erase = Effect.fnUntraced(function* (id: ContactId) {
    const viewer = yield* CurrentUser
    const { user, workspaceId } = viewer
    if (user.role !== "admin") return yield* adminsOnly
    const { phones } = yield* contacts.get(viewer, id)
    // Round the second wall: also what campaigns alone wrote to them, in conversations that nobody sees (CONV-4).
    const threads = yield* sql<{ readonly id: ConversationId }>`SELECT id FROM conversations
      WHERE workspace_id = ${workspaceId} AND address = ANY(${phones.map(canonicalAddress)}::text[])`.pipe(
      orUnavailable("The conversations could not be read. Try again."),
    )
    yield* Effect.forEach(
      threads,
      (thread) =>
        conversations.execute(thread.id, workspaceId, { _tag: "Erase", by: actorOf(user) }).pipe(
          Effect.andThen(files.erase(thread.id)),
        ),
      { concurrency: erasedAtOnce, discard: true },
    )
    yield* contacts.remove(viewer, id)
  })

  return { get, save, exportPage, erase }
})

export const ContactHandlersLive = ContactRpcs.toLayer(
  Effect.gen(function* () {
    const contacts = yield* Contacts
    const handlers = yield* makeContactHandlers
    return ContactRpcs.of({
      "Contact.list": (query) => CurrentUser.use((viewer) => contacts.list(viewer, query)),
      "Contact.get": ({ id }) => handlers.get(id),
      "Contact.save": (request) => handlers.save(request),
      "Contact.merge": ({ keep, other }) => CurrentUser.use((viewer) => contacts.merge(viewer, keep, other)),
      "Contact.export": ({ cursor }) => handlers.exportPage(cursor),
      "Contact.erase": ({ id }) => handlers.erase(id),
    })
  }),
)
