import { Schema } from "effect"
import { ConversationId } from "../conversation/ConversationId.ts"
import { textLengthMax } from "../conversation/MessageContent.ts"

/** Longer than a message may be: two devices' texts are kept when they cannot be one. */
export const draftLengthMax = 4 * textLengthMax
/** Of one user. */
export const draftsMax = 500

/** A message to the customer and a note for the team are begun apart from each other. */
export const DraftKind = Schema.Literals(["reply", "note"])
export type DraftKind = typeof DraftKind.Type

/** What a user typed into a conversation and did not send. An empty one is as good as none. */
export const Draft = Schema.Struct({
  id: ConversationId,
  kind: DraftKind,
  text: Schema.String.check(Schema.isMaxLength(draftLengthMax)),
  /** Which of all drafts that were ever saved this is; 0: there is none. */
  version: Schema.Int,
})
export type Draft = typeof Draft.Type

/**
 * One text of two that were made from `base` on two devices. Nothing that was typed is lost: where neither holds the other,
 * both stay, in lines of their own.
 */
export const mergeDrafts = (base: string, theirs: string, mine: string): string => {
  if (mine === base) return theirs
  if (theirs === base || mine.includes(theirs)) return mine
  return theirs.includes(mine) ? theirs : `${theirs}\n${mine}`.slice(0, draftLengthMax)
}
