import { languageName } from "../templates/languageName.ts"

/** Those in which WhatsApp registers templates, as BCP 47 writes them; a file may bring any other. */
const tags =
  ("af sq ar az bn bg ca zh-CN zh-HK zh-TW hr cs da prs-AF nl en en-GB en-US et fil fi fr ka de el gu ha he hi hu id ga " +
    "it ja kn kk rw-RW ko ky-KG lo lv lt mk ms ml mr nb ps-AF fa pl pt-BR pt-PT pa ro ru sr si-LK sk sl es es-AR es-ES es-MX " +
    "sw sv ta te th tr uk ur uz vi zu").split(" ")

const named = (tag: string) => ({ tag, name: languageName(tag) })

const known = tags.map(named).sort((a, b) => a.name.localeCompare(b.name, "en"))

/** Languages to choose from, by name, the one that is chosen among them. */
export const languagesWith = (chosen: string) =>
  chosen === "" || known.some(({ tag }) => tag === chosen) ? known : [named(chosen), ...known]
