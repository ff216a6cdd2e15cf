/** A program of its own, in place of `pgbench` where there is none: the same statement, clients and durability. */
import { Client } from "pg"
import process from "node:process"
import { appendOneSql } from "./appendOneSql.ts"
import { ControlInput, type ControlResult } from "./IngestControlRun.ts"
import { answer, readInput } from "./programInput.ts"
import { customerCount } from "./signedWebhook.ts"

const input = readInput(ControlInput)
const text = appendOneSql("$1")

const clients = await Promise.all(Array.from({ length: input.clients }, async () => {
  const client = new Client({ connectionString: input.databaseUrl })
  await client.connect()
  return client
}))

let written = 0
const startedAt = performance.now()
const end = startedAt + input.seconds * 1000
await Promise.all(clients.map(async (client) => {
  while (performance.now() < end) {
    const n = 1 + Math.floor(Math.random() * customerCount)
    await client.query({ name: "append-one", text, values: [n] })
    written++
  }
}))
const seconds = (performance.now() - startedAt) / 1000
await Promise.all(clients.map((client) => client.end()))
answer({ perSecond: written / seconds } satisfies ControlResult)
process.exit(0)
