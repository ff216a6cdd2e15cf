import fc from "fast-check"
import type { MediaDescription } from "../conversation/MessageContent.ts"
import {
  type Registration,
  type Template,
  type TemplateButton,
  type TemplateHeader,
  TemplateId,
} from "./Template.ts"
import { wantedFile } from "./fillTemplate.ts"
import { type TemplateVariable, templateVariables } from "./templateVariables.ts"

/* Templates of every combination of parts, and values that fit them, at random. */

const id = TemplateId.make("00000000-0000-4000-8000-000000000001")

const word = fc.constantFrom("your", "order", "arrives", "on", "Größe", "配達", "👍🏽", "at", "the door.")
const names = (numbered: boolean, count: number): fc.Arbitrary<ReadonlyArray<string>> =>
  numbered
    ? fc.constant(Array.from({ length: count }, (_, index) => String(index + 1)))
    : fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/), { minLength: count, maxLength: count })

/** Words with the variables between them, none at an end and no two side by side. */
const textWith = (variables: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc.array(word, { minLength: variables.length + 1, maxLength: variables.length + 1 }).map((words) =>
    words.map((one, index) => index < variables.length ? `${one} {{${variables[index]}}}` : one).join(" ")
  )

const place = fc.record({
  latitude: fc.integer({ min: -90, max: 90 }),
  longitude: fc.integer({ min: -180, max: 180 }),
  name: fc.constant("The shop"),
  address: fc.constant(null),
})

const header = (numbered: boolean): fc.Arbitrary<TemplateHeader | null> =>
  fc.oneof(
    fc.constant(null),
    fc.nat(1).chain((count) => names(numbered, count)).chain(textWith)
      .map((text): TemplateHeader => ({ format: "text", text: text.slice(0, 60) })),
    fc.record({
      format: fc.constantFrom("image", "video", "document"),
      address: fc.constantFrom(null, "https://files.example/a.png", "https://files.example/{{9}}"),
    }),
    fc.record({ format: fc.constant("location"), place: fc.option(place, { nil: null }) }),
  )

const label = fc.constantFrom("Choose another time", "Track my order", "Call us", "停止")
const button: fc.Arbitrary<TemplateButton> = fc.oneof(
  fc.record({ kind: fc.constant("quick_reply"), label, value: fc.constant(null) }),
  fc.record({
    kind: fc.constant("url"),
    label,
    value: fc.constantFrom("https://shop.example/track", "https://shop.example/track/{{1}}"),
  }),
  fc.record({ kind: fc.constant("phone"), label, value: fc.constant("+14155550100") }),
  fc.record({ kind: fc.constant("copy_code"), label, value: fc.constant("SAVE10") }),
)

const own: fc.Arbitrary<Template> = fc.nat(3).chain((count) => names(false, count)).chain(textWith).chain((
  body,
) =>
  fc.record({
    id: fc.constant(id),
    version: fc.constant(1),
    channel: fc.constantFrom("sms", "whatsapp"),
    type: fc.constantFrom("conversation", "campaign", "notification"),
    name: fc.constant("Running late"),
    language: fc.constant("en"),
    header: fc.constant(null),
    body: fc.constant(body),
    footer: fc.constant(null),
    buttons: fc.constant([]),
    registered: fc.constant(null),
    fields: fc.constant({}),
    archived: fc.constant(false),
    updatedAt: fc.constant(0),
  })
)

const registration = (numbered: boolean): fc.Arbitrary<Registration> =>
  fc.record({
    accountId: fc.constant("wa1"),
    providerId: fc.constant("1689556908129832"),
    category: fc.constantFrom("utility", "marketing", "authentication"),
    status: fc.constant("approved"),
    quality: fc.constantFrom("green", "yellow", "red", "unknown"),
    rejection: fc.constant(null),
    variables: fc.constant(numbered ? "numbered" : "named"),
    scope: fc.constantFrom("part", "template"),
    examples: fc.constant({}),
    fillable: fc.constant(true),
  })

const registered: fc.Arbitrary<Template> = fc.record({ numbered: fc.boolean(), count: fc.nat(4), base: own })
  .chain(({ base, count, numbered }) =>
    fc.record({
      header: header(numbered),
      body: names(numbered, count).chain(textWith),
      footer: fc.constantFrom(null, "Reply STOP to opt out"),
      buttons: fc.array(button, { maxLength: 10 }),
      registered: registration(numbered),
    }).map((parts): Template => ({ ...base, channel: "whatsapp", name: "new_delivery_date", ...parts }))
  )

/** The desk's own texts, and registered ones with every combination of parts. */
export const templates: fc.Arbitrary<Template> = fc.oneof(
  { weight: 1, arbitrary: own },
  { weight: 4, arbitrary: registered },
)

const files: Record<NonNullable<ReturnType<typeof wantedFile>>, MediaDescription> = {
  image: { id: "f1", name: "box.jpg", type: "image/jpeg", size: 1000 },
  video: { id: "f2", name: "box.mp4", type: "video/mp4", size: 1000 },
  document: { id: "f3", name: "bill.pdf", type: "application/pdf", size: 1000 },
}

const valueFor = ({ name, optional, place: where }: TemplateVariable): fc.Arbitrary<string> => {
  if (name === "latitude") return fc.integer({ min: -90, max: 90 }).map(String)
  if (name === "longitude") return fc.integer({ min: -180, max: 180 }).map(String)
  if (where === "header") return fc.constantFrom("A", "BW-2")
  if (where === "button") return fc.constantFrom("20466", "a/b?c=1", "ÄÖ")
  return fc.constantFrom("Samir", "BW-20466", "13:00 and 15:00", "$& {{1}} \\", ...(optional ? [""] : []))
}

export interface ValuedTemplate {
  readonly template: Template
  readonly values: Readonly<Record<string, string>>
  readonly file: MediaDescription | null
}

/** A template with values that it can be sent with. A header of 60 characters may be cut within its variable. */
export const valuedTemplates: fc.Arbitrary<ValuedTemplate> = templates.chain((template) =>
  fc.tuple(
    ...templateVariables(template).map((variable) => fc.tuple(fc.constant(variable.key), valueFor(variable))),
  )
    .map((entries) => {
      const format = wantedFile(template)
      return { template, values: Object.fromEntries(entries), file: format === null ? null : files[format] }
    })
)
