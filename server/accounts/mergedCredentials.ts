import { Effect } from "effect"
import { Refusal, type RefusedField } from "../../domain/conversation/Refusal.ts"
import type { ProviderField, ProviderSetup } from "../../domain/account/ProviderSetup.ts"
import type { AccountSettings } from "../../domain/rpc/ProviderRpcs.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"

const refusedField = (path: string, message: string) =>
  new Refusal({ code: "not_possible", message, fields: [{ path, message } satisfies RefusedField] })

/** Without what would be sent with each call or would change whom it reaches. */
const isBaseUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { hash, password, protocol, search, username } = new URL(text)
  return /^https?:$/.test(protocol) && hash === "" && search === "" && username === "" && password === ""
}

const originOf = (setup: ProviderSetup, baseUrl: string | null): string =>
  new URL(baseUrl ?? setup.defaultBaseUrl).origin

const problemOf = ({ label, optional, pattern }: ProviderField, value: string): string | null => {
  if (value === "") return optional ? null : `Enter the ${label}.`
  return pattern === null || new RegExp(pattern).test(value) ? null : `This is no ${label}. Copy it again.`
}

/**
 * What is typed for an account together with what is kept of it, as text by field. Refused where a field is missing or
 * malformed, and where a kept secret would go to another address than the one that it was typed for.
 */
export const mergedCredentials = Effect.fnUntraced(function* (
  setup: ProviderSetup,
  { baseUrl: address, credentials: typed }: Pick<AccountSettings, "baseUrl" | "credentials">,
  before: Pick<ProviderAccount, "baseUrl" | "credentials"> | null,
) {
  const baseUrl = address?.trim() || null
  if (baseUrl !== null && !isBaseUrl(baseUrl)) {
    return yield* refusedField(
      "baseUrl",
      "Write an address such as https://api.example.com, or leave it empty.",
    )
  }
  const kept = new Map(Object.entries(before?.credentials ?? {}))
  const values: Record<string, string> = {}
  let keepsSecret = false
  for (const field of setup.fields) {
    const own = typed[field.name]?.trim()
    const value = own || (field.secret || own === undefined ? kept.get(field.name) ?? "" : "")
    if (field.secret && !own && value !== "") keepsSecret = true
    const problem = problemOf(field, value)
    if (problem !== null) return yield* refusedField(field.name, problem)
    if (value !== "") values[field.name] = value
  }
  if (keepsSecret && before && originOf(setup, before.baseUrl) !== originOf(setup, baseUrl)) {
    return yield* refusedField(
      "baseUrl",
      "The secrets that are kept were typed for another address and do not leave for a new one. Enter them again.",
    )
  }
  return { baseUrl, values }
})
