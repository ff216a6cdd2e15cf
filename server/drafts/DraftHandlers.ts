import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { DraftRpcs } from "../../domain/rpc/DraftRpcs.ts"
import { Drafts } from "./Drafts.ts"

export const DraftHandlersLive = DraftRpcs.toLayer(Effect.gen(function* () {
  const drafts = yield* Drafts
  return {
    "Draft.list": () => CurrentUser.use(drafts.list),
    "Draft.save": ({ desk, draft }) => CurrentUser.use((viewer) => drafts.save(viewer, desk, draft)),
  }
}))
