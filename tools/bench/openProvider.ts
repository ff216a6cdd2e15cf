import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import { StatusReports, type TakenMessage } from "./StatusReports.ts"

const keptOpenMillis = 60_000

/**
 * Takes every message as Twilio would and remembers to whom; an agent's are waited for by their text. What became of a
 * campaign's messages it reports at once where it is told to.
 */
export const openProvider = Effect.fnUntraced(
  function* (port: number, deskUrl: string, campaignText: string) {
    const taken: Array<TakenMessage> = []
    const times: Array<number> = []
    const awaited = new Map<string, () => void>()
    const reports = new StatusReports(deskUrl)
    const reported: Array<string> = []
    const take = (form: URLSearchParams, sid: string) => {
      const message = { sid, to: form.get("To") ?? "", callback: form.get("StatusCallback") ?? "" }
      taken.push(message)
      for (const status of reported) reports.add({ ...message, status })
    }
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk) => void (body += String(chunk)))
      request.on("end", () => {
        const form = new URLSearchParams(body)
        const text = form.get("Body") ?? ""
        const sid = `SM${randomUUID().replaceAll("-", "")}`
        response.writeHead(201, { "content-type": "application/json" })
        response.end(JSON.stringify({ sid, status: "queued" }))
        // The desk also asks for its account's list of messages.
        if (text !== "") times.push(performance.now())
        if (text === campaignText) take(form, sid)
        awaited.get(text)?.()
        awaited.delete(text)
      })
    })
    // A machine that is busy otherwise may rest for seconds: a connection cut then leaves a message unconfirmed.
    server.keepAliveTimeout = keptOpenMillis
    yield* Effect.acquireRelease(
      Effect.promise(async () => {
        server.listen(port, "127.0.0.1")
        await once(server, "listening")
      }),
      () =>
        Effect.sync(() => {
          reports.close()
          server.close()
        }),
    )
    return {
      taken,
      /** When each message came, an agent's and a campaign's. */
      times,
      reports,
      /** From now on these are reported of each message of a campaign as soon as it is taken. */
      reportAtOnce: (...statuses: ReadonlyArray<string>) =>
        void reported.splice(0, reported.length, ...statuses),
      /** Completes when the message with this text is here. */
      arrival: (text: string) => new Promise<void>((resolve) => void awaited.set(text, resolve)),
    }
  },
)

export type Provider = Effect.Success<ReturnType<typeof openProvider>>
