import type { SeedFile } from "../../server/seed/SeedFile.ts"

export const accountId = "tw1"
export const accountSid = "AC00000000000000000000000000000001"
export const authToken = "0123456789abcdef0123456789abcdef"
export const senderAddress = "+15005550006"
export const agent = { email: "ann@bench.test", password: "correct horse battery staple" } as const

/** One shared Sender ID: what customers write goes to the default admin, who is the agent at the socket. */
export const benchSeed: typeof SeedFile.Encoded = {
  workspace: { name: "Bench", timeZone: "America/New_York", defaultAdmin: agent.email },
  users: [
    { ...agent, name: "Ann", role: "admin" },
    { email: "stan@bench.test", name: "Stan", role: "standard" },
    { email: "dana@bench.test", name: "Dana", role: "standard" },
  ],
  providers: [{ id: accountId, kind: "twilio", baseUrl: "http://127.0.0.1:9", accountSid, authToken }],
  senders: [{
    id: "care",
    label: "Care",
    channel: "sms",
    address: senderAddress,
    provider: accountId,
    users: ["stan@bench.test", "dana@bench.test"],
  }],
}
