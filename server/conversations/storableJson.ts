/** Escapes of NUL and of halves of surrogate pairs, not preceded by an escaped backslash of which they are only the rest. */
const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi

/**
 * JSON that PostgreSQL's jsonb takes, whatever a customer or provider wrote: what it cannot hold (NUL, broken surrogate
 * pairs) becomes the replacement character. JSON.stringify writes just these as escapes.
 */
export const storableJson = (value: unknown): string => {
  const json = JSON.stringify(value)
  return json.includes("\\u") ? json.replace(unstorable, "$1\ufffd") : json
}
