import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schedule } from "effect"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { freePort } from "../database/freePort.ts"

const customers = Array.from({ length: 12 }, (_, n) => `+15550700${String(n).padStart(3, "0")}`)
const perCustomer = 15

/** As a provider does: what got no success is brought again. */
const untilTaken = { schedule: Schedule.spaced("200 millis"), times: 100 }

/* Two processes on one database, behind no balancer: a provider may reach either. */
describe("two nodes", () => {
  it.live(
    "CONV-1, CONV-2, CONV-5, CONV-6: lose, double and reorder nothing, also when one is killed",
    () =>
      scopedTest(Effect.gen(function* () {
        const clusterEnv = Effect.map(freePort, (port) => ({
          CLUSTER_HOST: "127.0.0.1",
          CLUSTER_PORT: String(port),
          SECRET_KEY: "one key for every node of a cluster",
        }))
        const first = yield* makeTwilioDesk(yield* clusterEnv)
        const second = yield* DeskProcess.scoped({
          databaseUrl: first.desk.databaseUrl,
          env: yield* clusterEnv,
        })
        const doors = [first.messagesUrl, first.messagesUrl.replace(first.desk.url, second.url)]

        const bring = (from: string, n: number) =>
          Effect.forEach(doors, (door) =>
            Effect.exit(first.provider.bringMessage(door, {
              sid: `SM${from}-${n}`,
              from,
              to: careAddress,
              body: `number ${n}`,
            })), { concurrency: "unbounded" }).pipe(
              // Both nodes get every message at once; one success is enough for the provider.
              Effect.repeat({
                until: (answers) => answers.some((answer) => Exit.isSuccess(answer) && answer.value === 200),
                ...untilTaken,
              }),
            )

        let brought = 0
        yield* Effect.forEach(customers, (from) =>
          Effect.gen(function* () {
            for (let n = 1; n <= perCustomer; n++) {
              yield* bring(from, n)
              if (++brought === (customers.length * perCustomer) / 3) {
                yield* Effect.promise(() => second.kill())
              }
            }
          }), { concurrency: "unbounded" })

        const rows = yield* first.conversations()
        assert.strictEqual(rows.length, customers.length)
        for (const row of rows) {
          const items = yield* first.items(row.id)
          assert.deepStrictEqual(
            items.map((item) => [item.seq, item.text]),
            Array.from({ length: perCustomer }, (_, n) => [n + 1, `number ${n + 1}`]),
          )
        }
      })),
    120_000,
  )
})
