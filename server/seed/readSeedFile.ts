import { Effect, Schema, SchemaIssue } from "effect"
import { readFile } from "node:fs/promises"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { ownTemplateProblems } from "../../domain/template/ownTemplateProblems.ts"
import { templateKey } from "../../domain/template/Template.ts"
import { SeedFile } from "./SeedFile.ts"

const problemsShownMax = 20

/** What is wrong with a seed file: each problem with its path in the file and what was expected there. */
export class SeedFileError extends Schema.TaggedError<SeedFileError>()("SeedFileError", {
  problems: Schema.Array(Schema.String),
  message: Schema.String,
}) {}

const failed = (problems: ReadonlyArray<string>) =>
  new SeedFileError({
    problems,
    message: ["The seed file cannot be used:", ...problems.slice(0, problemsShownMax)].join("\n  "),
  })

type PathPart = PropertyKey | { readonly key: PropertyKey }

const pathText = (path: ReadonlyArray<PathPart>): string =>
  path.map((part) => typeof part === "object" ? part.key : part).reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  )

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const decode = (value: unknown) =>
  Schema.decodeUnknownEffect(SeedFile)(value, { errors: "all", onExcessProperty: "error" }).pipe(
    Effect.mapError(({ issue }) =>
      failed(
        formatIssue(issue).issues.map(({ message, path }) =>
          `${pathText(path ?? []) || "the file"}: ${message}`
        ),
      )
    ),
  )

/** Paths of entries that were there before under the same key. */
const repeated = (
  what: string,
  entries: ReadonlyArray<readonly [path: string, key: string]>,
): Array<string> => {
  const first = new Map<string, string>()
  return entries.flatMap(([path, key]) => {
    const before = first.get(key)
    if (before !== undefined) return [`${path}: the same ${what} as ${before}`]
    first.set(key, path)
    return []
  })
}

/** What a schema of one value cannot see: names that must be there once, and references that must lead somewhere. */
const crossProblems = (
  { bots, contacts, providers, senders, templates, users, workspace }: SeedFile,
): ReadonlyArray<string> => {
  const emails = new Map(users.map((user) => [user.email.toLowerCase(), user]))
  const providerIds = new Set(providers.map(({ id }) => id))
  const { defaultAdmin } = workspace
  const admin = defaultAdmin === undefined ? undefined : emails.get(defaultAdmin.toLowerCase())
  return [
    ...(defaultAdmin === undefined || admin?.role === "admin"
      ? []
      : [`workspace.defaultAdmin: no admin with e-mail "${defaultAdmin}"`]),
    ...repeated("e-mail", users.map(({ email }, index) => [`users[${index}].email`, email.toLowerCase()])),
    ...repeated(
      "API key",
      users.flatMap(({ apiKey }, index) => apiKey === undefined ? [] : [[`users[${index}].apiKey`, apiKey]]),
    ),
    ...repeated("id", providers.map(({ id }, index) => [`providers[${index}].id`, id])),
    ...repeated("id", senders.map(({ id }, index) => [`senders[${index}].id`, id])),
    ...repeated(
      "channel and address",
      senders.map(({ address, channel, provider }, index) => [
        `senders[${index}].address`,
        JSON.stringify([provider, channel, canonicalAddress(address)]),
      ]),
    ),
    ...senders.flatMap(({ provider, users }, index) => [
      ...(providerIds.has(provider) ? [] : [`senders[${index}].provider: no provider with id "${provider}"`]),
      ...users.flatMap((email, at) =>
        emails.has(email.toLowerCase())
          ? []
          : [`senders[${index}].users[${at}]: no user with e-mail "${email}"`]
      ),
      ...repeated("user", users.map((email, at) => [`senders[${index}].users[${at}]`, email.toLowerCase()])),
    ]),
    ...bots.flatMap(({ senders: first }, index) =>
      first.flatMap((id, at) =>
        senders.some((sender) => sender.id === id)
          ? []
          : [`bots[${index}].senders[${at}]: no Sender ID with id "${id}"`]
      )
    ),
    ...repeated(
      "Sender ID that a bot answers first on",
      bots.flatMap(({ senders: first }, index) =>
        first.map((id, at) => [`bots[${index}].senders[${at}]`, id] as const)
      ),
    ),
    ...repeated("API key", bots.map(({ apiKey }, index) => [`bots[${index}].apiKey`, apiKey])),
    ...repeated(
      "phone",
      contacts.flatMap(({ phones }, index) =>
        phones.map((phone, at) => [`contacts[${index}].phones[${at}]`, canonicalAddress(phone)] as const)
      ),
    ),
    ...templates.flatMap(({ text, ...template }, index) =>
      ownTemplateProblems({ ...template, body: text }).map(({ field, message }) =>
        `templates[${index}].${field === "body" ? "text" : field}: ${message}`
      )
    ),
    ...repeated(
      "name, channel and language",
      templates.map(({ channel, language, name }, index) => [
        `templates[${index}].name`,
        JSON.stringify([channel, language, templateKey(name)]),
      ]),
    ),
  ]
}

/** Reads a seed out of JSON text; fails with everything that is wrong with it. */
export const parseSeedFile = Effect.fn("parseSeedFile")(function* (json: string) {
  const value = yield* Effect.try({
    try: (): unknown => JSON.parse(json),
    catch: (cause) => failed([`the file: expected JSON, but ${String(cause)}`]),
  })
  const seed = yield* decode(value)
  const problems = crossProblems(seed)
  return problems.length === 0 ? seed : yield* failed(problems)
})

/** Reads the workspace that SEED_FILE describes. */
export const readSeedFile = Effect.fn("readSeedFile")(function* (path: string) {
  const json = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) => failed([`${path}: ${String(cause)}`]),
  })
  return yield* parseSeedFile(json)
})
