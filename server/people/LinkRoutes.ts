import { Effect, Layer, Schema } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import type { SqlError } from "effect/sql"
import { NewPassword, passwordLengthMin } from "../../domain/user/Password.ts"
import { UserName } from "../../domain/user/UserAccount.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { addressOf, answer, busy, readAuthRequest, refuse, tooManyTries } from "../session/authAnswer.ts"
import { GuessThrottle, type SignInBusy, type TooManyTries } from "../session/GuessThrottle.ts"
import { authPath } from "../session/SignIn.ts"
import { Invitations } from "./Invitations.ts"
import { LinkNotValid } from "./LinkToken.ts"
import { PasswordResets } from "./PasswordResets.ts"

const token = Schema.String.check(Schema.isMaxLength(100))
const email = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(254))

const done = answer(200, { success: true })
const notValid = refuse(410, "LINK_NOT_VALID", "This link was used already, replaced, or has expired.")
const passwordWanted = `Send the link's token and a password of at least ${passwordLengthMin} characters.`

type Failure = LinkNotValid | SqlError.SqlError | TooManyTries | SignInBusy

/** By address: links cannot be guessed, but passwords that are hashed for nothing cost as much as right ones. */
const byAddress = Effect.fnUntraced(
  function* <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) {
    const throttle = yield* GuessThrottle
    const place = `${what} ${addressOf(yield* HttpServerRequest.HttpServerRequest)}`
    const exit = yield* throttle.guard(
      { email: place, address: place },
      Effect.exit(effect),
      ({ _tag }) => _tag === "Success" ? "right" : "wrong",
    )
    return yield* exit
  },
)

const explained = <R>(effect: Effect.Effect<typeof done, Failure, R>) =>
  effect.pipe(
    Effect.catchTags({
      LinkNotValid: () => Effect.succeed(notValid),
      TooManyTries: tooManyTries("Too many tries. Wait 5 minutes and try again."),
      SignInBusy: () => Effect.succeed(busy),
      SqlError: (error) =>
        Effect.as(
          Effect.logError("a link could not be used", errorSummary(error)),
          refuse(503, "UNAVAILABLE", "The desk could not answer. Try again in a moment."),
        ),
    }),
  )

/** The answer is the same for whoever asks: it does not tell whose address that is. */
const requestReset = Effect.gen(function* () {
  const asked = yield* readAuthRequest(Schema.Struct({ email }), "Send an email.")
  const resets = yield* PasswordResets
  const throttle = yield* GuessThrottle
  const address = addressOf(yield* HttpServerRequest.HttpServerRequest)
  return yield* throttle.guard(
    { email: `reset ${asked.email}`, address: `reset ${address}` },
    Effect.as(resets.request(asked.email), done),
    () => "wrong",
  ).pipe(explained)
}).pipe(
  Effect.catchTag("BadAuthRequest", ({ response }) => Effect.succeed(response)),
  Effect.withSpan("LinkRoutes.requestReset"),
)

const reset = Effect.gen(function* () {
  const asked = yield* readAuthRequest(Schema.Struct({ token, password: NewPassword }), passwordWanted)
  const resets = yield* PasswordResets
  return yield* byAddress("link", resets.reset(asked.token, asked.password)).pipe(Effect.as(done), explained)
}).pipe(
  Effect.catchTag("BadAuthRequest", ({ response }) => Effect.succeed(response)),
  Effect.withSpan("LinkRoutes.reset"),
)

const lookAtInvitation = Effect.gen(function* () {
  const asked = yield* readAuthRequest(Schema.Struct({ token }), "Send the link's token.")
  const invitations = yield* Invitations
  return yield* byAddress("link", invitations.look(asked.token)).pipe(
    Effect.map((view) => answer(200, view)),
    explained,
  )
}).pipe(
  Effect.catchTag("BadAuthRequest", ({ response }) => Effect.succeed(response)),
  Effect.withSpan("LinkRoutes.lookAtInvitation"),
)

const acceptInvitation = Effect.gen(function* () {
  const asked = yield* readAuthRequest(
    Schema.Struct({ token, name: UserName, password: NewPassword }),
    passwordWanted,
  )
  const invitations = yield* Invitations
  return yield* byAddress("link", invitations.accept(asked.token, asked.name, asked.password)).pipe(
    Effect.as(done),
    explained,
  )
}).pipe(
  Effect.catchTag("BadAuthRequest", ({ response }) => Effect.succeed(response)),
  Effect.withSpan("LinkRoutes.acceptInvitation"),
)

/** What the links in mails lead to, without a session: all by POST, so that no scanner of mails uses a link up. */
export const LinkRoutes = Layer.mergeAll(
  HttpRouter.add("POST", `${authPath}/request-password-reset`, requestReset),
  HttpRouter.add("POST", `${authPath}/reset-password`, reset),
  HttpRouter.add("POST", `${authPath}/invitation`, lookAtInvitation),
  HttpRouter.add("POST", `${authPath}/accept-invitation`, acceptInvitation),
)
