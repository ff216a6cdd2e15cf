import { Ajv } from "ajv"
import { HttpServerResponse } from "effect/http"
import { makeStandInServer, type ReceivedCall } from "./StandInServer.ts"

/** As much of an OpenAPI description as says what a request has to be. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: object
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: object
}
interface Operation {
  readonly parameters?: ReadonlyArray<Parameter>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
}

const isOperation = (value: unknown): value is Operation => typeof value === "object" && value !== null

/** `written`: what a form or a query carries is text, so that numbers and lists of one are written as such. */
const ajvFor = (description: ApiDescription, written: boolean): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: written ? "array" : false })
  ajv.addFormat("uri", { type: "string", validate: (value: string) => URL.canParse(value) })
  ajv.addFormat("date-time", {
    type: "string",
    validate: (value: string) => !Number.isNaN(Date.parse(value)),
  })
  for (const unchecked of ["phone-number", "email", "date", "int64", "binary"]) ajv.addFormat(unchecked, true)
  ajv.addSchema({ $id: "api", components: description.components })
  return ajv
}

/** References point into the description, which the validator knows by a name. */
const absolute = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/'))

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
const pathPattern = (template: string): RegExp =>
  new RegExp(`^${template.split(/\{[^}]+\}/).map(escaped).join("[^/]+")}$`)

const formOf = (params: URLSearchParams): Record<string, string | Array<string>> =>
  Object.fromEntries([...new Set(params.keys())].map((name) => {
    const values = params.getAll(name)
    return [name, values.length === 1 ? values[0] ?? "" : values]
  }))

/** The fields of a multipart body by name; of files only that they are there. */
const multipartOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/name="([^"]+)"(?:; filename="[^"]*")?\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)/g)]
      .map(([, name = "", value = ""]) => [name, value]),
  )

const bodyOf = (kind: string, body: string): unknown => {
  if (kind.startsWith("application/json")) return JSON.parse(body)
  return kind.startsWith("multipart/") ? multipartOf(body) : formOf(new URLSearchParams(body))
}

/** What is wrong with a call by the description; null for one that is valid. */
const makeJudge = (description: ApiDescription) => {
  const [asText, asJson] = [ajvFor(description, true), ajvFor(description, false)]
  const problemOf = (schema: object, value: unknown, ajv = asText): string | null => {
    const validate = ajv.compile(absolute(schema))
    return validate(value) ? null : JSON.stringify(validate.errors)
  }
  return (call: ReceivedCall): string | null => {
    const url = new URL(call.path, "http://api.test")
    const found = Object.entries(description.paths).find(([path]) => pathPattern(path).test(url.pathname))
    const operation = found?.[1][call.method.toLowerCase()]
    if (!isOperation(operation)) return `there is no ${call.method} ${url.pathname}`
    if (!call.headers["authorization"]) return "no credentials"
    for (const { in: place, name, required, schema } of operation.parameters ?? []) {
      const value = url.searchParams.get(name)
      if (place !== "query" || value === null) {
        if (place === "query" && required) return `the query has no ${name}`
        continue
      }
      const problem = schema ? problemOf({ type: "object", properties: { value: schema } }, { value }) : null
      if (problem) return `${name}: ${problem}`
    }
    const contents = Object.entries(operation.requestBody?.content ?? {})
    if (contents.length === 0) return null
    const kind = call.headers["content-type"] ?? ""
    const content = contents.find(([type]) => kind.startsWith(type))?.[1]
    if (content === undefined) return `content-type: "${kind}"`
    const ajv = kind.startsWith("application/json") ? asJson : asText
    return problemOf(content.schema, bodyOf(kind, call.body), ajv)
  }
}

/** A provider made from its own description: judges every call, and answers what the test says. */
export const makeApiMock = (
  description: ApiDescription,
  answerTo: (call: ReceivedCall) => object,
) => {
  const judge = makeJudge(description)
  return makeStandInServer<{ readonly call: ReceivedCall; readonly problem: string | null }>({
    objectionTo: () => null,
    take: (call) => ({ call, problem: judge(call) }),
    accepted: ({ call, problem }) =>
      problem === null
        ? HttpServerResponse.jsonUnsafe(answerTo(call))
        : HttpServerResponse.jsonUnsafe({ problem }, { status: 400 }),
    refused: () => HttpServerResponse.empty({ status: 500 }),
  })
}
