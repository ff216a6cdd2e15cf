import { NodeHttpServer } from "@effect/platform-node"
import { hashPassword } from "better-auth/crypto"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { Cookies, HttpClient, HttpClientRequest, HttpRouter } from "effect/http"
import { TestDatabase } from "../../test/TestDatabase.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { insertWorkspace } from "../seed/insertWorkspace.ts"
import { parseSeedFile } from "../seed/readSeedFile.ts"
import { AuthRoutes } from "./AuthRoutes.ts"
import { GuessThrottle } from "./GuessThrottle.ts"
import { SecondFactors } from "./SecondFactors.ts"
import { Sessions } from "./Sessions.ts"
import { SignIn } from "./SignIn.ts"

export const password = "right horse battery"

const seed = {
  workspace: { name: "Acme", timeZone: "UTC" },
  users: [
    { email: "ann@acme.test", name: "Ann", role: "admin", apiKey: "key-ann" },
    { email: "stan@acme.test", name: "Stan", role: "standard" },
    { email: "una@acme.test", name: "Una", role: "standard", licensed: false, apiKey: "key-una" },
    { email: "guessed@acme.test", name: "Gus", role: "standard" },
  ],
}

const seeded = Layer.effectDiscard(Effect.gen(function* () {
  const hash = yield* Effect.promise(() => hashPassword(password))
  const file = yield* parseSeedFile(JSON.stringify(seed))
  yield* insertWorkspace(file, file.users.map(() => hash), false)
}))

const secrets = SecretBox.layer.pipe(
  Layer.provideMerge(Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))),
)

/** What sign-in stands on, a workspace of four users with one password, and a server without routes with a client of it. */
export const signInServices = (environment: Record<string, string> = {}) =>
  Sessions.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(SignIn.layer, GuessThrottle.layer)),
    Layer.provideMerge(SecondFactors.layer),
    Layer.provideMerge(Layer.merge(Directory.layer, AuditLog.layer)),
    Layer.provideMerge(seeded),
    Layer.provideMerge(Layer.mergeAll(TestDatabase.layer, secrets, NodeHttpServer.layerTest)),
    Layer.provideMerge(
      DeskConfig.layer.pipe(
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment))),
        Layer.fresh,
      ),
    ),
  )

/** The same with the routes of sign-in. */
export const signInFixture = (environment: Record<string, string> = {}) =>
  HttpRouter.serve(AuthRoutes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(signInServices(environment)),
  )

export const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  HttpClientRequest.post(`/api/auth${path}`).pipe(
    HttpClientRequest.bodyJsonUnsafe(body),
    HttpClientRequest.setHeaders(headers),
    HttpClient.execute,
  )

export const get = (path: string, headers: Record<string, string> = {}) =>
  HttpClientRequest.get(`/api/auth${path}`).pipe(HttpClientRequest.setHeaders(headers), HttpClient.execute)

export const signInAs = (email: string, given = password, rememberMe = true) =>
  post("/sign-in/email", { email, password: given, rememberMe })

/** Signs in and gives the `cookie` header of the session. */
export const cookieOf = Effect.fnUntraced(function* (email: string) {
  const response = yield* signInAs(email)
  return Cookies.toCookieHeader(response.cookies)
})
