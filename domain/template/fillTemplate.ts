import { Result } from "effect"
import {
  type Location,
  type MediaDescription,
  type MessageContent,
  type TemplateUse,
  type TemplateValue,
  textLengthMax,
} from "../conversation/MessageContent.ts"
import type { Template, TemplateButton, TemplateHeader } from "./Template.ts"
import {
  bodyLengthMax,
  buttonVariable,
  headerLengthMax,
  namesIn,
  piecesOf,
  type TemplateVariable,
  templateVariables,
  urlLengthMax,
  variableKey,
} from "./templateVariables.ts"

/** Twilio's limit for a text message; other providers take more. */
const smsLengthMax = 1600
const payloadLengthMax = 256

/** By key of the variable. */
export type TemplateValues = Readonly<Record<string, string>>

/** What keeps a template from being sent: which field, and what to do about it. */
export interface FieldProblem {
  /** `header` stands for the file of a media header. */
  readonly key: string
  readonly label: string
  readonly problem: "missing" | "too_long" | "invalid"
  readonly message: string
}

const counted = (length: number): string => length.toLocaleString("en-US")

/** A text with its variables replaced. */
export const substitute = (text: string, valueOf: (name: string) => string): string =>
  piecesOf(text).map((piece) => "text" in piece ? piece.text : valueOf(piece.variable)).join("")

const missing = ({ key, label }: Pick<TemplateVariable, "key" | "label">): FieldProblem => ({
  key,
  label,
  problem: "missing",
  message: `Fill in ${label}.`,
})

const coordinateMax: Record<string, number> = { latitude: 90, longitude: 180 }

const isCoordinate = (value: string, max: number): boolean =>
  /^-?\d{1,3}(\.\d{1,15})?$/.test(value.trim()) && Math.abs(Number(value)) <= max

const problemOf = (template: Template, variable: TemplateVariable, value: string): FieldProblem | null => {
  const { key, label, lengthMax } = variable
  if (value.trim() === "") return variable.optional ? null : missing(variable)
  if (value.length > lengthMax) {
    return {
      key,
      label,
      problem: "too_long",
      message: `${label} can have at most ${counted(lengthMax)} characters.`,
    }
  }
  const max = template.header?.format === "location" && variable.place === "header"
    ? coordinateMax[variable.name]
    : undefined
  if (max !== undefined && !isCoordinate(value, max)) {
    return { key, label, problem: "invalid", message: `${label} is a number from -${max} to ${max}.` }
  }
  // Meta and Twilio refuse such values (132018, 63013).
  if (template.registered !== null && /[\n\r\t]| {5,}/.test(value)) {
    return {
      key,
      label,
      problem: "invalid",
      message: `${label} must be on one line, without tabs and with at most four spaces in a row.`,
    }
  }
  if (variable.place === "button" && /\s/.test(value)) {
    return { key, label, problem: "invalid", message: `${label} cannot have spaces.` }
  }
  return null
}

/** Filled, a part is longer than it may be: the longest of its values is what to shorten. */
const partTooLong = (
  variables: ReadonlyArray<TemplateVariable>,
  valueOf: (key: string) => string,
  part: string,
  length: number,
  max: number,
): ReadonlyArray<FieldProblem> => {
  if (length <= max) return []
  const longest = [...variables].sort((a, b) => valueOf(b.key).length - valueOf(a.key).length)[0]
  const message = `${part} is ${counted(length)} characters long with these values, and can have ${
    counted(max)
  }.`
  return [{
    key: longest?.key ?? "body",
    label: longest?.label ?? part,
    problem: "too_long",
    message: longest ? `${message} Shorten ${longest.label}.` : message,
  }]
}

const bodyMax = ({ channel, registered }: Template): number =>
  registered !== null ? bodyLengthMax : channel === "sms" ? smsLengthMax : textLengthMax

const placeIn = (valueOf: (name: string) => string): Location => ({
  latitude: Number(valueOf("latitude")),
  longitude: Number(valueOf("longitude")),
  name: valueOf("name").trim() || null,
  address: valueOf("address").trim() || null,
})

interface Filling {
  readonly template: Template
  readonly valueOf: (key: string) => string
}

const valuesIn = (text: string, valueOf: (name: string) => string): ReadonlyArray<TemplateValue> =>
  namesIn(text).map((name) => ({ name, value: valueOf(name) }))

