import { Effect, Exit, Scope } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { performance } from "node:perf_hooks"
import type { Locator, Page } from "playwright"
import { afterAll, assert, beforeAll } from "vitest"
import type { AcceptedMessage } from "../../test/StandInProvider.ts"
import { careAddress, makeTwilioDesk, ownAddress, password } from "../../test/TwilioDesk.ts"
import { type DeskScreen, signIn } from "./DeskScreen.ts"

type Desk = Effect.Success<ReturnType<typeof makeTwilioDesk>>

export type UserName = "admin" | "dana" | "stan"

/** Ann is the admin. */
const keyNames: Record<UserName, string> = { admin: "ann", dana: "dana", stan: "stan" }

export const senders = {
  care: { id: "care", label: "Parcel Care", address: careAddress },
  own: { id: "own", label: "Stan's line", address: ownAddress },
  whatsApp: { id: "wa", label: "Parcel WhatsApp", address: "whatsapp:+15005550007" },
} as const

export interface Customer {
  readonly address: string
  /** As the desk shows the number of someone who is not in the contacts. */
  readonly shown: string
}

/** The customers of a test file; each test takes its own numbers. */
export const customer = (number: number): Customer => {
  const line = String(number).padStart(4, "0")
  return { address: `+1555030${line}`, shown: `+1 555-030-${line}` }
}

/** Whom a message goes to and what it says. */
export interface Brought {
  readonly from: Customer | string
  readonly text: string
  readonly to?: (typeof senders)[keyof typeof senders]
}

/** One real server with an account at the stand-in for Twilio, for all tests of a file. */
export const useTwilioDesk = (env: Readonly<Record<string, string>> = {}) => {
  let started: Desk | undefined
  const scope = Effect.runSync(Scope.make())
  beforeAll(async () => {
    started = await Effect.runPromise(
      makeTwilioDesk(env).pipe(Scope.provide(scope), Effect.provide(FetchHttpClient.layer)),
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const desk = (): Desk => {
    if (started === undefined) throw new Error("Use the desk inside a test")
    return started
  }

  /** A customer writes, as a signed call of the provider; resolves when the desk has answered it. */
  const bring = async ({ from, text, to = senders.care }: Brought): Promise<void> => {
    const address = typeof from === "string" ? from : from.address
    const sender = to === senders.whatsApp ? `whatsapp:${address}` : address
    const sid = `SM${randomUUID().replaceAll("-", "")}`
    assert.strictEqual(await Effect.runPromise(desk().bring(sender, text, sid, to.address)), 200)
  }

  /** The conversations of a user's inbox, newest first, as programs see them. */
  const inboxOf = (name: UserName) =>
    Effect.runPromise(desk().conversations("mine", `key-of-${keyNames[name]}`))

  return {
    desk,
    bring,
    inboxOf,
    /** The admin gives the customer's conversation, which is in her inbox or in that of `from`, to someone. */
    assign: async ({ address }: Customer, to: UserName, from: UserName = "admin"): Promise<void> => {
      const row = (await inboxOf(from)).find((one) => one.address === address)
      const answer = await Effect.runPromise(
        desk().call("POST", `/conversations/${row?.id}/assign`, { to: `${to}@acme.test` }),
      )
      assert.strictEqual(answer.status, 200)
    },
    /** Brings a message, and tells how many milliseconds after the desk's answer it was on the screen. */
    millisUntilShown: async (shown: Locator, message: Brought): Promise<number> => {
      const seenAt = shown.waitFor().then(() => performance.now())
      await bring(message)
      const answeredAt = performance.now()
      return await seenAt - answeredAt
    },
    /** The messages that reached the stand-in with this text, when there are at least so many. */
    accepted: async (text: string): Promise<ReadonlyArray<AcceptedMessage>> =>
      (await Effect.runPromise(desk().provider.accepted)).filter(({ body }) => body === text),
    /** The provider tells what became of a message; of a failure, with its code. */
    report: async (message: AcceptedMessage, status: string, code?: number): Promise<void> => {
      const params = code === undefined ? {} : { ErrorCode: String(code) }
      assert.strictEqual(await Effect.runPromise(desk().provider.reportStatus(message, status, params)), 204)
    },
    signIn: (page: Page, name: UserName, path = "/inbox"): Promise<DeskScreen> =>
      signIn(page, `${desk().desk.url}${path}`, { email: `${name}@acme.test`, password }),
  }
}
