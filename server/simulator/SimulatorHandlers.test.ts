import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { SimulatorRpcs } from "../../domain/rpc/SimulatorRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { defaultSwitches } from "../../domain/simulator/SimulatorState.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Contacts } from "../contacts/Contacts.ts"
import { SimulatorHandlersLive } from "./SimulatorHandlers.ts"
import {
  foreign,
  liveWorkspaceId,
  makeSimulation,
  phone,
  sms,
  userId,
  workspaceId,
} from "./SimulatorFixture.ts"

const contacts = Layer.mock(Contacts)({ phones: () => Effect.succeed([{ phone, name: "Elena Marsh" }]) })

const user = {
  id: userId,
  email: "dana@example.com",
  name: "Dana",
  role: "standard",
  licensed: true,
} as const

const signedInTo = (workspace: WorkspaceId) =>
  Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId: workspace, sessionId: "s1" })
    ),
  )

const start = Effect.fnUntraced(function* (workspace: WorkspaceId) {
  const { services } = yield* makeSimulation
  const handlers = yield* Layer.build(
    Layer.merge(SimulatorHandlersLive, signedInTo(workspace)).pipe(
      Layer.provide(contacts),
      Layer.provide(Layer.succeedContext(services)),
    ),
  )
  return yield* RpcTest.makeClient(SimulatorRpcs).pipe(Effect.provide(handlers))
})

describe("SimulatorHandlers", () => {
  it.effect("shows a demo workspace its simulated Sender IDs, its contacts and what happens", () =>
    Effect.gen(function* () {
      const client = yield* start(workspaceId)
      const frames = yield* client["Simulator.follow"]().pipe(
        Stream.tap((frame) =>
          frame._tag === "State"
            ? client["Simulator.write"]({ senderId: sms.id, from: "+1 (415) 555-0136", text: "Hi" })
            : Effect.void
        ),
        Stream.take(3),
        Stream.runCollect,
      )
      const [state, event, message] = frames
      if (state?._tag !== "State" || event?._tag !== "Event" || message?._tag !== "Message") {
        return assert.fail(JSON.stringify(frames))
      }
      assert.deepStrictEqual(
        state.state.senders.map(({ id }) => id),
        ["care", "wa"].map((id) => SenderId.make(id)),
      )
      assert.deepStrictEqual(state.state.customers, [{ phone, name: "Elena Marsh" }])
      assert.deepStrictEqual([event.event.kind, event.event.details], ["inbound", "Hi"])
      assert.strictEqual(message.message.phone, phone)
    }))

  it.effect("AUTH-3: is there for demo workspaces only", () =>
    Effect.gen(function* () {
      const client = yield* start(liveWorkspaceId)
      const refused = [
        yield* Effect.flip(Stream.runDrain(client["Simulator.follow"]())),
        yield* Effect.flip(client["Simulator.write"]({ senderId: sms.id, from: phone, text: "Hi" })),
        yield* Effect.flip(client["Simulator.switch"](defaultSwitches)),
        yield* Effect.flip(client["Simulator.look"]({ senderId: sms.id, phone })),
        yield* Effect.flip(client["Simulator.clearLog"]()),
      ]
      assert.isTrue(refused.every((error) => error._tag === "Refusal" && error.code === "not_allowed"))
    }))

  it.effect("AUTH-3: does not know the Sender IDs of other workspaces", () =>
    Effect.gen(function* () {
      const client = yield* start(workspaceId)
      const error = yield* Effect.flip(
        client["Simulator.write"]({ senderId: foreign.id, from: phone, text: "Hi" }),
      )
      assert.strictEqual(error._tag === "Refusal" && error.code, "not_found")
    }))

  it.effect.each(["", "555-0136", "+1", "+1415555013600000", "+1415x", "STOP"])(
    'SEND-2: refuses "%s" as the number that writes',
    (from) =>
      Effect.gen(function* () {
        const client = yield* start(workspaceId)
        const error = yield* Effect.flip(client["Simulator.write"]({ senderId: sms.id, from, text: "Hi" }))
        assert.strictEqual(error._tag === "Refusal" && error.code, "invalid_number")
      }),
  )

  it.effect("says that the phone is off instead of losing what is written on it", () =>
    Effect.gen(function* () {
      const client = yield* start(workspaceId)
      yield* client["Simulator.switch"]({ ...defaultSwitches, phoneOff: true })
      const error = yield* Effect.flip(
        client["Simulator.write"]({ senderId: sms.id, from: phone, text: "Hi" }),
      )
      assert.include(error.message, "phone is off")
    }))
})
