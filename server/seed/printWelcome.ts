import { Console, Effect, Option, Redacted } from "effect"
import { DeskConfig } from "../DeskConfig.ts"
import { Seeding } from "./Seeding.ts"

/** What an operator who just started the desk needs to know: where it is, and how to get in. */
export const printWelcome = Effect.gen(function* () {
  const { publicUrl } = yield* DeskConfig
  const { demoEmails, demoPassword } = yield* Seeding
  const password = Option.match(demoPassword, {
    onNone: () => "the password printed at the first start",
    onSome: (made) => `the password ${Redacted.value(made)}`,
  })
  const lines = ["", `  Converse Desk is ready:  ${publicUrl}`]
  if (demoEmails.length > 0) {
    lines.push(`  Sign in as ${demoEmails.join(", ")} with ${password}`)
    lines.push(`  Play the customer:       ${publicUrl}/simulator`)
  }
  yield* Console.log([...lines, ""].join("\n"))
})
