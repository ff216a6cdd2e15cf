import { Clock, Context, Effect, Layer } from "effect"
import { createHmac, timingSafeEqual } from "node:crypto"
import { SecretKey } from "../accounts/SecretKey.ts"
import { deriveKey } from "../accounts/deriveKey.ts"
import { DeskConfig } from "../DeskConfig.ts"

/** Providers hold a message for up to ten hours before they fetch its files (provider-facts, 2). */
const validForMillis = 24 * 60 * 60 * 1000
/** A picture is in the mails about it for so long; the original is for whoever is signed in. */
const mailedForMillis = 30 * 24 * 60 * 60 * 1000

export const publicPath = "/media/public/"
export const mailedPath = "/media/mail/"

export interface MediaPlace {
  readonly conversationId: string
  readonly messageId: string
  readonly position: number
}

/** A place as a link's token says it, in text. */
export type MediaPlaceText = { readonly [Name in keyof MediaPlace]: string }

const tokenPattern = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d{1,2})\.(\d{13})\.([\w-]{43})$/

/** Links that are the key themselves, to where nobody signs in, for a time. */
export interface SignedLinks {
  readonly linkTo: (place: MediaPlace) => Effect.Effect<string>
  /** The file that a link's token stands for; null when it is not one of ours or too old. */
  readonly placeOf: (token: string) => Effect.Effect<MediaPlaceText | null>
}

const signedLinks = (key: Buffer, address: string, forMillis: number): SignedLinks => {
  const signatureOf = (text: string): Buffer => createHmac("sha256", key).update(text).digest()
  return {
    linkTo: Effect.fnUntraced(function* ({ conversationId, messageId, position }) {
      const until = (yield* Clock.currentTimeMillis) + forMillis
      const text = `${conversationId}.${messageId}.${position}.${until}`
      return `${address}${text}.${signatureOf(text).toString("base64url")}`
    }),
    placeOf: Effect.fnUntraced(function* (token) {
      const [, conversationId, messageId, position, until, signature] = tokenPattern.exec(token) ?? []
      if (conversationId === undefined || messageId === undefined || signature === undefined) return null
      // As text, since its last letter stands for more bits than there are.
      const signed = signatureOf(`${conversationId}.${messageId}.${position}.${until}`)
      const expected = Buffer.from(signed.toString("base64url"))
      const given = Buffer.from(signature)
      if (
        given.length !== expected.length ||
        !timingSafeEqual(new Uint8Array(given), new Uint8Array(expected))
      ) return null
      return Number(until) > (yield* Clock.currentTimeMillis)
        ? { conversationId, messageId, position: position ?? "" }
        : null
    }),
  }
}

const make = Effect.fnUntraced(function* (purpose: string, path: string, forMillis: number) {
  const { publicUrl } = yield* DeskConfig
  return signedLinks(yield* deriveKey(yield* SecretKey, purpose), publicUrl + path, forMillis)
})

/** Links by which a provider fetches a file that we send, for a day. */
export class PublicMediaLinks
  extends Context.Service<PublicMediaLinks, SignedLinks>()("desk/server/media/PublicMediaLinks") {
  static readonly layer = Layer.effect(
    PublicMediaLinks,
    make("public media links", publicPath, validForMillis),
  )
}

/** Links by which a mail program shows a picture of a customer's message, for thirty days. */
export class MailedPictureLinks
  extends Context.Service<MailedPictureLinks, SignedLinks>()("desk/server/media/MailedPictureLinks") {
  static readonly layer = Layer.effect(
    MailedPictureLinks,
    make("pictures in mails", mailedPath, mailedForMillis),
  )
}
