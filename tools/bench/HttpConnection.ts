import { connect, type Socket } from "node:net"

const silenceMillisMax = 15_000
const contentLength = /\r\ncontent-length: *(\d+)/i

/**
 * One keep-alive connection on which whole requests, made beforehand, are written and answers are counted. A client
 * library would cost more of the machine's time than the server under test.
 */
export class HttpConnection {
  readonly #socket: Socket
  readonly #onAnswer: (status: number, connection: HttpConnection) => void
  #received = ""

  private constructor(socket: Socket, onAnswer: (status: number, connection: HttpConnection) => void) {
    this.#socket = socket
    this.#onAnswer = onAnswer
    socket.setNoDelay(true).setEncoding("latin1").setTimeout(silenceMillisMax, () => socket.destroy())
    socket.on("data", (text: string) => this.#read(text))
  }

  /** `onAnswer` is told the status of each answer, in the order of the requests, and `onLost` once at an early end. */
  static open(
    url: string,
    onAnswer: (status: number, connection: HttpConnection) => void,
    onLost: () => void,
  ): Promise<HttpConnection> {
    const { hostname, port } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) })
      socket.once("error", reject)
      socket.once("connect", () => {
        socket.off("error", reject)
        socket.on("error", () => socket.destroy())
        socket.once("close", onLost)
        resolve(new HttpConnection(socket, onAnswer))
      })
    })
  }

  send(request: Uint8Array): void {
    this.#socket.write(request)
  }

  /** Without telling `onLost`. */
  close(): void {
    this.#socket.removeAllListeners("close").destroy()
  }

  #read(text: string): void {
    this.#received += text
    for (;;) {
      const head = this.#received.indexOf("\r\n\r\n")
      if (head < 0) return
      const length = Number(contentLength.exec(this.#received.slice(0, head))?.[1] ?? 0)
      const end = head + 4 + length
      if (this.#received.length < end) return
      const status = Number(this.#received.slice(9, 12))
      this.#received = this.#received.slice(end)
      this.#onAnswer(status, this)
    }
  }
}
