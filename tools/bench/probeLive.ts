/**
 * A program of its own, on one clock: sends webhooks at a steady rate, and is the agent whose socket they arrive at.
 * The bare server is probed in the very same way, but for the desk's RPC around the message.
 */
import { Effect } from "effect"
import process from "node:process"
import { setTimeout as pause } from "node:timers/promises"
import { WebSocket } from "ws"
import { HttpConnection } from "./HttpConnection.ts"
import { ProbeInput, type ProbeResult } from "./LiveProbe.ts"
import { openAgentSocket } from "./openAgentSocket.ts"
import { answer, readInput } from "./programInput.ts"
import { quantilesOf } from "./quantilesOf.ts"
import { customerCount, indexIn, signedWebhook } from "./signedWebhook.ts"

const connectionCount = 32
const arriveSecondsMax = 10

const input = readInput(ProbeInput)
const warmUps = customerCount + Math.round(input.warmUpSeconds * input.perSecond)
const total = warmUps + Math.round(input.seconds * input.perSecond)
const requests = Array.from(
  { length: total },
  (_, index) =>
    signedWebhook(
      input.url,
      index,
      index < customerCount ? index : Math.floor(Math.random() * customerCount),
    ),
)

const sentAt = new Float64Array(total)
const answeredAt = new Float64Array(total)
const shownAt = new Float64Array(total)
let shown = 0
let onAllShown = () => {}

const onMessage = (text: string) => {
  const index = indexIn(text)
  if (shownAt[index] !== 0) return
  shownAt[index] = performance.now()
  shown++
  if (shown === total) onAllShown()
}

const fail = (what: unknown): never => {
  process.stderr.write(`${what instanceof Error ? what.stack : String(what)}\n`)
  process.exit(1)
}

const openSocket = () =>
  new Promise<void>((resolve, reject) => {
    if (input.target === "desk") {
      Effect.runPromise(openAgentSocket(input.url, resolve, onMessage)).then(
        () => fail("The stream ended"),
        fail,
      )
      return
    }
    const socket = new WebSocket(`${input.url.replace("http", "ws")}/`)
    socket.once("open", resolve).once("error", reject)
    socket.on("message", (data) => onMessage(JSON.parse(String(data)).text))
  })

/** Connections that are free, the longest idle first, so that none is closed for idling; more are opened when none is. */
const idle: Array<HttpConnection> = []
const current = new Map<HttpConnection, number>()

const openConnection = () =>
  HttpConnection.open(input.url, (status, connection) => {
    if (status !== 200) fail(`A webhook was answered with ${status}`)
    answeredAt[current.get(connection) ?? 0] = performance.now()
    idle.push(connection)
  }, () => fail("A connection was lost"))

const send = async (index: number) => {
  const connection = idle.shift() ?? await openConnection()
  const request = requests[index]
  if (request === undefined) return
  current.set(connection, index)
  sentAt[index] = performance.now()
  connection.send(request)
}

await openSocket()
for (let n = 0; n < connectionCount; n++) idle.push(await openConnection())
const startedAt = performance.now()
for (let index = 0; index < total; index++) {
  const due = startedAt + (index * 1000) / input.perSecond
  const early = due - performance.now()
  if (early > 0) await pause(early)
  await send(index)
}

const allShown = new Promise<void>((resolve) => onAllShown = resolve)
if (shown < total) {
  await Promise.race([allShown, pause(arriveSecondsMax * 1000)])
}
if (shown < total) fail(`${total - shown} of ${total} messages did not arrive`)
const millisUntil = (at: Float64Array) =>
  quantilesOf([...at.subarray(warmUps)].map((time, n) => time - (sentAt[warmUps + n] ?? 0)))
answer(
  {
    messages: total - warmUps,
    shownMillis: millisUntil(shownAt),
    answeredMillis: millisUntil(answeredAt),
  } satisfies ProbeResult,
)
process.exit(0)
