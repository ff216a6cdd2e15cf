import { Effect, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ContactImportRpcs } from "../../domain/rpc/ContactImportRpcs.ts"
import { ContactImports } from "./ContactImports.ts"

/** Everybody's own: of others' the id says nothing. */
export const ContactImportHandlersLive = ContactImportRpcs.toLayer(Effect.gen(function* () {
  const imports = yield* ContactImports
  return {
    "ContactImport.list": () => CurrentUser.use(imports.list),
    "ContactImport.open": (file) => CurrentUser.use((viewer) => imports.open(viewer, file)),
    "ContactImport.addRows": ({ id, rows }) => CurrentUser.use((viewer) => imports.addRows(viewer, id, rows)),
    "ContactImport.stop": ({ id }) => CurrentUser.use((viewer) => imports.stop(viewer, id)),
    "ContactImport.follow": ({ id }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => Effect.succeed(imports.follow(viewer, id))))),
    "ContactImport.refused": ({ id, ...page }) =>
      CurrentUser.use((viewer) => imports.refused(viewer, id, page)),
  }
}))
