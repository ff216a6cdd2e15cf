import { assert, describe, it } from "@effect/vitest"
import { setTimeout } from "node:timers/promises"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { demoPassword, DeskProcess } from "../../test/DeskProcess.ts"
import { RawSocket } from "../../test/RawSocket.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"

const sender = SenderId.make("parcel-care")
const from = "+14155550998"
const id = conversationIdOf(sender, canonicalAddress(from))
const lookMax = 400
const lookAgainMillis = 50

/** Asks until the answer has a text. */
const until = async (socket: RawSocket, text: string, call = "Conversation.items") => {
  const asked = call === "Conversation.items" ? { id, after: 0, before: null, limit: 50 } : { id }
  for (let look = 0; look < lookMax; look++) {
    const [answer] = await socket.ask(call, asked)
    if (answer?.includes(text)) return answer
    await setTimeout(lookAgainMillis)
  }
  return assert.fail(`never came: ${text}`)
}

describe("the sample bot of a fresh demo", () => {
  it(
    "BOT-1, MEDIA-1: answers on the simulated phone once an admin lets it, also with a file, and hands over when asked for a person",
    async () => {
      await using desk = await DeskProcess.start()
      const signedIn = await fetch(`${desk.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: desk.url },
        body: JSON.stringify({ email: "admin@example.com", password: demoPassword }),
      })
      const cookie = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ")
      await using socket = await RawSocket.open(desk.url, cookie)
      const [list] = await socket.ask("Bot.list", null)
      const bot = JSON.parse(list ?? "").exit.value[0]
      const { id: botId, problem: _, skippedUntil: __, ...seen } = bot
      assert.deepStrictEqual([seen.name, seen.senders], ["Sample bot", []])
      await socket.ask("Bot.change", { id: botId, seen, next: { ...seen, senders: [sender] } })
      const [tested] = await socket.ask("Bot.test", { id: botId })
      assert.include(tested, `"problem":null`)

      await socket.ask("Simulator.write", { senderId: sender, from, text: "Hi" })
      await until(socket, "Write HOURS")
      await socket.ask("Simulator.write", { senderId: sender, from, text: "hours" })
      await until(socket, "Monday to Friday")
      await socket.ask("Simulator.write", { senderId: sender, from, text: "Prices" })
      const file = await until(socket, "Prices.pdf")
      assert.include(file, `"type":"application/pdf"`)
      await socket.ask("Simulator.write", { senderId: sender, from, text: "Thanks!" })
      await until(socket, "Thanks!")
      await until(socket, `"waitingSince":null`, "Conversation.get")
      assert.lengthOf((await until(socket, "Thanks!")).split("Write HOURS"), 2)
      await socket.ask("Simulator.write", { senderId: sender, from, text: "Agent" })
      const items = await until(socket, "They asked for a person")
      assert.include(items, "One moment")
    },
    90_000,
  )
})
