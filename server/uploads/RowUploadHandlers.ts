import { Effect, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { RowUploadRpcs } from "../../domain/rpc/RowUploadRpcs.ts"
import { RowUploads } from "./RowUploads.ts"

export const RowUploadHandlersLive = RowUploadRpcs.toLayer(Effect.gen(function* () {
  const uploads = yield* RowUploads
  return {
    "RowUpload.list": ({ kind }) => CurrentUser.use((viewer) => uploads.list(viewer, kind)),
    "RowUpload.open": (file) => CurrentUser.use((viewer) => uploads.open(viewer, file)),
    "RowUpload.addRows": ({ id, rows }) => CurrentUser.use((viewer) => uploads.addRows(viewer, id, rows)),
    "RowUpload.import": ({ id }) => CurrentUser.use((viewer) => uploads.import(viewer, id)),
    "RowUpload.stop": ({ id }) => CurrentUser.use((viewer) => uploads.stop(viewer, id)),
    "RowUpload.follow": ({ id }) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => Effect.succeed(uploads.follow(viewer, id))))),
    "RowUpload.rows": ({ id, ...page }) => CurrentUser.use((viewer) => uploads.rows(viewer, id, page)),
  }
}))
