import { Effect } from "effect"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Directory, type DirectorySnapshot, type UserRecord } from "../directory/Directory.ts"
import { auditActorOf, AuditLog } from "./AuditLog.ts"
import { soleWorkspace } from "./soleWorkspace.ts"

type Found = (user: UserRecord) => boolean

const findUser = ({ users }: DirectorySnapshot, found: Found) => [...users.values()].find(found)

/** Someone signed in, from an address. */
export const recordSignedIn = Effect.fnUntraced(function* (userId: string, address: string | null) {
  const audit = yield* AuditLog
  const user = findUser(yield* Effect.flatMap(Directory, (it) => it.snapshot), ({ id }) => id === userId)
  if (!user) return
  yield* audit.recordOften({
    workspaceId: user.workspaceId,
    actor: { user: user.id, address },
    action: "signed_in",
    subject: null,
  })
})

/**
 * Someone tried, and it is not known who. An e-mail that is nobody's is not kept, since people type passwords there too; in
 * whose workspace is known where there is only one.
 */
export const recordSignInFailed = Effect.fnUntraced(
  function* (email: string, address: string | null, action: "sign_in_failed" | "sign_in_throttled") {
    const audit = yield* AuditLog
    const directory = yield* Directory
    const wanted = email.toLowerCase()
    const snapshot = yield* directory.snapshot
    const user = findUser(snapshot, (one) => one.email.toLowerCase() === wanted)
    const workspaceId = user?.workspaceId ?? soleWorkspace(snapshot)
    if (workspaceId === null) return
    yield* audit.recordOften({
      workspaceId,
      actor: { user: null, address },
      action,
      subject: user ? { kind: "user", id: user.id, name: user.name } : null,
      detail: !user
        ? { note: "The e-mail is nobody's." }
        : user.licensed
        ? {}
        : { note: "This user has no licence." },
    })
  },
)

export const recordSignedOut = (caller: CurrentUser["Service"]) =>
  AuditLog.use((audit) =>
    audit.recordOften({
      workspaceId: caller.workspaceId,
      actor: auditActorOf(caller),
      action: "signed_out",
      subject: null,
    })
  )
