import type { Schema } from "effect"
import type { SeedFile } from "./SeedFile.ts"

const contacts: ReadonlyArray<readonly [name: string, phone: string]> = [
  ["Elena Marsh", "+14155550136"],
  ["Ruth Okafor", "+14155550151"],
  ["Samir Petrov", "+14155550188"],
  ["Theo Brandt", "+16285550140"],
  ["Grace Lindqvist", "+14155550127"],
  ["Paolo Conti", "+15105550108"],
  ["Yuki Tanabe", "+14155550193"],
  ["Hannah Weiss", "+16285550155"],
  ["Martin Sorel", "+14155550129"],
  ["Amara Diallo", "+15105550164"],
  ["Priscilla Anand", "+14155550176"],
  ["Caleb Moreau", "+16285550112"],
]

/** The workspace of a first start, on the simulator; every number in it is one that is kept for fiction. */
export const demoWorkspace = (password: string): Schema.Codec.Encoded<typeof SeedFile> => ({
  workspace: {
    name: "Harbor & Finch",
    timeZone: "America/Los_Angeles",
    plan: "trial",
    defaultAdmin: "admin@example.com",
  },
  users: [
    { email: "admin@example.com", name: "Priya", role: "admin", licensed: true, password },
    { email: "dana@example.com", name: "Dana", role: "standard", licensed: true, password },
    { email: "omar@example.com", name: "Omar", role: "standard", licensed: true, password },
  ],
  providers: [{ id: "simulator", kind: "simulator" }],
  senders: [
    {
      id: "parcel-care",
      label: "Parcel Care",
      channel: "whatsapp",
      address: "+14155550117",
      provider: "simulator",
      users: ["admin@example.com", "dana@example.com", "omar@example.com"],
    },
    {
      id: "admissions",
      label: "Admissions",
      channel: "whatsapp",
      address: "+16285550188",
      provider: "simulator",
      users: ["admin@example.com", "omar@example.com"],
    },
    {
      id: "clinic-desk",
      label: "Clinic desk",
      channel: "sms",
      address: "+14155550142",
      provider: "simulator",
      users: ["dana@example.com", "omar@example.com"],
    },
    {
      id: "delivery-alerts",
      label: "Delivery alerts",
      channel: "sms",
      address: "+14155550163",
      provider: "simulator",
      users: ["dana@example.com"],
    },
  ],
  contacts: contacts.map(([name, phone]) => ({ name, phones: [phone] })),
})
