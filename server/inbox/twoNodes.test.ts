import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schedule, Schema } from "effect"
import fc from "fast-check"
import { randomUUID } from "node:crypto"
import { DeskProcess } from "../../test/DeskProcess.ts"
import { type ApiConversation, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { freePort } from "../database/freePort.ts"

const customers = Array.from({ length: 6 }, (_, n) => `+1555071000${n}`)
const agents = ["ann", "stan", "dana"] as const
const emailOf = { ann: "admin@acme.test", stan: "stan@acme.test", dana: "dana@acme.test" } as const

interface Step {
  readonly kind: "receive" | "write" | "assign" | "read" | "unread"
  readonly customer: number
  readonly by: typeof agents[number]
  readonly to: typeof agents[number]
  readonly node: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("receive", "receive", "write", "assign", "read", "unread"),
  customer: fc.nat(customers.length - 1),
  by: fc.constantFrom(...agents),
  to: fc.constantFrom(...agents),
  node: fc.nat(1),
})
const stepCount = 120
const seed = 20_261_122

/** Rows whose kept counts differ from a recount of what was received and read. */
const wrongCounts = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const counts = yield* sql`
    SELECT user_id, sender_id, recount.unread AS recounted, kept.unread AS kept FROM (
      SELECT c.owner_id AS user_id, c.sender_id, sum(greatest(received.count - m.read_inbound, m.marked_unread::int)) AS unread
      FROM conversations c JOIN members m ON m.conversation_id = c.id AND m.user_id = c.owner_id
      CROSS JOIN LATERAL (SELECT count(*) FROM items WHERE conversation_id = c.id AND direction = 'in') received
      WHERE received.count > 0 GROUP BY 1, 2
    ) recount FULL JOIN inbox_counts kept USING (user_id, sender_id)
    WHERE coalesce(recount.unread, 0) <> coalesce(kept.unread, 0)`
  const rows = yield* sql`
    SELECT c.id FROM conversations c JOIN members m ON m.conversation_id = c.id
    CROSS JOIN LATERAL (SELECT count(*) FROM items WHERE conversation_id = c.id AND direction = 'in') received
    WHERE c.inbound_count <> received.count
      OR (m.user_id = c.owner_id
        AND c.owner_unread <> greatest(received.count - m.read_inbound, m.marked_unread::int))
      OR (m.took_part AND m.unread <> greatest(received.count - m.read_inbound, m.marked_unread::int))`
  return { counts, rows }
})

const Page = Schema.Struct({ items: Schema.Array(Schema.Struct({ id: Schema.String, unread: Schema.Int })) })

/* Many users on two processes change the same few conversations at once; then everything is counted again. */
describe("unread counts of two nodes", () => {
  it.live(
    "INBOX-10, READ-1, READ-3, READ-4: are those of a recount, and both nodes show the same",
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
        const urls = [first.desk.url, second.url]
        const call = (node: number, method: string, path: string, by: string, body?: unknown) =>
          Effect.promise(async () => {
            const response = await fetch(`${urls[node]}/api/v1${path}`, {
              method,
              headers: { authorization: `Bearer key-of-${by}`, "content-type": "application/json" },
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            })
            const answer: unknown = await response.json()
            return { status: response.status, answer }
          })
        const receive = (customer: number, text: string) =>
          first.bring(customers[customer] ?? "", text).pipe(
            Effect.repeat({
              until: (status) => status === 200,
              schedule: Schedule.spaced("100 millis"),
              times: 50,
            }),
          )
        yield* Effect.forEach(customers, (_, n) => receive(n, "hello"), { concurrency: "unbounded" })
        const threads: ReadonlyArray<ApiConversation> = yield* first.conversations()
        assert.strictEqual(threads.length, customers.length)

        const act = ({ by, customer, kind, node, to }: Step, n: number): Effect.Effect<unknown> => {
          const thread = threads[customer]
          const path = `/conversations/${thread?.id}`
          switch (kind) {
            case "receive":
              return receive(customer, `number ${n}`)
            case "write":
              return call(node, "POST", `${path}/messages`, by, { id: randomUUID(), text: `answer ${n}` })
            case "assign":
              return call(node, "POST", `${path}/assign`, "ann", { to: emailOf[to] })
            case "read":
              return call(node, "POST", `${path}/read`, by, { seq: n })
            case "unread":
              return call(node, "POST", `${path}/unread`, by)
          }
        }
        const steps = fc.sample(step, { numRuns: stepCount, seed })
        yield* Effect.forEach(steps, act, { concurrency: 12, discard: true })

        const wrong = yield* wrongCounts.pipe(
          Effect.provide(PgClient.layer({ url: Redacted.make(first.desk.databaseUrl), maxConnections: 1 })),
        )
        assert.deepStrictEqual(wrong, { counts: [], rows: [] })
        for (const agent of agents) {
          for (const view of ["mine", "sent"]) {
            const shown = yield* Effect.forEach([0, 1], (node) =>
              call(node, "GET", `/conversations?view=${view}&limit=100`, agent).pipe(
                Effect.flatMap(({ answer }) =>
                  Schema.decodeUnknownEffect(Page)(answer)
                ),
              ))
            assert.deepStrictEqual(shown[1], shown[0], `${agent}: ${view}`)
          }
        }
      })),
    120_000,
  )
})
