import { Effect } from "effect"
import type { AuditEntry } from "../../domain/audit/AuditEntry.ts"
import { textOfAction } from "../../domain/audit/auditActionText.ts"
import { csvLine, guardFormula } from "../../domain/contact/Csv.ts"
import { type AuditFilter, AuditRpcs } from "../../domain/rpc/AuditRpcs.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { auditActorOf, AuditLog } from "./AuditLog.ts"

/** Entries of one part of an export. */
const exportPageMax = 1000

const head = csvLine(["time (UTC)", "who", "email", "what", "about", "details", "from address"])

const changesText = (entry: AuditEntry, { users }: DirectorySnapshot): string => {
  const nameOf = (id: AuditEntry["user"]) =>
    id === null ? "nobody" : users.get(id)?.name ?? "someone who left"
  const { changes = [], from, note, to } = entry.detail
  return [
    ...(to === undefined ? [] : [`from ${nameOf(from ?? null)} to ${nameOf(to)}`]),
    ...changes.map(({ after, before, what }) => `${what}: ${before ?? "nothing"} -> ${after ?? "nothing"}`),
    ...(note === undefined ? [] : [note]),
  ].join("; ")
}

const lineOf = (entry: AuditEntry, directory: DirectorySnapshot): string => {
  const user = entry.user === null ? undefined : directory.users.get(entry.user)
  const about = entry.subject === null
    ? ""
    : `${entry.subject.kind} ${entry.subject.name ?? entry.subject.id}`
  return csvLine(
    [
      new Date(entry.at).toISOString(),
      user?.name ?? "",
      user?.email ?? "",
      textOfAction(entry.action),
      about,
      changesText(entry, directory),
      entry.address ?? "",
    ].map(guardFormula),
  )
}

const couldNotRead = orUnavailable("The audit log could not be read. Try again.")

export const AuditHandlersLive = AuditRpcs.toLayer(Effect.gen(function* () {
  const audit = yield* AuditLog
  const directory = yield* Directory

  const exportPart = Effect.fnUntraced(function* (filter: AuditFilter, cursor: string | null) {
    const viewer = yield* adminOnly
    const page = yield* audit.list(viewer.workspaceId, filter, exportPageMax, cursor)
    // Each part by itself, so that none can be fetched past the log.
    yield* audit.record({
      workspaceId: viewer.workspaceId,
      actor: auditActorOf(viewer),
      action: "audit_exported",
      subject: null,
      detail: { note: `${page.entries.length} entries.` },
    })
    const snapshot = yield* directory.snapshot
    const lines = page.entries.map((entry) => lineOf(entry, snapshot)).join("")
    return { csv: cursor === null ? head + lines : lines, cursor: page.cursor }
  }, couldNotRead)

  return {
    "Audit.list": ({ cursor, limit, ...filter }) =>
      Effect.flatMap(adminOnly, ({ workspaceId }) => audit.list(workspaceId, filter, limit, cursor)).pipe(
        couldNotRead,
      ),
    "Audit.export": ({ cursor, ...filter }) => exportPart(filter, cursor),
  }
}))
