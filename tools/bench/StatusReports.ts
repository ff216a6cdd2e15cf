import { twilioSignature } from "../../server/channels/twilio/TwilioSignature.ts"
import { BenchProgramError } from "./BenchProgram.ts"
import { accountSid, authToken, senderAddress } from "./benchSeed.ts"
import { HttpConnection } from "./HttpConnection.ts"

/** Statuses on their way to the desk at once. */
const connections = 16
const waitingMax = 400_000

export interface TakenMessage {
  readonly sid: string
  readonly to: string
  readonly callback: string
}

interface Report extends TakenMessage {
  readonly status: string
}

/** A whole HTTP request, signed as Twilio signs: what became of a message. */
const signedStatus = ({ callback, sid, status, to }: Report): Uint8Array => {
  const { host, pathname, search } = new URL(callback)
  const form = new URLSearchParams({
    ApiVersion: "2010-04-01",
    AccountSid: accountSid,
    SmsSid: sid,
    SmsStatus: status,
    MessageSid: sid,
    MessageStatus: status,
    To: to,
    From: senderAddress,
  })
  const body = form.toString()
  return Buffer.from(
    `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n` +
      "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n" +
      `X-Twilio-Signature: ${twilioSignature(authToken, callback, form)}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    "latin1",
  )
}

/** Posts what is reported, in order on each connection, as soon as what was before it is answered. */
export class StatusReports {
  /** How many the desk did not acknowledge. */
  refused = 0
  private readonly waiting: Array<Report> = []
  private next = 0
  private readonly idle: Array<HttpConnection> = []
  private readonly underway = new Map<HttpConnection, Report>()
  private opened = 0
  private quiet: (() => void) | null = null

  private readonly deskUrl: string

  constructor(deskUrl: string) {
    this.deskUrl = deskUrl
  }

  add(report: Report): void {
    if (this.waiting.length - this.next >= waitingMax) {
      throw new BenchProgramError({ message: "The desk takes no statuses" })
    }
    this.waiting.push(report)
    const connection = this.idle.pop()
    if (connection) this.go(connection)
    else if (this.opened < connections) void this.open()
  }

  /** Completes when all is answered. */
  get done(): Promise<void> {
    return this.idle.length === this.opened && this.next === this.waiting.length
      ? Promise.resolve()
      : new Promise((resolve) => void (this.quiet = resolve))
  }

  close(): void {
    for (const connection of this.idle) connection.close()
  }

  private async open(): Promise<void> {
    this.opened++
    const connection = await HttpConnection.open(this.deskUrl, (status, answered) => {
      this.underway.delete(answered)
      if (status !== 204) this.refused++
      this.go(answered)
    }, () => this.lost(connection))
    this.go(connection)
  }

  /** Reported again, as a provider does that got no answer. */
  private lost(connection: HttpConnection): void {
    this.opened--
    const report = this.underway.get(connection)
    if (report !== undefined) this.waiting.push(report)
    this.underway.delete(connection)
    const rested = this.idle.indexOf(connection)
    if (rested >= 0) this.idle.splice(rested, 1)
    else void this.open()
  }

  private go(connection: HttpConnection): void {
    const report = this.waiting[this.next]
    if (report === undefined) {
      this.idle.push(connection)
      if (this.idle.length === this.opened) this.quiet?.()
      return
    }
    this.next++
    this.underway.set(connection, report)
    connection.send(signedStatus(report))
  }
}
