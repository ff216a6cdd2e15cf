import { Ajv } from "ajv"

/**
 * Says what is wrong with a request by a provider's own description of its API (OpenAPI); null for one that is valid.
 * Throws where the description has no such schema.
 */
export const problemsBy = (description: object, schema: string): (request: unknown) => string | null => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  ajv.addFormat("uri", { type: "string", validate: (value: string) => URL.canParse(value) })
  ajv.addFormat("date-time", {
    type: "string",
    validate: (value: string) => !Number.isNaN(Date.parse(value)),
  })
  for (const unchecked of ["phone-number", "email", "date"]) ajv.addFormat(unchecked, true)
  ajv.addSchema(description, "api")
  const validate = ajv.getSchema(`api#/components/schemas/${schema}`)
  if (validate === undefined) throw new Error(`the description has no schema ${schema}`)
  return (request) => validate(request) ? null : JSON.stringify(validate.errors)
}
