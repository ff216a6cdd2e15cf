/** The server takes frames of 256 KB; what else is said with the rows is small. */
const chunkBytesMax = 160 * 1024

const encoder = new TextEncoder()
const bytesOf = (row: unknown): number => encoder.encode(JSON.stringify(row)).byteLength

/** Rows of a file in parts that one call carries: no more than `rowsMax`, and no more bytes than a frame of the socket. */
export function* inChunks<Row>(rows: ReadonlyArray<Row>, rowsMax: number): Generator<ReadonlyArray<Row>> {
  let chunk: Array<Row> = []
  let bytes = 0
  for (const row of rows) {
    const more = bytesOf(row)
    if (chunk.length > 0 && (chunk.length >= rowsMax || bytes + more > chunkBytesMax)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(row)
    bytes += more
  }
  if (chunk.length > 0) yield chunk
}
