import { Effect } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiSwagger } from "effect/http-api"
import { Layer } from "effect"
import { createHash } from "node:crypto"
import { DeskApi } from "./DeskApi.ts"

const scripts = /<script>([\s\S]*?)<\/script>/g

/** Allows the scripts that stand in the page, by their hashes, and nothing from anywhere else. */
const contentSecurityPolicyOf = (page: string): string => {
  const hashes = Array.from(
    page.matchAll(scripts),
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  )
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

/** The page is made once and stays the same, and so does its policy. */
const OwnPolicy = HttpRouter.middleware((answer) => {
  const policies = new WeakMap<object, string>()
  return Effect.map(answer, (response) => {
    const { body } = response
    if (body._tag !== "Uint8Array") return response
    const policy = policies.get(body) ?? contentSecurityPolicyOf(new TextDecoder().decode(body.body))
    policies.set(body, policy)
    return HttpServerResponse.setHeader(response, "content-security-policy", policy)
  })
}).layer

/** The browsable page of the API at /docs: its program comes from the desk itself, so that it works without internet. */
export const ApiDocs = HttpApiSwagger.layer(DeskApi, { path: "/docs" }).pipe(Layer.provide(OwnPolicy))
