import { Schema } from "effect"
import process from "node:process"

const variable = "BENCH_INPUT"

/** How a program of the benchmark is given its input. */
export const inputFor = (input: object): Readonly<Record<string, string>> => ({
  [variable]: JSON.stringify(input),
})

/** Its own half. It also ends with whoever started it. */
export const readInput = <A>(schema: Schema.Decoder<A>): A => {
  process.stdin.once("end", () => process.exit(1)).resume()
  return Schema.decodeUnknownSync(Schema.fromJsonString(schema))(process.env[variable])
}

export const answer = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
