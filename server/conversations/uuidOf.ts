import { createHash } from "node:crypto"

/** A name-based UUID, version 5 (RFC 9562): the same name in the same name space always has the same. */
export const uuidOf = (namespace: Buffer, name: string): string => {
  const bytes = createHash("sha1").update(namespace).update(name, "utf8").digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
