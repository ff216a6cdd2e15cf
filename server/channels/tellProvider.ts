import { Effect } from "effect"
import type { HttpClient, HttpClientRequest } from "effect/http"

const timeLimit = "10 seconds"

/** Tells a provider something that no message depends on: whatever becomes of it, nobody waits and nothing follows. */
export const tellProvider = (
  http: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
): Effect.Effect<void> =>
  http.execute(request).pipe(
    Effect.flatMap((response) =>
      response.status < 300
        ? Effect.void
        : Effect.logDebug("a provider did not take a read receipt", response.status)
    ),
    Effect.timeout(timeLimit),
    Effect.catchCause((cause) => Effect.logDebug("a provider did not take a read receipt", cause)),
    Effect.scoped,
  )
