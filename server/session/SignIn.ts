import { betterAuth } from "better-auth"
import { APIError } from "better-auth/api"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { passwordLengthMax } from "../../domain/user/Password.ts"
import { UserId } from "../../domain/user/User.ts"
import { deriveKey } from "../accounts/deriveKey.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { SecondFactors, type SecondFactorVerdict } from "./SecondFactors.ts"
import type { SessionCookie } from "./SessionCookie.ts"
import { sqlDialect } from "./sqlDialect.ts"

export const authPath = "/api/auth"
/** Where the routes tell the library which address a request came from. */
export const addressHeader = "x-desk-address"
/** Where the routes put the code of the second factor that came with a password. */
export const codeHeader = "x-desk-code"
const sessionSeconds = 12 * 60 * 60

interface SignInRefusal {
  readonly status: "FORBIDDEN" | "UNAUTHORIZED" | "TOO_MANY_REQUESTS"
  readonly code: string
  readonly message: string
}

const noLicence: SignInRefusal = {
  status: "FORBIDDEN",
  code: "NOT_LICENSED",
  message: "You have no licence to sign in. Ask an admin for one.",
}

const codeRefusals: Readonly<Record<SecondFactorVerdict, SignInRefusal | undefined>> = {
  notNeeded: undefined,
  right: undefined,
  needed: {
    status: "FORBIDDEN",
    code: "CODE_NEEDED",
    message: "Enter the code of your authenticator app, or a recovery code.",
  },
  wrong: { status: "UNAUTHORIZED", code: "WRONG_CODE", message: "The code is not right." },
  locked: {
    status: "TOO_MANY_REQUESTS",
    code: "TOO_MANY_CODES",
    message: "Too many wrong codes. Wait 15 minutes, or use a recovery code.",
  },
}

interface Hooks {
  /** Asked once the password was right, and before there is a session. */
  readonly refusal: (userId: string, code: string) => Promise<SignInRefusal | undefined>
  readonly logError: (message: string, details: ReadonlyArray<unknown>) => void
}

const columns = { createdAt: "created_at", updatedAt: "updated_at" }

/** The library's own models on our tables (migrations/0001_desk.ts). */
const models = {
  user: { modelName: "users", fields: { ...columns, emailVerified: "email_verified" } },
  session: {
    modelName: "sessions",
    fields: {
      ...columns,
      userId: "user_id",
      expiresAt: "expires_at",
      ipAddress: "ip_address",
      userAgent: "user_agent",
    },
    expiresIn: sessionSeconds,
    disableSessionRefresh: true,
  },
  account: {
    modelName: "credentials",
    fields: {
      ...columns,
      userId: "user_id",
      accountId: "account_id",
      providerId: "provider_id",
      accessToken: "access_token",
      refreshToken: "refresh_token",
      idToken: "id_token",
      accessTokenExpiresAt: "access_token_expires_at",
      refreshTokenExpiresAt: "refresh_token_expires_at",
    },
  },
  verification: { modelName: "verifications", fields: { ...columns, expiresAt: "expires_at" } },
}

const makeLibrary = (sql: SqlClient.SqlClient, secret: string, publicUrl: string, hooks: Hooks) =>
  betterAuth({
    ...models,
    baseURL: new URL(publicUrl).origin,
    basePath: authPath,
    secret,
    database: { dialect: sqlDialect(sql), type: "postgres", transaction: false },
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: passwordLengthMax },
    // GuessThrottle counts instead: by e-mail too, and only wrong passwords.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: "error", log: (_level, message, ...details) => hooks.logError(message, details) },
    advanced: {
      cookiePrefix: "desk",
      useSecureCookies: publicUrl.startsWith("https:"),
      database: { generateId: false, validateSchema: false },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const code = context?.request?.headers.get(codeHeader) ?? ""
            const refusal = await hooks.refusal(session.userId, code)
            if (refusal) {
              throw new APIError(refusal.status, { code: refusal.code, message: refusal.message })
            }
            const lastsUntil = Math.min(session.expiresAt.getTime(), Date.now() + sessionSeconds * 1000)
            return { data: { ...session, expiresAt: new Date(lastsUntil) } }
          },
        },
      },
    },
  })

/**
 * Sign-in by e-mail and password with sessions kept in the database, by better-auth. Its HTTP routes are reached through
 * AuthRoutes only, its sessions are read by Sessions.
 */
export class SignIn extends Context.Service<SignIn, {
  /** Lets the library answer a request to one of its own routes. */
  readonly handle: (request: Request) => Effect.Effect<Response>
  readonly cookie: SessionCookie
}>()("desk/server/session/SignIn") {
  static readonly layer = Layer.effect(
    SignIn,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const directory = yield* Directory
      const { publicUrl } = yield* DeskConfig
      const secret = (yield* deriveKey(yield* SecretKey, "session cookies")).toString("hex")
      const secondFactors = yield* SecondFactors

      const refusal = Effect.fnUntraced(function* (userId: UserId, code: string) {
        const { users } = yield* directory.snapshot
        if (!users.get(userId)?.licensed) return noLicence
        return codeRefusals[yield* secondFactors.check(userId, code)]
      })

      const run = Effect.runForkWith(yield* Effect.context<never>())

      const library = makeLibrary(sql, secret, publicUrl, {
        refusal: (userId, code) => Effect.runPromise(refusal(UserId.make(userId), code)),
        logError: (message, details) =>
          run(Effect.logError(message, ...details).pipe(Effect.annotateLogs({ module: "SignIn" }))),
      })
      const context = yield* Effect.promise(() => library.$context)

      return SignIn.of({
        handle: Effect.fn("SignIn.handle")((request: Request) =>
          Effect.promise(() => library.handler(request))
        ),
        cookie: { name: context.authCookies.sessionToken.name, secret },
      })
    }),
  )
}
