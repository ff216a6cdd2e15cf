import { Result } from "effect"
import { labelsCarriedMax } from "../label/Label.ts"
import type { Conversation } from "./Conversation.ts"
import { maySee } from "./ConversationAccess.ts"
import { type Command, type Decision, type Facts, nothing, refuse, unseen } from "./Decision.ts"

/**
 * LIFE-3: whoever sees a conversation sorts it. What was retired since does not count, and what is left of it goes with the
 * next change.
 */
export const setLabel = (
  state: Conversation,
  { by, label, on }: Command<"SetLabel">,
  { labels, now }: Facts,
): Decision => {
  if (!maySee(state, by)) return unseen
  const name = labels.get(label)
  if (name === undefined) return refuse("not_found", "There is no such label.")
  if (state.labels.includes(label) === on) return nothing
  const others = state.labels.filter((one) => one !== label && labels.has(one))
  if (on && others.length >= labelsCarriedMax) {
    return refuse(
      "not_possible",
      `A conversation has at most ${labelsCarriedMax} labels. Take one off before you add another.`,
    )
  }
  return Result.succeed([{
    _tag: "Labelled",
    seq: state.lastSeq + 1,
    at: Math.max(now, state.lastActivityAt),
    by: by.id,
    label: { id: label, name },
    on,
    labels: on ? [...others, label] : others,
  }])
}
