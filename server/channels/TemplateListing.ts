import type { Registration, Template } from "../../domain/template/Template.ts"
import type { ListingBounds } from "./ProviderListing.ts"

/** A template as a provider lists it, in the desk's words. */
export interface ListedTemplate
  extends
    Pick<Template, "name" | "language" | "header" | "body" | "footer" | "buttons">,
    Omit<Registration, "accountId"> {}

export interface TemplatePage {
  /** When it was asked for, epoch milliseconds: what was learnt since is newer. */
  readonly askedAt: number
  readonly templates: ReadonlyArray<ListedTemplate>
  /** The provider's ids of all that it lists, those that could not be read among them. */
  readonly ids: ReadonlyArray<string>
  /** How many could not be read. */
  readonly unreadable: number
}

/** Far more than a provider keeps for an account (Meta: 6,000). */
export const templateBounds: ListingBounds = { pagesMax: 400, entriesMax: 20_000 }
