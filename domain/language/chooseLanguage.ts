import { languageTag } from "./languageTag.ts"

/** The language with the script and region that it has where nothing else is said: `pt` is `pt-Latn-BR`. */
const fullOf = (tag: string): Intl.Locale => new Intl.Locale(tag).maximize()

/** Languages that are read alike: of regions, not of scripts. */
const baseOf = (tag: string): string => {
  const { language, script = "" } = fullOf(tag)
  return `${language} ${script}`
}

/**
 * Which of the offered languages somebody reads: theirs, else one of the same base language (`pt` for `pt-BR` and the other
 * way), else the fallback. Of several with that base: the one that `pt` alone means, the one without a region, the fallback,
 * the first by name. Tags as providers write them (`en_US`) are understood, and given back as they were offered.
 */
export const chooseLanguage = (
  wanted: string | null,
  offered: ReadonlyArray<string>,
  fallback: string,
): string => {
  const tag = languageTag(wanted ?? "")
  if (tag === null) return fallback
  const known = [...new Set([fallback, ...offered.toSorted()])].flatMap((name) => {
    const read = languageTag(name)
    return read === null ? [] : [{ name, tag: read }]
  })
  const exact = known.find((one) => one.tag === tag)
  if (exact) return exact.name
  const alike = known.filter((one) => baseOf(one.tag) === baseOf(tag))
  const full = fullOf(tag).baseName
  return alike.find((one) => fullOf(one.tag).baseName === full)?.name ??
    alike.find((one) => new Intl.Locale(one.tag).region === undefined)?.name ??
    alike[0]?.name ?? fallback
}
