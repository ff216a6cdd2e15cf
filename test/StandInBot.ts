import { HttpServerResponse } from "effect/http"
import { createHmac, timingSafeEqual } from "node:crypto"
import { makeStandInServer, type ReceivedCall } from "./StandInServer.ts"

export const botSecret = `whsec_${Buffer.from("the secret of a bot in tests").toString("base64")}`

/** A webhook that the bot took. */
export interface ToldMessage {
  readonly id: string
  readonly type: string
  readonly conversation: string
  readonly text: string
}

/** As a bot written in any language would do it, by the words of Standard Webhooks. */
const isSigned = ({ body, headers }: ReceivedCall): boolean => {
  const key = Buffer.from(botSecret.slice("whsec_".length), "base64")
  const at = headers["webhook-timestamp"] ?? ""
  const wanted = createHmac("sha256", key).update(`${headers["webhook-id"]}.${at}.${body}`).digest()
  const given = Buffer.from((headers["webhook-signature"] ?? "").replace("v1,", ""), "base64")
  return given.length === wanted.length && timingSafeEqual(given, wanted) &&
    Math.abs(Date.now() / 1000 - Number(at)) < 300
}

/** What a webhook that somebody got says. */
export const toldBy = (call: ReceivedCall): ToldMessage => {
  const { data, type } = JSON.parse(call.body)
  return {
    id: call.headers["webhook-id"] ?? "",
    type: String(type),
    conversation: String(data.conversation?.id),
    text: String(data.message?.text),
  }
}

/** A server in the place of a bot, which takes what is signed; what it answers by the API the test says. */
export const makeStandInBot = makeStandInServer<ToldMessage>({
  objectionTo: (call) => isSigned(call) ? null : HttpServerResponse.text("not signed", { status: 401 }),
  take: toldBy,
  accepted: () => HttpServerResponse.empty({ status: 204 }),
  refused: ({ status }) => HttpServerResponse.text("refused", { status }),
})
