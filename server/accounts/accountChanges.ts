import type { AuditChange } from "../../domain/audit/AuditEntry.ts"
import type { ProviderSetup } from "../../domain/account/ProviderSetup.ts"
import type { ProviderCredentials } from "../channels/ProviderAccount.ts"

interface Settings {
  readonly label: string
  readonly baseUrl: string | null
  readonly credentials: ProviderCredentials
}

const text = (credentials: ProviderCredentials, name: string): string | null => {
  const found = Object.entries(credentials).find(([field]) => field === name)?.[1]
  return found ?? null
}

/** What was changed of an account, for the audit log: of a secret only that it was replaced (ADMIN-2, ADMIN-3). */
export const accountChanges = (
  setup: ProviderSetup,
  before: Settings,
  after: Settings,
): ReadonlyArray<AuditChange> =>
  [
    { what: "Name", before: before.label || null, after: after.label, secret: false },
    { what: "Base URL", before: before.baseUrl, after: after.baseUrl, secret: false },
    ...setup.fields.map(({ label, name, secret }) => ({
      what: label,
      before: text(before.credentials, name),
      after: text(after.credentials, name),
      secret,
    })),
  ]
    .filter((change) => change.before !== change.after)
    .map(({ secret, ...change }) =>
      secret ? { what: change.what, before: "kept", after: "replaced" } : change
    )
