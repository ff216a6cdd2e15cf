import type { Schema } from "effect"
import type { SeedFile } from "./SeedFile.ts"

const contacts: ReadonlyArray<readonly [name: string, phone: string, language?: string]> = [
  ["Elena Marsh", "+14155550136"],
  ["Ruth Okafor", "+14155550151"],
  ["Samir Petrov", "+14155550188"],
  ["Theo Brandt", "+16285550140"],
  ["Grace Lindqvist", "+14155550127"],
  ["Paolo Conti", "+15105550108", "it"],
  ["Yuki Tanabe", "+14155550193"],
  ["Hannah Weiss", "+16285550155", "de"],
  ["Martin Sorel", "+14155550129", "fr"],
  ["Amara Diallo", "+15105550164", "fr-CA"],
  ["Priscilla Anand", "+14155550176", "en"],
  ["Caleb Moreau", "+16285550112"],
]

const templates: Schema.Codec.Encoded<typeof SeedFile>["templates"] = [
  {
    name: "Appointment reminder",
    channel: "sms",
    type: "notification",
    text: "Hi {{contact.first_name}}, a reminder of your appointment on {{day}} at {{time}}.",
  },
  {
    name: "Running late",
    channel: "sms",
    type: "conversation",
    text: "Sorry, we are about {{minutes}} minutes late. See you soon, {{user.first_name}}.",
  },
  {
    name: "Directions and parking",
    channel: "sms",
    type: "conversation",
    text: "We are at 12 Harbor Street, second floor. Parking is behind the building.",
  },
  {
    name: "Thanks and goodbye",
    channel: "sms",
    type: "conversation",
    text: "Thank you, {{contact.first_name}}. Write to us whenever you need us.",
  },
  {
    name: "Delivery slot",
    channel: "sms",
    type: "campaign",
    text:
      "Hi {{contact.first_name}}, your parcel {{order}} arrives tomorrow between 9 and 12. Reply NO for another day.",
  },
  {
    name: "Delivery slot",
    channel: "sms",
    type: "campaign",
    language: "fr",
    text:
      "Bonjour {{contact.first_name}}, votre colis {{order}} arrive demain entre 9 h et 12 h. Répondez NON pour un autre jour.",
  },
  {
    name: "Delivery slot",
    channel: "sms",
    type: "campaign",
    language: "de",
    text:
      "Hallo {{contact.first_name}}, Ihr Paket {{order}} kommt morgen zwischen 9 und 12 Uhr. Antworten Sie NEIN für einen anderen Tag.",
  },
  {
    name: "Friendly delivery note",
    channel: "whatsapp",
    type: "conversation",
    text: "Hi {{contact.first_name}}, your parcel {{order}} is on its way. Best, {{user.first_name}}",
  },
  {
    name: "Ask for a photo",
    channel: "whatsapp",
    type: "conversation",
    text: "Could you send us a photo of it? Then we can see what happened.",
  },
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
  contacts: contacts.map(([name, phone, language]) => ({
    name,
    phones: [phone],
    ...(language === undefined ? {} : { language }),
  })),
  templates,
})
