import { Effect } from "effect"
import { Refusal, type RefusalCode } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Directory } from "../directory/Directory.ts"
import { auditActorOf, AuditLog } from "./AuditLog.ts"
import { soleWorkspace } from "./soleWorkspace.ts"

/** Refusals for who one is. What does not exist and what one may not see are refused alike, so both are recorded. */
const ofAccess: ReadonlySet<RefusalCode> = new Set([
  "not_found",
  "not_allowed",
  "not_licensed",
  "sender_not_yours",
])

const words: Partial<Record<RefusalCode, string>> = {
  not_found: "It does not exist, or they may not see it.",
  not_allowed: "They may not do this.",
  not_licensed: "They have no Portal licence.",
  sender_not_yours: "The Sender ID is not shared with them.",
}

/** A program knocked with a key that is not known, or no longer; in whose workspace is known where there is only one. */
export const recordUnknownKey = Effect.fnUntraced(function* (address: string | null) {
  const workspaceId = soleWorkspace(yield* Effect.flatMap(Directory, (it) => it.snapshot))
  if (workspaceId === null) return
  const audit = yield* AuditLog
  yield* audit.recordOften({
    workspaceId,
    actor: { user: null, address },
    action: "access_refused",
    subject: { kind: "call", id: "api", name: "The public API" },
    detail: { note: "The API key is not known, or its user has no licence." },
  })
})

/** ADMIN-3: `call` was refused to someone; nothing is recorded where it failed for another reason. */
export const recordRefusal = Effect.fnUntraced(
  function* (caller: CurrentUser["Service"], call: string, error: unknown) {
    if (!(error instanceof Refusal) || !ofAccess.has(error.code)) return
    const audit = yield* AuditLog
    yield* audit.recordOften({
      workspaceId: caller.workspaceId,
      actor: auditActorOf(caller),
      action: "access_refused",
      subject: { kind: "call", id: call, name: call },
      detail: { note: words[error.code] ?? error.code },
    })
  },
)
