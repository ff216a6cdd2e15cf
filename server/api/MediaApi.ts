import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { MediaUploadId, Upload } from "../../domain/media/Upload.ts"
import { BodyTooLarge } from "./ApiProblems.ts"
import { GivenUuid } from "./GivenUuid.ts"
import { refusals } from "./problemOf.ts"

/** A file as the public API names it until it goes with a message. */
export const ApiUpload = Schema.Struct({
  ...Upload.fields,
  type: Schema.String.annotate({ description: "by its bytes, whatever its name says" }),
  size: Schema.Int.annotate({ description: "in bytes" }),
}).annotate({ identifier: "Upload" })

const description =
  "Put in the bytes of a file, of whatever content type, and send its `id` in `media` of a message. " +
  "Up to 100 MB; what the conversation's channel takes of it is judged when it is sent. With an `id` of your own " +
  "the first file is kept under it: putting it in again changes nothing, and answers with that one. What is not " +
  "sent within a day is removed."

/** Files that go with messages: of the key's user, or of the bot whose key it is, and of nobody else. */
export class MediaApi extends HttpApiGroup.make("media")
  .add(
    HttpApiEndpoint.post("upload", "/media", {
      query: {
        name: Schema.optionalKey(
          Schema.String.annotate({ description: "what the file is called; `file` without it" }),
        ),
        id: Schema.optionalKey(GivenUuid(MediaUploadId)),
      },
      payload: Schema.Uint8Array.pipe(HttpApiSchema.asUint8Array()),
      success: ApiUpload.pipe(HttpApiSchema.status(201)),
      error: [...refusals, BodyTooLarge],
    }).annotateMerge(
      OpenApi.annotations({ summary: "Put in a file, to be sent with a message", description }),
    ),
  )
  .annotateMerge(OpenApi.annotations({ title: "Files" })) {}
