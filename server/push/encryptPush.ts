import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto"

/** A browser's keys for what is told to it, base64url. */
export interface PushKeys {
  readonly p256dh: string
  readonly auth: string
}

const recordSize = 4096
const saltBytes = 16

const hkdf = (key: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", key, salt, info, bytes))

/**
 * A text that only the browser with these keys can read, in one record of aes128gcm (RFC 8291, RFC 8188). `salt` and `own`
 * are new each time; a test may give its own.
 */
export const encryptPush = (
  text: string,
  { auth, p256dh }: PushKeys,
  salt: Uint8Array = randomBytes(saltBytes),
  own: ECDH | null = null,
): Uint8Array => {
  const ecdh = own ?? createECDH("prime256v1")
  if (own === null) ecdh.generateKeys()
  const theirs = Buffer.from(p256dh, "base64url")
  const ours = ecdh.getPublicKey()
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours])
  const key = hkdf(ecdh.computeSecret(theirs), Buffer.from(auth, "base64url"), info, 32)
  const contentKey = hkdf(key, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16)
  const nonce = hkdf(key, salt, Buffer.from("Content-Encoding: nonce\0"), 12)
  const cipher = createCipheriv("aes-128-gcm", contentKey, nonce)
  // 2 says that no record follows.
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.update(Buffer.from([2])), cipher.final()])
  const head = Buffer.alloc(5)
  head.writeUInt32BE(recordSize)
  head.writeUInt8(ours.length, 4)
  return Buffer.concat([salt, head, ours, sealed, cipher.getAuthTag()])
}
