import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { SqlError, Statement } from "effect/sql"
import { randomUUID } from "node:crypto"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import {
  type Contact,
  type ContactEdition,
  ContactId,
  type ContactOutcome,
  type SaveContact,
} from "../../domain/contact/Contact.ts"
import { languageTag } from "../../domain/language/languageTag.ts"
import { parseTypedNumber } from "../../domain/contact/PhoneNumber.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { ContactPage, ContactQuery } from "../../domain/rpc/ContactRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { eraseUploadedRows } from "../uploads/eraseUploadedRows.ts"
import { contactOf, type ContactRow, selectContacts, visibleTo } from "./selectContacts.ts"
import { mergeContacts } from "./mergeContacts.ts"
import { findVisible, getVisible, holdContact, readContact } from "./readContact.ts"
import { tellDesks } from "./tellDesks.ts"
import { type NumberTaken, phonesOf, setPhones } from "./writeContact.ts"

type Viewer = CurrentUser["Service"]

const badCursor = new Refusal({
  code: "not_found",
  message: "This page no longer exists. Start again from the first.",
})
const notANumber = (typed: string) =>
  new Refusal({
    code: "invalid_number",
    message: `${typed} is not a phone number. Write it with its country code, such as +1 415-555-0136.`,
  })

const couldNotSave = orUnavailable("The contact could not be saved. Try again.")
const couldNotRead = orUnavailable("The contacts could not be read. Try again.")

/** Where a page ends: `<id>.<name as it is ordered>`. */
const cursorPattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(.*)$/s

/** A search for `%` finds a per cent sign. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

export const searchClause = (sql: PgClient.PgClient, search: string): Statement.Fragment => {
  const text = search.replaceAll("\0", "").trim()
  if (text === "") return sql`true`
  const part = `%${escapeLike(text)}%`
  const byWords = sql`(contact.name_key LIKE contact_key(${part}) OR contact.email ILIKE ${part})`
  const digits = text.replace(/\D/g, "")
  const isNumber = digits.length >= 2 && /^[\d\s()+.-]+$/.test(text)
  return isNumber
    ? sql`(${byWords} OR EXISTS (SELECT FROM contact_phones p
        WHERE p.contact_id = contact.id AND (p.phone LIKE ${`%${digits}%`} OR p.canonical LIKE ${`%${digits}%`})))`
    : byWords
}

/** What `save` did: its answer, and whether there is something to note in a conversation. */
export interface ContactSaving {
  readonly outcome: ContactOutcome
  readonly change: "added" | "edited" | null
}

const sameList = (a: ReadonlyArray<string>, b: ReadonlyArray<string>) =>
  a.length === b.length && a.every((one, index) => one === b[index])

