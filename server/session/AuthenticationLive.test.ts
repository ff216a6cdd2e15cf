import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { Rpc, RpcGroup, RpcTest } from "effect/rpc"
import { SqlClient } from "effect/sql"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Directory } from "../directory/Directory.ts"
import { AuthenticationLive } from "./AuthenticationLive.ts"
import { cookieOf, signInFixture } from "./SignInFixture.ts"

class WhoRpcs extends RpcGroup.make(Rpc.make("Who", { success: Schema.String })).middleware(Authentication) {}

const handlers = WhoRpcs.toLayer({ Who: () => CurrentUser.use(({ user }) => Effect.succeed(user.name)) })

layer(Layer.provideMerge(Layer.merge(AuthenticationLive, handlers), signInFixture()), {
  excludeTestServices: true,
})("a call of a desk", (it) => {
  it.effect("AUTH-3: is its session's user's, and refused without a session", () =>
    Effect.gen(function* () {
      const client = yield* RpcTest.makeClient(WhoRpcs)
      const cookie = yield* cookieOf("stan@acme.test")
      assert.strictEqual(yield* client.Who(undefined, { headers: { cookie } }), "Stan")
      assert.strictEqual(
        yield* client.Who(undefined, { headers: { authorization: "Bearer key-ann" } }),
        "Ann",
      )
      assert.strictEqual((yield* Effect.flip(client.Who()))._tag, "NotSignedIn")
    }))

  it.effect("AUTH-3: is refused as soon as the directory knows that the licence is gone", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const directory = yield* Directory
      const client = yield* RpcTest.makeClient(WhoRpcs)
      const headers = { cookie: yield* cookieOf("stan@acme.test") }
      yield* client.Who(undefined, { headers })
      yield* sql`UPDATE users SET licensed = false WHERE email = 'stan@acme.test'`
      yield* directory.changed
      const refused = yield* Effect.flip(client.Who(undefined, { headers }))
      assert.include(refused.message, "no licence")
    }))
})