const headerUse = (header: TemplateHeader, { template, valueOf }: Filling): TemplateUse["header"] => {
  const ofName = (name: string) => valueOf(variableKey(template, "header", name))
  switch (header.format) {
    case "text":
      return {
        format: "text",
        text: substitute(header.text, ofName),
        values: valuesIn(header.text, ofName),
      }
    case "location":
      return { format: "location", location: header.place ?? placeIn(ofName) }
    default: {
      const values = valuesIn(header.address ?? "", ofName)
      return { format: header.format, ...(header.address === null ? {} : { values }) }
    }
  }
}

const buttonUse = (button: TemplateButton, index: number, { template, valueOf }: Filling) => {
  const { kind, label } = button
  const variable = buttonVariable(template, button)
  if (variable !== null) {
    return { kind, label, value: valueOf(variableKey(template, { button: index }, variable)), variable }
  }
  const payload = kind === "quick_reply" ? valueOf(`button.${index + 1}`) : ""
  return { kind, label, value: payload === "" ? null : payload.slice(0, payloadLengthMax) }
}

const useOf = (filling: Filling): TemplateUse => {
  const { template, valueOf } = filling
  const { body, buttons, footer, header, registered } = template
  return {
    templateId: template.id,
    registered: registered && {
      name: template.name,
      language: template.language,
      providerId: registered.providerId,
      variables: registered.variables,
    },
    header: header && headerUse(header, filling),
    values: valuesIn(body, (name) => valueOf(variableKey(template, "body", name))),
    footer,
    buttons: buttons.map((button, index) => buttonUse(button, index, filling)),
  }
}

/** What each message of this template brings as a file; null where none. */
export const wantedFile = ({ header }: Pick<Template, "header">) =>
  header && header.format !== "text" && header.format !== "location" && header.address === null
    ? header.format
    : null

const isWanted = (file: MediaDescription, format: NonNullable<ReturnType<typeof wantedFile>>): boolean =>
  format === "document" || file.type.startsWith(`${format}/`)

const fileProblems = (template: Template, file: MediaDescription | null): ReadonlyArray<FieldProblem> => {
  const format = wantedFile(template)
  const label = format === "image" ? "Picture" : format === "video" ? "Video" : "File"
  if (format === null) return []
  if (file === null) return [missing({ key: "header", label })]
  return isWanted(file, format) ? [] : [{
    key: "header",
    label,
    problem: "invalid",
    message: `The template begins with ${format === "image" ? "a picture" : "a video"}. Choose one.`,
  }]
}

const partProblems = ({ template, valueOf }: Filling, filled: TemplateUse, text: string) => {
  const variables = templateVariables(template)
  const of = (place: TemplateVariable["place"]) => variables.filter((variable) => variable.place === place)
  const tooLong = (place: TemplateVariable["place"], part: string, length: number, max: number) =>
    partTooLong(of(place), valueOf, part, length, max)
  return [
    ...(filled.header?.format === "text"
      ? tooLong("header", "The header", filled.header.text.length, headerLengthMax)
      : []),
    ...tooLong("body", "The message", text.length, bodyMax(template)),
    ...template.buttons.flatMap((button, index) =>
      button.kind === "url"
        ? tooLong(
          "button",
          `The link of “${button.label}”`,
          substitute(button.value ?? "", () => filled.buttons[index]?.value ?? "").length,
          urlLengthMax,
        )
        : []
    ),
  ]
}

/**
 * A template with its values, as a message to send; or what is missing, too long or wrong, field by field, in the order of
 * the fields (TMPL-2). `file`: the file of a media header. Whether it may be sent is for `SendPolicy` to say.
 */
export const fillTemplate = (
  template: Template,
  values: TemplateValues,
  file: MediaDescription | null,
): Result.Result<MessageContent, ReadonlyArray<FieldProblem>> => {
  const valueOf = (key: string) => Object.hasOwn(values, key) ? values[key] ?? "" : ""
  const problems = [
    ...fileProblems(template, file),
    ...templateVariables(template).flatMap((variable) =>
      problemOf(template, variable, valueOf(variable.key)) ?? []
    ),
  ]
  if (problems.length > 0) return Result.fail(problems)
  const filling = { template, valueOf }
  const use = useOf(filling)
  const text = substitute(template.body, (name) => valueOf(variableKey(template, "body", name)))
  const parts = partProblems(filling, use, text)
  if (parts.length > 0) return Result.fail(parts)
  return Result.succeed({
    kind: "template",
    text,
    media: wantedFile(template) !== null && file !== null ? [file] : [],
    template: use,
  })
}