/** The workspace's contacts: a number belongs to at most one of them (CONTACT-4). */
export class Contacts extends Context.Service<Contacts, {
  /** Makes a contact for a number that has none; whose number it is already keeps it. */
  readonly saveIfUnknown: (
    viewer: Viewer,
    name: string,
    phone: Address,
  ) => Effect.Effect<void, Unavailable>
  /** Numbers with their contacts' names, by name. */
  readonly phones: (
    workspaceId: WorkspaceId,
    limit: number,
  ) => Effect.Effect<ReadonlyArray<{ readonly phone: Address; readonly name: string }>, Unavailable>
  /** By name, accents and case aside; by keyset, so that none comes twice and none is skipped. */
  readonly list: (viewer: Viewer, query: ContactQuery) => Effect.Effect<ContactPage, Refusal | Unavailable>
  /** Refused as not found where the viewer may not see it (AUTH-4). */
  readonly get: (viewer: Viewer, id: ContactId) => Effect.Effect<Contact, Refusal | Unavailable>
  /**
   * Makes or edits a contact. `known`: an address that needs no proof of being a number, since a customer wrote from it.
   * Open desks are told in the same transaction (CONTACT-3).
   */
  readonly save: (
    viewer: Viewer,
    request: SaveContact,
    known: Address | null,
  ) => Effect.Effect<ContactSaving, Refusal | Unavailable>
  /** One contact of two: the first with the numbers of both. */
  readonly merge: (
    viewer: Viewer,
    keep: ContactEdition,
    other: ContactEdition,
  ) => Effect.Effect<ContactOutcome, Refusal | Unavailable>
  /**
   * CONTACT-6: the contact goes, and with it the name, the e-mail and whose the numbers were; that it was erased, when and
   * by whom stays. What its conversations hold is for their actors to blank, before.
   */
  readonly remove: (viewer: Viewer, id: ContactId) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/contacts/Contacts") {
  static readonly layer = Layer.effect(
    Contacts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const audit = yield* AuditLog

      const saveIfUnknown = Effect.fn("Contacts.saveIfUnknown")(
        function* ({ user, workspaceId }: Viewer, name: string, phone: Address) {
          const canonical = canonicalAddress(phone)
          yield* asWorkspace(sql, workspaceId)(Effect.gen(function* () {
            // The number decides: a contact is made only where its row could be taken.
            const made = yield* sql`
              WITH made AS (SELECT gen_random_uuid() AS id),
              taken AS (
                INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
                SELECT ${workspaceId}::uuid, ${canonical}, ${phone}, id FROM made
                ON CONFLICT (workspace_id, canonical) DO NOTHING
                RETURNING contact_id
              )
              INSERT INTO contacts (id, workspace_id, name, created_by)
              SELECT contact_id, ${workspaceId}::uuid, ${name}, ${user.id}::uuid FROM taken RETURNING id`
            if (made.length > 0) yield* tellDesks(sql, workspaceId, [canonical])
          }))
        },
        couldNotSave,
      )

      const phones = Effect.fn("Contacts.phones")(
        function* (workspaceId: WorkspaceId, limit: number) {
          return yield* sql<{ readonly phone: Address; readonly name: string }>`
            SELECT phone, name FROM contact_phones JOIN contacts ON contacts.id = contact_id
            WHERE contact_phones.workspace_id = ${workspaceId} ORDER BY name, phone LIMIT ${limit}`.pipe(
            reads.of(sql, workspaceId),
          )
        },
        couldNotRead,
      )

      const list = Effect.fn("Contacts.list")(
        function* (viewer: Viewer, query: ContactQuery) {
          const after = query.cursor === null ? null : cursorPattern.exec(query.cursor)
          if (query.cursor !== null && after === null) return yield* badCursor
          const wanted = sql`${visibleTo(sql, viewer)} AND ${searchClause(sql, query.search)}`
          const rows = yield* sql<ContactRow>`${selectContacts(sql, viewer)} WHERE ${wanted} AND ${
            after
              ? sql`(contact.name_key, contact.id) > (${after[2] ?? ""}, ${after[1] ?? ""}::uuid)`
              : sql`true`
          } ORDER BY contact.name_key, contact.id LIMIT ${query.limit + 1}`
          const page = rows.slice(0, query.limit)
          const last = rows.length > query.limit ? page.at(-1) : undefined
          const [counted] = after ? [] : yield* sql<{ readonly total: number }>`
          SELECT count(*)::int AS total FROM contacts contact WHERE ${wanted}`
          return {
            contacts: page.map(contactOf),
            cursor: last ? `${last.id}.${last.nameKey}` : null,
            total: counted?.total ?? null,
          }
        },
        (reading, viewer) => reads.of(sql, viewer.workspaceId)(reading),
        couldNotRead,
      )

      const get = Effect.fn("Contacts.get")(function* (viewer: Viewer, id: ContactId) {
        return yield* getVisible(sql, viewer, id).pipe(reads.of(sql, viewer.workspaceId))
      }, couldNotRead)

      const taken = Effect.fnUntraced(function* (viewer: Viewer, { contactId, phone }: NumberTaken) {
        const contact = yield* findVisible(sql, viewer, contactId).pipe(reads.of(sql, viewer.workspaceId))
        return { _tag: "NumberTaken", phone, contact } satisfies ContactOutcome
      })

      const create = Effect.fnUntraced(
        function* (viewer: Viewer, { fields }: SaveContact, numbers: ReadonlyArray<Address>) {
          const { user, workspaceId } = viewer
          const id = ContactId.make(randomUUID())
          yield* sql`INSERT INTO contacts (id, workspace_id, name, email, language, created_by)
            VALUES (${id}, ${workspaceId}, ${fields.name.trim()}, ${fields.email}, ${
            languageTag(fields.language ?? "")
          }, ${user.id})`
          yield* tellDesks(sql, workspaceId, yield* setPhones(sql, workspaceId, id, [], numbers))
          const contact = yield* readContact(sql, viewer, id)
          return { outcome: { _tag: "Saved", contact }, change: "added" } satisfies ContactSaving
        },
      )

      const edit = Effect.fnUntraced(
        function* (
          viewer: Viewer,
          edition: NonNullable<SaveContact["edition"]>,
          fields: SaveContact["fields"],
          known: Address | null,
        ) {
          const before = yield* holdContact(sql, viewer, edition.id)
          if (before.version !== edition.version) {
            return { outcome: { _tag: "Changed", contact: before }, change: null } satisfies ContactSaving
          }
          const numbers = yield* numbersOf(
            fields.phones,
            known === null ? before.phones : [...before.phones, known],
          )
          const name = fields.name.trim()
          const language = fields.language === undefined
            ? before.language
            : languageTag(fields.language ?? "")
          const same = name === before.name && fields.email === before.email && language === before.language
          if (same && sameList(numbers, before.phones)) {
            return { outcome: { _tag: "Saved", contact: before }, change: null } satisfies ContactSaving
          }
          const stored = yield* phonesOf(sql, edition.id)
          yield* sql`UPDATE contacts SET name = ${name}, email = ${fields.email}, language = ${language},
            version = version + 1
            WHERE id = ${edition.id}`
          const touched = yield* setPhones(sql, viewer.workspaceId, edition.id, stored, numbers)
          yield* tellDesks(sql, viewer.workspaceId, touched)
          const contact = yield* readContact(sql, viewer, edition.id)
          return { outcome: { _tag: "Saved", contact }, change: "edited" } satisfies ContactSaving
        },
      )

      const save = Effect.fn("Contacts.save")(
        function* (viewer: Viewer, request: SaveContact, known: Address | null) {
          const { edition, fields } = request
          const writing: Effect.Effect<ContactSaving, NumberTaken | Refusal | SqlError.SqlError> = edition
            ? edit(viewer, edition, fields, known)
            : Effect.flatMap(
              numbersOf(fields.phones, known === null ? [] : [known]),
              (numbers) => create(viewer, request, numbers),
            )
          return yield* asWorkspace(sql, viewer.workspaceId)(writing).pipe(
            Effect.catchTag(
              "NumberTaken",
              (clash) =>
                Effect.map(taken(viewer, clash), (outcome): ContactSaving => ({ outcome, change: null })),
            ),
          )
        },
        couldNotSave,
      )

      const merge = Effect.fn("Contacts.merge")(
        (viewer: Viewer, keep: ContactEdition, other: ContactEdition) =>
          asWorkspace(sql, viewer.workspaceId)(mergeContacts(sql, viewer, keep, other)),
        couldNotSave,
      )

      const remove = Effect.fn("Contacts.remove")(
        (viewer: Viewer, id: ContactId) =>
          asWorkspace(sql, viewer.workspaceId)(Effect.gen(function* () {
            const { user, workspaceId } = viewer
            // Before the contact is held, as an import holds them: each waits for the other and none for both.
            yield* eraseUploadedRows(sql, workspaceId, yield* phonesOf(sql, id))
            yield* holdContact(sql, viewer, id)
            const stored = yield* phonesOf(sql, id)
            yield* sql`DELETE FROM contact_phones WHERE contact_id = ${id}`
            yield* sql`DELETE FROM contacts WHERE id = ${id}`
            // What campaigns would have said to them, and to whom.
            yield* sql`UPDATE campaign_recipients SET contact_id = NULL, name = NULL, email = NULL, language = NULL,
              phone = '', cells = NULL, filled = '{}', state = CASE WHEN state IN ('new', 'ready') THEN 'left_out' ELSE state END
              WHERE address = ANY(${stored.map(({ canonical }) => canonical)}::text[])`
            yield* sql`INSERT INTO erasures (contact_id, workspace_id, erased_by)
              VALUES (${id}, ${workspaceId}, ${user.id})`
            yield* audit.record({
              workspaceId,
              actor: auditActorOf(viewer),
              action: "person_erased",
              subject: { kind: "contact", id, name: null },
            })
            yield* tellDesks(sql, workspaceId, stored.map(({ canonical }) => canonical))
          })),
        orUnavailable("The contact could not be erased. Try again."),
      )

      return Contacts.of({ saveIfUnknown, phones, list, get, save, merge, remove })
    }),
  )
}

/** What was typed, as addresses, each once; refused where one is no number and not among the `known` addresses. */
const numbersOf = Effect.fnUntraced(function* (typed: ReadonlyArray<string>, known: ReadonlyArray<Address>) {
  const numbers = new Map<string, Address>()
  for (const text of typed) {
    const number = known.find((one) => one === text.trim()) ?? parseTypedNumber(text)
    if (number === null) return yield* notANumber(text)
    const canonical = canonicalAddress(number)
    if (!numbers.has(canonical)) numbers.set(canonical, number)
  }
  return [...numbers.values()]
})
