import { assert, describe, it } from "@effect/vitest"
import { chooseLanguage } from "./chooseLanguage.ts"
import { languageTag } from "./languageTag.ts"

describe("chooseLanguage", () => {
  const cases: ReadonlyArray<
    readonly [
      why: string,
      wanted: string | null,
      offered: ReadonlyArray<string>,
      fallback: string,
      chosen: string,
    ]
  > = [
    ["nobody said", null, ["es"], "en_US", "en_US"],
    ["no tag", "English", ["es", "en_GB"], "es", "es"],
    ["the very tag", "pt-BR", ["pt", "pt_PT", "pt_BR"], "en_US", "pt_BR"],
    ["the very tag, however it is written", "PT_br", ["pt_BR"], "en_US", "pt_BR"],
    ["the base for a region", "pt-BR", ["pt", "es"], "en_US", "pt"],
    ["a region for the base", "pt", ["es", "pt_BR"], "en_US", "pt_BR"],
    ["the region that the base alone means", "pt", ["pt_AO", "pt_PT", "pt_BR"], "en_US", "pt_BR"],
    ["the base before another region", "pt-PT", ["pt_BR", "pt"], "en_US", "pt"],
    ["another region before another language", "pt-PT", ["es", "pt_BR"], "en_US", "pt_BR"],
    ["the fallback among other regions", "en-AU", ["en_GB", "en_US"], "en_US", "en_US"],
    ["the first among other regions", "es-CL", ["es_MX", "es_AR"], "en_US", "es_AR"],
    ["no other script", "zh-TW", ["zh_CN"], "en_US", "en_US"],
    ["another region of the script", "zh-HK", ["zh_CN", "zh_TW"], "en_US", "zh_TW"],
    ["the script that a region means", "zh-Hant", ["zh_CN", "zh_TW"], "en_US", "zh_TW"],
    ["nothing like it", "ja", ["es", "pt_BR"], "en_US", "en_US"],
    ["what is offered is no tag", "es", ["unknown language"], "en_US", "en_US"],
  ]
  it.each(cases)("CAMP-1: of a template's languages a recipient gets the right one: %s", (
    _why,
    wanted,
    offered,
    fallback,
    chosen,
  ) => {
    assert.strictEqual(chooseLanguage(wanted, offered, fallback), chosen)
  })
})

describe("languageTag", () => {
  it("CONTACT-1: a language is kept as BCP 47 writes it, and words are none", () => {
    const read = [
      "en",
      " pt_br ",
      "ZH-hant-tw",
      "en-US-u-ca-buddhist",
      "English",
      "",
      "e",
      "12",
      "en-",
      "x".repeat(40),
    ]
    assert.deepStrictEqual(read.map(languageTag), [
      "en",
      "pt-BR",
      "zh-Hant-TW",
      "en-US",
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })
})
