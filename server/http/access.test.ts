import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { AccessDesk } from "../../test/AccessDesk.ts"
import { type Caller, callers } from "../../test/Caller.ts"
import { absentThings, type Things } from "../../test/Things.ts"
import { everything, hiddenFrom, rowsAbout, withoutNames } from "../../test/hiddenFrom.ts"
import { routeVerdicts } from "./routeVerdicts.ts"

const routes = Object.entries(routeVerdicts)

/** The first piece of a stream that goes on, else everything. */
const textOf = async ({ body }: Response, endless: boolean, stop: () => void): Promise<string> => {
  if (body === null) return ""
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value
    if (!endless) continue
    stop()
    break
  }
  return text
}

const ask = Effect.fnUntraced(function* (caller: Caller, route: string, things: Things) {
  const desk = yield* AccessDesk
  const verdict = routeVerdicts[route]
  if (!verdict) return yield* Effect.die(`${route} has no verdict`)
  const [method = "GET"] = route.replace("*", "GET").split(" ")
  const path = verdict.path(things)
  const body = verdict.body && method !== "GET" ? JSON.stringify(verdict.body(things)) : null
  const headers = {
    origin: verdict.origin ?? desk.url,
    "content-type": "application/json",
    ...(path.startsWith("/api/v1/") ? desk.key(caller) : { cookie: desk.cookie(caller) }),
  }
  return yield* Effect.promise(async () => {
    const stopper = new AbortController()
    const response = await fetch(desk.url + path, { method, headers, body, signal: stopper.signal })
    const text = await textOf(response, verdict.endless === true && response.ok, () => stopper.abort())
    return { status: response.status, text, said: path + (body ?? "") }
  })
})

layer(AccessDesk.layer, { excludeTestServices: true })("routes", (it) => {
  it.effect("AUTH-3: every route has a verdict for each kind of caller, or a method that nobody may use", () =>
    Effect.gen(function* () {
      const desk = yield* AccessDesk
      const missing: Array<string> = []
      for (const route of desk.routes) {
        if (route in routeVerdicts) continue
        const [method = "", path = ""] = route.split(" ")
        const response = yield* Effect.promise(() => fetch(desk.url + path, { method }))
        yield* Effect.promise(() => response.text())
        if (response.status !== 405) missing.push(route)
      }
      assert.deepStrictEqual(
        missing,
        [],
        "say in server/http/routeVerdicts.ts what each kind of caller is answered",
      )
      assert.deepStrictEqual(routes.map(([route]) => route).filter((route) => !desk.routes.has(route)), [])
    }))

  it.effect.each(callers)("AUTH-3: %s is answered as the verdicts say", (caller) =>
    Effect.gen(function* () {
      const desk = yield* AccessDesk
      for (const [route, { answers }] of routes) {
        const { status, text } = yield* ask(caller, route, yield* desk.makeThings)
        assert.strictEqual(status, answers[caller], `${caller}: ${route} ${text}`)
      }
    }))

  it.effect.each(["colleague", "foreigner", "unlicensed", "stranger"] as const)(
    "AUTH-4: of what %s may not see, no route tells whether it is there, and none changes it",
    (caller) =>
      Effect.gen(function* () {
        const desk = yield* AccessDesk
        const things = yield* desk.makeThings
        const hidden = hiddenFrom(caller, things)
        for (const [route, { answers, endless }] of routes) {
          const where = `${caller}: ${route}`
          const before = yield* everything
          const about = yield* rowsAbout(things)
          const { said, status, text } = yield* ask(caller, route, things)
          assert.deepStrictEqual(yield* rowsAbout(things), about, where)
          if (answers[caller] >= 400) assert.deepStrictEqual(yield* everything, before, where)
          for (const word of hidden) if (!said.includes(word)) assert.notInclude(text, word, where)
          const absent = yield* ask(caller, route, absentThings)
          if (endless || said === absent.said) continue
          assert.strictEqual(absent.status, status, where)
          assert.strictEqual(withoutNames(absent.text, absentThings), withoutNames(text, things), where)
        }
      }),
  )
})
