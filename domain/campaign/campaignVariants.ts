import { wantedFile } from "../template/fillTemplate.ts"
import { type Template, whyNotSendable } from "../template/Template.ts"
import { templateVariables } from "../template/templateVariables.ts"
import { chooseLanguage } from "../language/chooseLanguage.ts"

/**
 * Why no campaign can send a template, in plain words; null where one can. Nobody's window is known to be open: WhatsApp takes
 * registered ones only (WIN-3).
 */
export const whyNotInCampaign = (template: Template): string | null =>
  wantedFile(template) !== null
    ? "It begins with a file."
    : whyNotSendable(template, template.channel === "whatsapp" ? false : null)

const listed = (words: ReadonlyArray<string>): string => words.join(", ")

/** Why a template in another language cannot stand in for the one that was chosen, in plain words; null where it can. */
export const whyNotInItsPlace = (chosen: Template, variant: Template): string | null => {
  const problem = whyNotInCampaign(variant)
  if (problem !== null) return problem
  const [wanted, there] = [chosen, variant].map((template) =>
    new Set(templateVariables(template).map(({ key }) => key))
  )
  const lacks = [...wanted ?? []].filter((key) => !there?.has(key))
  const adds = [...there ?? []].filter((key) => !wanted?.has(key))
  if (lacks.length === 0 && adds.length === 0) return null
  const said = [
    ...(lacks.length > 0 ? [`${listed(lacks)} is missing`] : []),
    ...(adds.length > 0 ? [`${listed(adds)} is not in the one you chose`] : []),
  ]
  return `It has other variables: ${said.join(", ")}.`
}

/** What each may get by their language: those of the languages that can stand in for the one that was chosen, and that one. */
export const variantsFor = (chosen: Template, known: ReadonlyArray<Template>): ReadonlyArray<Template> => [
  chosen,
  ...known.filter((variant) =>
    variant.id !== chosen.id && variant.language !== chosen.language &&
    whyNotInItsPlace(chosen, variant) === null
  ),
]

/** In which of the languages somebody gets it who reads `wanted`. */
export const languageFor = (
  chosen: Template,
  variants: ReadonlyArray<Template>,
  wanted: string | null,
): string => chooseLanguage(wanted, variants.map((variant) => variant.language), chosen.language)

/** The template in one of its languages, as the template has it; the one that was chosen where that is null or gone. */
export const inLanguage = (
  chosen: Template,
  variants: ReadonlyArray<Template>,
  language: string | null,
): Template => variants.find((variant) => variant.language === language) ?? chosen
