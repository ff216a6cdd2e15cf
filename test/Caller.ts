/**
 * Who may ask: an admin; a standard user to whom the things belong, another one of the same workspace, one without a
 * licence; the admin of another workspace; and somebody who has not signed in.
 */
export const callers = ["admin", "member", "colleague", "unlicensed", "foreigner", "stranger"] as const
export type Caller = (typeof callers)[number]

/** By which each signs in. */
export const emails: Readonly<Record<Exclude<Caller, "stranger">, string>> = {
  admin: "ann@acme.test",
  member: "stan@acme.test",
  colleague: "omar@acme.test",
  unlicensed: "una@acme.test",
  foreigner: "eve@other.test",
}
