import { Effect, Option, Schema } from "effect"
import { HttpBody, type HttpClient, HttpClientRequest } from "effect/http"
import { download, DownloadFailed } from "../../media/download.ts"
import type { OutboundFile } from "../ChannelAdapter.ts"
import type { WhatsAppCredentials } from "../ProviderAccount.ts"

const timeLimit = "60 seconds"
const answerBytesMax = 64 * 1024

const Place = Schema.fromJsonString(Schema.Struct({ url: Schema.String }))
const decodePlace = Schema.decodeUnknownOption(Place)

/**
 * The bytes of a file that a customer sent: Meta first says where it is, for five minutes, then gives it to who has the
 * account's token (provider-facts, 4).
 */
export const fetchWhatsAppMedia = Effect.fn("fetchWhatsAppMedia")(function* (
  graph: string,
  { accessToken }: WhatsAppCredentials,
  id: string,
  bytesMax: number,
) {
  const trustedHost = URL.canParse(graph) ? new URL(graph).host : null
  const headers = { authorization: `Bearer ${accessToken}` }
  const asked = yield* download(`${graph}/${encodeURIComponent(id)}`, {
    headers,
    trustedHost,
    bytesMax: answerBytesMax,
  })
  const place = Option.getOrNull(decodePlace(new TextDecoder().decode(asked.bytes)))
  if (place === null || !URL.canParse(place.url)) {
    return yield* new DownloadFailed({ gone: false, message: "Meta did not say where the file is" })
  }
  return yield* download(place.url, { headers, trustedHost, bytesMax })
})

const Uploaded = Schema.Struct({ id: Schema.NonEmptyString.check(Schema.isMaxLength(256)) })

/** What Meta calls the file from now on; null when it did not take it, with its answer for the error. */
export type UploadResult =
  | { readonly _tag: "Uploaded"; readonly id: string }
  | { readonly _tag: "Refused"; readonly status: number; readonly text: string }
  | { readonly _tag: "NoAnswer" }

const decodeUploaded = Schema.decodeUnknownOption(Schema.fromJsonString(Uploaded))

/** Brings a file to Meta, for at most a minute. Nothing is sent by it, so that it may be done again. */
export const uploadWhatsAppMedia = Effect.fn("uploadWhatsAppMedia")(function* (
  http: HttpClient.HttpClient,
  url: string,
  { accessToken }: WhatsAppCredentials,
  file: OutboundFile,
) {
  const bytes = yield* file.bytes
  const form = new FormData()
  form.append("messaging_product", "whatsapp")
  form.append("type", file.type)
  form.append("file", new Blob([new Uint8Array(bytes)], { type: file.type }), file.name)
  const request = HttpClientRequest.post(url).pipe(
    HttpClientRequest.bearerToken(accessToken),
    HttpClientRequest.setBody(HttpBody.formData(form)),
  )
  const answer = yield* http.execute(request).pipe(
    Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
    Effect.timeoutOption(timeLimit),
    Effect.map(Option.getOrNull),
    Effect.orElseSucceed(() => null),
  )
  if (answer === null) return { _tag: "NoAnswer" } satisfies UploadResult
  const uploaded = Option.getOrNull(decodeUploaded(answer.text))
  return answer.status < 300 && uploaded !== null
    ? { _tag: "Uploaded", id: uploaded.id } satisfies UploadResult
    : { _tag: "Refused", ...answer } satisfies UploadResult
})
