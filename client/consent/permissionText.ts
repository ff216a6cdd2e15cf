import type { PermissionEntry } from "../../domain/rpc/ConsentRpcs.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { Desk } from "../sync/createDesk.ts"

/** Who recorded something; null where nobody did, or they are gone. */
export const nameOf = (desk: Pick<Desk, "user">, id: UserId | null): string | null =>
  id === null ? null : desk.user(id)?.name ?? null

const words: Record<PermissionEntry["what"], string> = {
  given: "Consent given",
  withdrawn: "Consent withdrawn",
  opted_out: "Opted out",
  opted_in: "Opted in again",
}

/** What a record of the history says. */
export const permissionWords = (entry: Pick<PermissionEntry, "what">): string => words[entry.what]

/** How a record came to the desk; `by`: the name of the user, where it was one. */
export const originText = ({ origin }: Pick<PermissionEntry, "origin">, by: string | null): string => {
  switch (origin) {
    case "keyword":
      return "They wrote it themselves"
    case "provider":
      return "Said by the network"
    case "agent":
      return by === null ? "Recorded by hand" : `Recorded by ${by}`
    case "upload":
      return by === null ? "CSV upload" : `CSV upload by ${by}`
    case "seed":
      return "Brought when the desk was set up"
  }
}
