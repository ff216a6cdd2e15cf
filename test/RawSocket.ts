import { WebSocket } from "ws"

/** What a stream says, while it goes on. */
export interface Followed {
  readonly frames: ReadonlyArray<string>
  /** Resolves when a frame has this text in it. */
  readonly said: (text: string) => Promise<void>
}

interface Frame {
  readonly _tag: string
  readonly requestId?: string
}

const frameOf = (line: string): Frame => JSON.parse(line)

/** A desk's socket without a client behind it: what the server says, byte for byte. */
export class RawSocket implements AsyncDisposable {
  private readonly listeners = new Map<string, (line: string, tag: string) => void>()
  private readonly socket: WebSocket
  private count = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on("message", (data) => {
      for (const line of String(data).split("\n")) if (line !== "") this.hear(line)
    })
  }

  /** `cookie`: empty for a stranger. */
  static open(deskUrl: string, cookie: string): Promise<RawSocket> {
    const socket = new WebSocket(`${deskUrl.replace("http", "ws")}/rpc`, { headers: { cookie } })
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(new RawSocket(socket)))
      socket.once("error", reject)
    })
  }

  /** Every frame of the answer, without the number of the request; of a stream that never ends the first one. */
  ask(tag: string, payload: unknown, endless = false): Promise<ReadonlyArray<string>> {
    return new Promise((resolve) => {
      const frames: Array<string> = []
      const id = this.request(tag, payload, (line, kind) => {
        frames.push(line.replace(`"requestId":"${id}"`, `"requestId":""`))
        if (kind === "Chunk" && !endless) return this.say({ _tag: "Ack", requestId: id })
        if (kind === "Chunk") this.say({ _tag: "Interrupt", requestId: id })
        this.listeners.delete(id)
        resolve(frames)
      })
    })
  }

  follow(tag: string, payload: unknown): Followed {
    const frames: Array<string> = []
    const waiting = new Set<() => void>()
    const id = this.request(tag, payload, (line) => {
      frames.push(line)
      this.say({ _tag: "Ack", requestId: id })
      for (const look of [...waiting]) look()
    })
    const said = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!frames.some((frame) => frame.includes(text))) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    return { frames, said }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once("close", () => resolve())
      this.socket.close()
    })
  }

  private request(tag: string, payload: unknown, listener: (line: string, kind: string) => void): string {
    const id = String(++this.count)
    this.listeners.set(id, listener)
    this.say({ _tag: "Request", id, tag, payload, headers: [] })
    return id
  }

  private say(message: object): void {
    this.socket.send(`${JSON.stringify(message)}\n`)
  }

  private hear(line: string): void {
    const { _tag, requestId } = frameOf(line)
    // A defect names no request: it is every caller's answer.
    for (const id of requestId === undefined ? [...this.listeners.keys()] : [requestId]) {
      this.listeners.get(id)?.(line, _tag)
    }
  }
}
