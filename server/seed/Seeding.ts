import { hashPassword } from "better-auth/crypto"
import { Context, Effect, Layer, Option, Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { randomInt } from "node:crypto"
import { DeskConfig } from "../DeskConfig.ts"
import { sampleBotPath, sampleBotSecrets } from "../simulator/SampleBot.ts"
import { demoWorkspace } from "./demoWorkspace.ts"
import { insertWorkspace } from "./insertWorkspace.ts"
import { readSeedFile } from "./readSeedFile.ts"
import { SeedFile } from "./SeedFile.ts"

/** Any number that only seeding locks: nodes that start at the same time seed one after the other. */
const advisoryLock = 7_305_162_011
const passwordLength = 12
/** Without characters that are taken for one another. */
const passwordCharacters = "abcdefghjkmnpqrstuvwxyz23456789"

export interface SeedOutcome {
  /** Whether this start made the workspace. */
  readonly seeded: boolean
  /** The demo's users, on every start while the demo workspace is there; empty for a workspace of one's own. */
  readonly demoEmails: ReadonlyArray<string>
  /** How to sign in to the demo: only at the start that made it. */
  readonly demoPassword: Option.Option<Redacted.Redacted>
}

const randomPassword = (): string =>
  Array.from(
    { length: passwordLength },
    () => passwordCharacters.charAt(randomInt(passwordCharacters.length)),
  ).join("")

const isEmpty = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql`SELECT 1 FROM workspaces LIMIT 1`
  return rows.length === 0
}).pipe(Effect.orDie)

const demoEmails = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly email: string }>`
    SELECT email FROM users WHERE workspace_id IN (SELECT id FROM workspaces WHERE demo) ORDER BY role, email`
  return rows.map(({ email }) => email)
}).pipe(Effect.orDie)

/** The workspace to make, if any: an operator's file goes before the demo. */
const chooseSeed = Effect.fnUntraced(function* (embedded: boolean) {
  const config = yield* DeskConfig
  if (Option.isSome(config.seedFile)) {
    return {
      seed: yield* readSeedFile(config.seedFile.value),
      demoPassword: Option.none<Redacted.Redacted>(),
    }
  }
  if (!Option.getOrElse(config.seedDemo, () => embedded)) return undefined
  const password = Option.getOrElse(config.demoPassword, () => Redacted.make(randomPassword()))
  const seed = yield* Effect.orDie(
    Schema.decodeUnknownEffect(SeedFile)({
      ...demoWorkspace(Redacted.value(password)),
      // There to be tried: an admin says where it answers first.
      bots: [{ name: "Sample bot", url: config.publicUrl + sampleBotPath, ...(yield* sampleBotSecrets) }],
    }),
  )
  return { seed, demoPassword: Option.some(password) }
})

const hashPasswords = ({ users }: SeedFile) =>
  Effect.forEach(
    users,
    ({ password }) =>
      password === undefined ? Effect.succeed(null) : Effect.promise(() => hashPassword(password)),
  )

const logUnused = ({ consents }: SeedFile) =>
  consents.length === 0
    ? Effect.void
    : Effect.logWarning(`The seed file has ${consents.length} consents: this version does not keep them`)

/**
 * Makes the first workspace of an empty database, from SEED_FILE or else as a demo; does nothing when there is one.
 * `embedded` says whether the database is our own, in which a demo is wanted unless SEED_DEMO says otherwise.
 * Fails when the seed file cannot be used.
 */
export const seedOnce = Effect.fn("seedOnce")(function* (embedded: boolean) {
  const sql = yield* SqlClient.SqlClient
  const chosen = (yield* isEmpty) ? yield* chooseSeed(embedded) : undefined
  if (chosen === undefined) {
    return { seeded: false, demoEmails: yield* demoEmails, demoPassword: Option.none() } satisfies SeedOutcome
  }
  const hashes = yield* hashPasswords(chosen.seed)
  const seeded = yield* sql.withTransaction(Effect.gen(function* () {
    yield* sql`SELECT pg_advisory_xact_lock(${advisoryLock}::bigint)`
    if (!(yield* isEmpty)) return false
    yield* insertWorkspace(chosen.seed, hashes, Option.isSome(chosen.demoPassword))
    return true
  })).pipe(Effect.catchTag("SqlError", Effect.die))
  if (seeded) yield* logUnused(chosen.seed)
  const outcome: SeedOutcome = {
    seeded,
    demoEmails: yield* demoEmails,
    demoPassword: seeded ? chosen.demoPassword : Option.none(),
  }
  return outcome
})

/** What `seedOnce` did at this start. The Directory is to be built after it, since it reads what was made. */
export class Seeding extends Context.Service<Seeding, SeedOutcome>()("desk/server/seed/Seeding") {
  static readonly layer = (embedded: boolean) => Layer.effect(Seeding, seedOnce(embedded))
}
