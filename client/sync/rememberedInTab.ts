import { Option, Schema } from "effect"
import type { UserId } from "../../domain/user/User.ts"

/** What a user has under way in this tab and wants to follow on after a reload of it, by what it is called in the tab's storage. */
export const rememberedInTab = <One, Stored>(
  name: string,
  kept: Schema.Codec<One, Stored>,
  idOf: (one: One) => string,
) => {
  const keyOf = (user: UserId) => `desk:${name}:${user}`
  const stored = Schema.fromJsonString(Schema.Array(kept))
  const decode = Schema.decodeUnknownOption(stored)
  const encode = Schema.encodeSync(stored)
  return {
    hasAny: (user: UserId): boolean => sessionStorage.getItem(keyOf(user)) !== null,
    of: (user: UserId) => {
      const key = keyOf(user)
      const all = (): ReadonlyArray<One> => Option.getOrElse(decode(sessionStorage.getItem(key)), () => [])
      const keep = (ones: ReadonlyArray<One>): void =>
        ones.length === 0 ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, encode(ones))
      return {
        all,
        remember: (one: One) => keep([...all(), one]),
        forget: (id: string) => keep(all().filter((one) => idOf(one) !== id)),
      }
    },
  }
}
