import type { TemplateButton } from "../../../domain/template/Template.ts"
import type { ListedTemplate } from "../TemplateListing.ts"

const quickReply = (label: string): TemplateButton => ({ kind: "quick_reply", label, value: null })

const registered = (
  name: string,
  body: string,
  rest: Partial<ListedTemplate> = {},
): ListedTemplate => ({
  name,
  language: "en_US",
  header: null,
  body,
  footer: null,
  buttons: [],
  providerId: `sim-${name}-${rest.language ?? "en_US"}`,
  category: "utility",
  status: "approved",
  quality: "green",
  rejection: null,
  variables: "numbered",
  scope: "part",
  examples: {},
  fillable: true,
  ...rest,
})

const newDate = { "1": "Samir", "2": "BW-20466", "3": "Mon 16 Nov", "4": "13:00 and 15:00" }

/** What the simulated network has approved, as an account of a shop would have it. */
export const simulatedTemplates: ReadonlyArray<ListedTemplate> = [
  registered(
    "new_delivery_date",
    "Hi {{1}}, your order {{2}} will arrive on {{3}} between {{4}}.\n\nWe’re sorry for the wait. Reply here if the time does not suit you.",
    {
      examples: newDate,
      buttons: [quickReply("Choose another time"), {
        kind: "url",
        label: "Track my order",
        value: "https://shop.example/track",
      }],
    },
  ),
  registered(
    "new_delivery_date",
    "Hola {{1}}, tu pedido {{2}} llegará el {{3}} entre {{4}}.\n\nSentimos la espera. Responde aquí si la hora no te va bien.",
    { language: "es", examples: newDate, buttons: [quickReply("Elegir otra hora")] },
  ),
  registered(
    "delivery_delayed",
    "Sorry {{1}}, order {{2}} is delayed. New estimate: {{3}}. Thank you for waiting.",
    {
      examples: { "1": "Samir", "2": "BW-20466", "3": "Tue 17 Nov" },
    },
  ),
  registered("delivery_feedback", "How did we do with order {{1}}? Tap a button to tell us.", {
    category: "marketing",
    examples: { "1": "BW-20466" },
    buttons: [quickReply("Great"), quickReply("Not so well")],
  }),
  registered(
    "missed_delivery",
    "We missed you today, {{customer_name}}. Choose a new time for order {{order}} here.",
    {
      variables: "named",
      header: { format: "text", text: "We missed you" },
      footer: "Harbor & Finch",
      examples: { customer_name: "Samir Petrov", order: "BW-20466" },
      buttons: [{ kind: "url", label: "Choose a time", value: "https://shop.example/time/{{1}}" }],
    },
  ),
  registered(
    "application_received",
    "Thank you, {{1}}. We have your application and answer within {{2}} days.",
    {
      examples: { "1": "Amara", "2": "five" },
    },
  ),
  registered("welcome_offer", "A welcome gift for you, {{1}}: copy the code when you order.", {
    category: "marketing",
    examples: { "1": "Elena", "button.1": "WELCOME10" },
    buttons: [{ kind: "copy_code", label: "Copy code", value: "WELCOME10" }],
  }),
  registered("interview_invitation", "Hello {{1}}, we would like to meet you on {{2}} at our office.", {
    status: "pending",
    quality: "unknown",
    examples: { "1": "Amara", "2": "Tuesday" },
  }),
  registered("winter_offer", "Winter offer: {{1}} % off everything until Sunday.", {
    category: "marketing",
    status: "rejected",
    quality: "unknown",
    rejection: "INVALID_FORMAT",
    examples: { "1": "20" },
  }),
]
