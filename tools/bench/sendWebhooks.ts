/**
 * A program of its own: sends signed webhooks over keep-alive connections, each as soon as the one before it on its
 * connection is answered. First every customer writes once, then it warms up, then it measures; says what it saw.
 */
import process from "node:process"
import { HttpConnection } from "./HttpConnection.ts"
import { LoadInput, type LoadResult } from "./WebhookLoad.ts"
import { answer, readInput } from "./programInput.ts"
import { quantilesOf } from "./quantilesOf.ts"
import { customerCount, signedWebhook } from "./signedWebhook.ts"

const input = readInput(LoadInput)

/** The customer is drawn as `pgbench` draws it: at random, so that some write again before they are answered. */
const requests: Array<Uint8Array> = []
const count = customerCount + Math.ceil((input.warmUpSeconds + input.seconds) * input.perSecondMax)
for (let index = 0; index < count; index++) {
  const customer = index < customerCount ? index : Math.floor(Math.random() * customerCount)
  requests.push(signedWebhook(input.url, index, customer))
}

const unacknowledged: Array<number> = []
let sent = 0
let measuring = false
let latencies: Array<number> = []
let accepted = 0
let errors = 0

/** Sends on one connection while `goesOn`; returns when the last answer is there. */
const sendAll = (goesOn: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    let current = -1
    let startedAt = 0
    const next = (connection: HttpConnection) => {
      const request = goesOn() ? requests[sent] : undefined
      if (request === undefined) {
        connection.close()
        return resolve()
      }
      current = sent++
      startedAt = performance.now()
      connection.send(request)
    }
    const open = (): void => {
      HttpConnection.open(
        input.url,
        (status, connection) => {
          if (status !== 200) unacknowledged.push(current)
          if (measuring) {
            if (status === 200) accepted++
            else errors++
            latencies.push(performance.now() - startedAt)
          }
          next(connection)
        },
        () => {
          unacknowledged.push(current)
          if (measuring) errors++
          open()
        },
      ).then(next, reject)
    }
    open()
  })

const sendOnAll = (goesOn: () => boolean) =>
  Promise.all(Array.from({ length: input.connections }, () => sendAll(goesOn)))

const counterIn = (metrics: string, name: string) =>
  Number(new RegExp(`^${name}(?:{[^}]*})? ([\\d.e+]+)`, "m").exec(metrics)?.[1] ?? 0)

const readCounters = async () => {
  const metrics = await fetch(`${input.url}/metrics`).then((response) => response.text())
  return {
    commits: counterIn(metrics, "desk_journal_commits_total"),
    batches: counterIn(metrics, "desk_journal_batches_total"),
  }
}

const until = (time: number) => () => performance.now() < time

await sendOnAll(() => sent < customerCount)
await sendOnAll(until(performance.now() + input.warmUpSeconds * 1000))

const before = await readCounters()
const cpuBefore = process.cpuUsage()
const startedAt = performance.now()
latencies = []
measuring = true
await sendOnAll(until(startedAt + input.seconds * 1000))
measuring = false
const seconds = (performance.now() - startedAt) / 1000
const cpu = process.cpuUsage(cpuBefore)
const after = await readCounters()

answer(
  {
    sent,
    unacknowledged,
    seconds,
    accepted,
    errors,
    millis: quantilesOf(latencies),
    commits: after.commits - before.commits,
    batches: after.batches - before.batches,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  } satisfies LoadResult,
)
process.exit(0)
