/**
 * A program of its own, on one clock: the agent who sends, one message after another, and the provider that takes them. The
 * control is the least that sends a message and remembers it: one INSERT for the message, one for its delivery, one POST.
 */
import { Effect } from "effect"
import { RpcClient } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { Agent, createServer, request } from "node:http"
import process from "node:process"
import { Pool } from "pg"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { agentTransport } from "./agentTransport.ts"
import { accountSid, authToken, senderAddress } from "./benchSeed.ts"
import { answer, readInput } from "./programInput.ts"
import { quantilesOf } from "./quantilesOf.ts"
import { SendProbeInput, type SendProbeResult } from "./SendProbe.ts"

const conversationCount = 50
const acceptSecondsMax = 10

const input = readInput(SendProbeInput)
const waiting = new Map<string, () => void>()

const provider = createServer((incoming, response) => {
  const chunks: Array<Uint8Array> = []
  incoming.on("data", (chunk) => chunks.push(chunk))
  incoming.on("end", () => {
    const body = new URLSearchParams(Buffer.concat(chunks).toString()).get("Body") ?? ""
    waiting.get(body)?.()
    waiting.delete(body)
    const sid = `SM${randomUUID().replaceAll("-", "")}`
    const created = JSON.stringify({ sid, status: "queued", error_code: null })
    response.writeHead(201, { "content-type": "application/json" }).end(created)
  })
})
await new Promise<void>((resolve) => provider.listen(input.port, "127.0.0.1", resolve))

/** When the provider has the message with this text. */
const accepted = (text: string) =>
  new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${text} did not arrive`)), acceptSecondsMax * 1000)
    waiting.set(text, () => {
      clearTimeout(late)
      resolve(performance.now())
    })
  })

interface Timing {
  readonly accepted: number
  readonly stored: number
}

const timed = async (text: string, send: () => Promise<unknown>): Promise<Timing> => {
  const arrives = accepted(text)
  const began = performance.now()
  await send()
  const stored = performance.now() - began
  return { accepted: await arrives - began, stored }
}

type Send = (text: string, index: number) => Promise<Timing>

const measure = async (send: Send): Promise<ReadonlyArray<Timing>> => {
  const timings: Array<Timing> = []
  for (let index = 0; index < input.warmUps + input.messages; index++) {
    timings.push(await send(`${index} Your parcel is on its way and will be there tomorrow.`, index))
  }
  return timings.slice(input.warmUps)
}

const throughDesk = Effect.gen(function* () {
  const client = yield* RpcClient.make(DeskRpcs)
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const conversations: Array<ConversationId> = []
  for (let n = 0; n < conversationCount; n++) {
    const text = `begin ${n}`
    yield* Effect.promise(() =>
      timed(text, async () => {
        const row = await run(client["Conversation.start"]({
          senderId: SenderId.make("care"),
          to: `+1555092${String(n).padStart(4, "0")}`,
          name: null,
          messageId: MessageId.make(randomUUID()),
          text,
        }))
        conversations.push(row.id)
      })
    )
  }
  const send: Send = (text, index) => {
    const id = conversations[index % conversationCount] ?? ConversationId.make(randomUUID())
    const messageId = MessageId.make(randomUUID())
    return timed(text, () => run(client["Conversation.send"]({ id, messageId, text })))
  }
  return yield* Effect.promise(() => measure(send))
})

const bare = async () => {
  const pool = new Pool({ connectionString: input.databaseUrl, max: 2 })
  await pool.query(`CREATE TABLE IF NOT EXISTS bare_outgoing (
    id uuid PRIMARY KEY, text text NOT NULL, at timestamptz NOT NULL DEFAULT now())`)
  await pool.query(`CREATE TABLE IF NOT EXISTS bare_deliveries (
    message_id uuid PRIMARY KEY, status text NOT NULL, at timestamptz NOT NULL DEFAULT now())`)
  const message = { name: "message", text: "INSERT INTO bare_outgoing (id, text) VALUES ($1, $2)" }
  const delivery = {
    name: "delivery",
    text: "INSERT INTO bare_deliveries (message_id, status) VALUES ($1, 'dispatching')",
  }
  const agent = new Agent({ keepAlive: true })
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const post = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const body = new URLSearchParams({ From: senderAddress, To: "+15550920000", Body: text }).toString()
      const call = request(
        { host: "127.0.0.1", port: input.port, path, method: "POST", agent },
        (response) => {
          response.on("end", resolve).resume()
        },
      )
      call.setHeader("authorization", `Basic ${btoa(`${accountSid}:${authToken}`)}`)
      call.setHeader("content-type", "application/x-www-form-urlencoded")
      call.on("error", reject).end(body)
    })
  return measure((text) =>
    timed(text, async () => {
      const id = randomUUID()
      await pool.query({ ...message, values: [id, text] })
      await pool.query({ ...delivery, values: [id] })
      await post(text)
    })
  )
}

const timings = input.target === "desk"
  ? await Effect.runPromise(
    agentTransport(input.deskUrl).pipe(
      Effect.flatMap((transport) => throughDesk.pipe(Effect.scoped, Effect.provide(transport))),
    ),
  )
  : await bare()
answer(
  {
    messages: timings.length,
    acceptedMillis: quantilesOf(timings.map((timing) => timing.accepted)),
    storedMillis: quantilesOf(timings.map((timing) => timing.stored)),
  } satisfies SendProbeResult,
)
process.exit(0)
