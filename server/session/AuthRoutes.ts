import { Effect, Layer, Option, Schema } from "effect"
import { Cookies, Headers, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { recordSignedIn, recordSignedOut, recordSignInFailed } from "../audit/recordSignIn.ts"
import { TypedCode } from "../../domain/user/OwnAccount.ts"
import { TypedPassword } from "../../domain/user/Password.ts"
import { DeskConfig } from "../DeskConfig.ts"
import {
  addressOf,
  answer,
  busy,
  foreignOrigin,
  readAuthRequest,
  refuse,
  tooManyTries,
} from "./authAnswer.ts"
import { GuessThrottle } from "./GuessThrottle.ts"
import { isOwnOrigin } from "./isOwnOrigin.ts"
import { noLicence, Sessions } from "./Sessions.ts"
import { addressHeader, authPath, codeHeader, SignIn } from "./SignIn.ts"

const emailLengthMax = 254

const Credentials = Schema.Struct({
  email: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(emailLengthMax)),
  password: TypedPassword,
  rememberMe: Schema.optionalKey(Schema.Boolean),
  /** Of the second factor, where there is one. */
  code: Schema.optionalKey(TypedCode),
})
const SignedIn = Schema.Struct({
  user: Schema.Struct({ id: Schema.String, email: Schema.String, name: Schema.String }),
})
const Refused = Schema.Struct({ code: Schema.String, message: Schema.String })
const readRefused = Schema.decodeUnknownOption(Refused)

const wrongCredentials = refuse(401, "WRONG_CREDENTIALS", "Email or password is not right.")
const notFound = refuse(404, "NOT_FOUND", "There is nothing here.")

/** What the library gets to see of a request; whether its origin is ours is decided here, before it. */
const forLibrary = (
  request: HttpServerRequest.HttpServerRequest,
  publicUrl: string,
  path: string,
  body: unknown,
  code = "",
) => {
  const origin = new URL(publicUrl).origin
  const headers = new globalThis.Headers({ origin, "content-type": "application/json" })
  for (const name of ["cookie", "user-agent"]) {
    const value = Headers.get(request.headers, name)
    if (Option.isSome(value)) headers.set(name, value.value)
  }
  headers.set(addressHeader, Option.getOrElse(request.remoteAddress, () => ""))
  // A header takes Latin letters only, and a code has no others.
  headers.set(codeHeader, code.replace(/[^\w\s-]/g, "?"))
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
  const refused = Option.getOrUndefined(readRefused(body))
  // Half of a sign-in: the code comes with the next request.
  if (refused?.code === "CODE_NEEDED") return refuse(response.status, refused.code, refused.message)
  yield* recordSignInFailed(email, from, "sign_in_failed")
  if (refused?.code === "WRONG_CODE") return refuse(401, refused.code, refused.message)
  if (!refused || response.status === 401 || response.status === 400) return wrongCredentials
  return refuse(response.status, refused.code, refused.message)
}, Effect.orDie)

const signIn = Effect.gen(function* () {
  const { code, ...credentials } = yield* readAuthRequest(Credentials, "Send an email and a password.")
  const request = yield* HttpServerRequest.HttpServerRequest
  const { publicUrl } = yield* DeskConfig
  const library = yield* SignIn
  const throttle = yield* GuessThrottle
  const from = Option.getOrNull(request.remoteAddress)
  const response = yield* throttle.guard(
    { email: credentials.email, address: addressOf(request) },
    library.handle(forLibrary(request, publicUrl, "/sign-in/email", credentials, code)),
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
  Effect.catchTags({
    BadAuthRequest: ({ response }) => Effect.succeed(response),
    TooManyTries: tooManyTries("Too many tries. Wait 5 minutes or reset your password."),
    SignInBusy: () => Effect.succeed(busy),
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

/** Null without a session; with one whose user lost the licence, that reason. */
const session = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const sessions = yield* Sessions
  return yield* sessions.resolve(request.headers).pipe(
    Effect.map(({ sessionId, user }) => answer(200, { session: { id: sessionId }, user })),
    Effect.catchTag("NotSignedIn", (error) =>
      Effect.succeed(
        error === noLicence ? refuse(403, "NOT_LICENSED", error.message) : answer(200, null),
      )),
  )
}).pipe(Effect.withSpan("AuthRoutes.session"))

/** The three calls of sign-in; whatever else the library could do is not there. LinkRoutes has those of mailed links. */
export const AuthRoutes = Layer.mergeAll(
  HttpRouter.add("POST", `${authPath}/sign-in/email`, signIn),
  HttpRouter.add("POST", `${authPath}/sign-out`, signOut),
  HttpRouter.add("GET", `${authPath}/get-session`, session),
  HttpRouter.add("*", `${authPath}/*`, notFound),
)
