import { ByteSize, Effect, Layer, Option, Schema } from "effect"
import {
  Cookies,
  Headers,
  HttpIncomingMessage,
  HttpRouter,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { recordSignedIn, recordSignedOut, recordSignInFailed } from "../audit/recordSignIn.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { GuessThrottle } from "./GuessThrottle.ts"
import { isOwnOrigin } from "./isOwnOrigin.ts"
import { Sessions } from "./Sessions.ts"
import { addressHeader, authPath, passwordLengthMax, SignIn } from "./SignIn.ts"

const bodySizeMax = ByteSize.bytes(64 * 1024)
const emailLengthMax = 254

const Credentials = Schema.Struct({
  email: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(emailLengthMax)),
  password: Schema.String.check(Schema.isMaxLength(passwordLengthMax)),
  rememberMe: Schema.optionalKey(Schema.Boolean),
})
const SignedIn = Schema.Struct({
  user: Schema.Struct({ id: Schema.String, email: Schema.String, name: Schema.String }),
})
const Refused = Schema.Struct({ code: Schema.String, message: Schema.String })

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  HttpServerResponse.jsonUnsafe(body, { status, headers: { "cache-control": "no-store", ...headers } })

const refuse = (status: number, code: string, message: string, headers?: Record<string, string>) =>
  answer(status, { code, message }, headers)

const wrongCredentials = refuse(401, "WRONG_CREDENTIALS", "Email or password is not right.")
const foreignOrigin = refuse(403, "FOREIGN_ORIGIN", "This request did not come from the desk.")
const notFound = refuse(404, "NOT_FOUND", "There is nothing here.")

/** What the library gets to see of a request; whether its origin is ours is decided here, before it. */
const forLibrary = (
  request: HttpServerRequest.HttpServerRequest,
  publicUrl: string,
  path: string,
  body: unknown,
) => {
  const origin = new URL(publicUrl).origin
  const headers = new globalThis.Headers({ origin, "content-type": "application/json" })
  for (const name of ["cookie", "user-agent"]) {
    const value = Headers.get(request.headers, name)
    if (Option.isSome(value)) headers.set(name, value.value)
  }
  headers.set(addressHeader, Option.getOrElse(request.remoteAddress, () => ""))
  return new Request(`${origin}${authPath}${path}`, { method: "POST", headers, body: JSON.stringify(body) })
}

const withCookiesOf = (from: Response, response: HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.replaceCookies(response, Cookies.fromSetCookie(from.headers.getSetCookie()))

/** Our words and no session token: the cookie, which scripts cannot read, is the only place of it. */
const answerOfLibrary = Effect.fnUntraced(function* (response: Response, email: string, from: string | null) {
  const body = yield* Effect.promise((): Promise<unknown> => response.json())
  if (response.ok) {
    const signedIn = yield* Schema.decodeUnknownEffect(SignedIn)(body)
    yield* recordSignedIn(signedIn.user.id, from)
    return withCookiesOf(response, answer(200, signedIn))
  }
  yield* recordSignInFailed(email, from, "sign_in_failed")
  if (response.status === 401 || response.status === 400) return wrongCredentials
  const refused = yield* Schema.decodeUnknownEffect(Refused)(body)
  return refuse(response.status, refused.code, refused.message)
}, Effect.orDie)

const signIn = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const { publicUrl } = yield* DeskConfig
  const library = yield* SignIn
  const throttle = yield* GuessThrottle
  if (!isOwnOrigin(request.headers, publicUrl)) return foreignOrigin
  const contentType = Option.getOrElse(Headers.get(request.headers, "content-type"), () => "")
  if (!contentType.startsWith("application/json")) {
    return refuse(415, "NOT_JSON", "Send the credentials as application/json.")
  }
  const credentials = yield* HttpServerRequest.schemaBodyJson(Credentials)
  const from = Option.getOrNull(request.remoteAddress)
  const response = yield* throttle.guard(
    { email: credentials.email, address: from ?? "unknown" },
    library.handle(forLibrary(request, publicUrl, "/sign-in/email", credentials)),
    ({ ok, status }) => ok ? "right" : status === 400 || status === 401 ? "wrong" : "neither",
  ).pipe(
    Effect.tapError((error) =>
      error._tag === "TooManyTries"
        ? recordSignInFailed(credentials.email, from, "sign_in_throttled")
        : Effect.void
    ),
  )
  return yield* answerOfLibrary(response, credentials.email, from)
}).pipe(
  Effect.provideService(HttpIncomingMessage.MaxBodySize, bodySizeMax),
  Effect.catchTags({
    HttpServerError: () => Effect.succeed(refuse(400, "UNREADABLE", "The request could not be read.")),
    SchemaError: () => Effect.succeed(refuse(400, "UNREADABLE", "Send an email and a password.")),
    TooManyTries: ({ retryAfterSeconds }) =>
      Effect.succeed(
        refuse(429, "TOO_MANY_TRIES", "Too many tries. Wait 5 minutes or reset your password.", {
          "retry-after": String(retryAfterSeconds),
        }),
      ),
    SignInBusy: () =>
      Effect.succeed(
        refuse(503, "BUSY", "Too many people sign in at this moment. Try again.", { "retry-after": "5" }),
      ),
  }),
  Effect.withSpan("AuthRoutes.signIn"),
)

const signOut = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const { publicUrl } = yield* DeskConfig
  const library = yield* SignIn
  const sessions = yield* Sessions
  if (!isOwnOrigin(request.headers, publicUrl)) return foreignOrigin
  const caller = yield* Effect.option(sessions.resolve(request.headers))
  const response = yield* library.handle(forLibrary(request, publicUrl, "/sign-out", {}))
  if (response.ok && Option.isSome(caller)) yield* recordSignedOut(caller.value)
  yield* sessions.forget(request.headers)
  return withCookiesOf(response, answer(response.status, { success: response.ok }))
}).pipe(Effect.withSpan("AuthRoutes.signOut"))

const session = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const sessions = yield* Sessions
  return yield* sessions.resolve(request.headers).pipe(
    Effect.map(({ sessionId, user }) => answer(200, { session: { id: sessionId }, user })),
    Effect.catchTag("NotSignedIn", () => Effect.succeed(answer(200, null))),
  )
}).pipe(Effect.withSpan("AuthRoutes.session"))

/** The three calls of sign-in; whatever else the library could do is not there. */
export const AuthRoutes = Layer.mergeAll(
  HttpRouter.add("POST", `${authPath}/sign-in/email`, signIn),
  HttpRouter.add("POST", `${authPath}/sign-out`, signOut),
  HttpRouter.add("GET", `${authPath}/get-session`, session),
  HttpRouter.add("*", `${authPath}/*`, notFound),
)
