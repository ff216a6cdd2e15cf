import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { keywordProblems, type Keywords } from "../../domain/consent/Keywords.ts"
import { type CanonicalAddress, canonicalAddress } from "../../domain/contact/Address.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ConsentRpcs, type PermissionSubject } from "../../domain/rpc/ConsentRpcs.ts"
import type { AuditSubject } from "../../domain/audit/AuditEntry.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { ConsentRegister } from "./ConsentRegister.ts"

const adminsOnly = new Refusal({ code: "not_allowed", message: "Only admins can manage consents." })
const keywordsAreAdmins = new Refusal({ code: "not_allowed", message: "Only admins can change keywords." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed the keywords a moment ago. Look at them, and make your change again.",
})
const notOfSubject = new Refusal({ code: "not_found", message: "This number is not of that person." })

const admin = (refusal: Refusal) =>
  Effect.gen(function* () {
    const viewer = yield* CurrentUser
    return viewer.user.role === "admin" ? viewer : yield* refusal
  })

/** Consent, opt-out and keywords, each call held to what its user may see and do (AUTH-3). */
export const ConsentHandlersLive = ConsentRpcs.toLayer(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const register = yield* ConsentRegister
  const inbox = yield* Inbox
  const contacts = yield* Contacts
  const directory = yield* Directory
  const audit = yield* AuditLog

  /** The numbers that are meant, of what the viewer may see; refused as looking at it would be. */
  const numbersOf = Effect.fnUntraced(function* (of: PermissionSubject) {
    const viewer = yield* CurrentUser
    switch (of._tag) {
      case "Conversation":
        return [canonicalAddress((yield* inbox.row(viewer, of.id)).address)]
      case "Contact":
        return (yield* contacts.get(viewer, of.id)).phones.map(canonicalAddress)
      case "Number":
        yield* admin(adminsOnly)
        return [canonicalAddress(of.address)]
    }
  })

  const subjectOf = (of: PermissionSubject): AuditSubject | null =>
    of._tag === "Number" ? null : { kind: of._tag.toLowerCase(), id: of.id, name: null }

  const saveKeywords = Effect.fn("Keywords.save")(
    function* (seen: Keywords, next: Keywords) {
      const viewer = yield* admin(keywordsAreAdmins)
      const [problem] = keywordProblems(next)
      if (problem !== undefined) return yield* new Refusal({ code: "not_possible", message: problem })
      yield* sql.withTransaction(Effect.gen(function* () {
        const saved = yield* sql`
          UPDATE workspaces SET keywords = ${JSON.stringify(next)}::jsonb
          WHERE id = ${viewer.workspaceId} AND keywords = ${JSON.stringify(seen)}::jsonb RETURNING id`
        if (saved.length === 0) return yield* changedMeanwhile
        yield* audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action: "keywords_changed",
          subject: null,
          detail: { changes: [{ what: "Keywords", before: wordsOf(seen), after: wordsOf(next) }] },
        })
      }))
      yield* directory.changed
    },
    orUnavailable("The keywords were not saved. Try again."),
  )

  return {
    "Permission.history": Effect.fnUntraced(function* ({ of }) {
      const addresses: ReadonlyArray<CanonicalAddress> = yield* numbersOf(of)
      return yield* register.history(yield* CurrentUser, addresses)
    }),
    "Permission.setOptOut": Effect.fnUntraced(function* ({ of, ...change }) {
      const addresses = yield* numbersOf(of)
      if (!addresses.includes(canonicalAddress(change.address))) return yield* notOfSubject
      yield* register.setOptOut(yield* CurrentUser, { ...change, subject: subjectOf(of) })
    }),
    "Consent.register": (query) =>
      Effect.flatMap(admin(adminsOnly), (viewer) => register.page(viewer, query)),
    "Consent.record": (consent) => Effect.flatMap(CurrentUser, (viewer) => register.record(viewer, consent)),
    "Keywords.get": Effect.fnUntraced(function* () {
      const { workspaceId } = yield* admin(keywordsAreAdmins)
      const workspace = (yield* directory.snapshot).workspaces.get(workspaceId)
      return workspace ? workspace.keywords : yield* keywordsAreAdmins
    }),
    "Keywords.save": ({ next, seen }) => saveKeywords(seen, next),
  }
}))

const wordsOf = ({ sets }: Keywords): string =>
  sets.map(({ help, language, start, stop }) =>
    `${language}: ${[...stop, ...start, ...help].join(", ") || "no words"}`
  ).join("; ") || "None of their own"
