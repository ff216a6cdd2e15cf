/**
 * What `live` is compared with: the least that brings a message to a screen. One INSERT per request with the plain
 * PostgreSQL client, then the row to the open socket. No signature, no actor, no unread counts, no way to resume.
 */
import { Schema } from "effect"
import { createServer } from "node:http"
import { Pool } from "pg"
import { WebSocketServer } from "ws"
import { answer, readInput } from "./programInput.ts"

const poolSize = 12

const input = readInput(Schema.Struct({ databaseUrl: Schema.String, port: Schema.Int }))
const pool = new Pool({ connectionString: input.databaseUrl, max: poolSize })
await pool.query(`CREATE TABLE IF NOT EXISTS bare_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, provider_id text NOT NULL UNIQUE, sender text NOT NULL,
  text text NOT NULL, at timestamptz NOT NULL DEFAULT now())`)

const insert = {
  name: "insert",
  text: `INSERT INTO bare_messages (provider_id, sender, text) VALUES ($1, $2, $3)
    RETURNING id, provider_id, sender, text, at`,
}

const server = createServer((request, response) => {
  const chunks: Array<Uint8Array> = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", async () => {
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const values = [form.get("MessageSid"), form.get("From"), form.get("Body")]
    const { rows: [row] } = await pool.query({ ...insert, values })
    const frame = JSON.stringify(row)
    for (const socket of sockets.clients) socket.send(frame)
    response.writeHead(200, { "content-type": "text/xml", "content-length": "11" }).end("<Response/>")
  })
})
const sockets = new WebSocketServer({ server })
server.listen(input.port, "127.0.0.1", () => answer({ listening: true }))
