import { Effect } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

/** Nothing but what the desk itself serves; styles may be set on elements, since lists are laid out by position. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ")

const always = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
}

/** Files under /assets carry a hash of their content in their name; everything else is asked for again each time. */
const cachingOf = (url: string): string =>
  url.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"

export const SecurityHeaders = HttpRouter.middleware(
  (answer) =>
    Effect.gen(function* () {
      const { url } = yield* HttpServerRequest.HttpServerRequest
      const response = yield* answer
      return HttpServerResponse.setHeaders(response, {
        "cache-control": cachingOf(url),
        ...always,
        ...response.headers,
      })
    }),
  { global: true },
)
