/** Asks the server about signing in and sessions. */
export const postAuth = (path: string, body: unknown): Promise<Response> =>
  fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  })
