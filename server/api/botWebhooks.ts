/** What the desk sends by itself, as OpenAPI 3.1 says it: the body is the schema `BotWebhook`, which also encodes it. */
export const botWebhooks = {
  bot: {
    post: {
      operationId: "bot",
      summary: "Tell a bot of a message",
      description:
        "Posted to the address of a bot for each message that comes in while it is active, in their order and each at " +
        "least once; as a test without a message. It is signed as Standard Webhooks describe: `webhook-signature` is `v1,` and " +
        "the base64 of HMAC-SHA-256 over `id.timestamp.body`, with the key behind `whsec_` of the bot's secret.",
      parameters: [
        {
          name: "webhook-id",
          in: "header",
          required: true,
          schema: { type: "string" },
          description: "the same at every try",
        },
        {
          name: "webhook-timestamp",
          in: "header",
          required: true,
          schema: { type: "string" },
          description: "seconds since 1970",
        },
        { name: "webhook-signature", in: "header", required: true, schema: { type: "string" } },
      ],
      requestBody: {
        required: true,
        content: { "application/json": { schema: { $ref: "#/components/schemas/BotWebhook" } } },
      },
      responses: {
        "2XX": { description: "taken; the body is not read" },
        default: {
          description:
            "not taken: after 408, 429 and 5xx it comes again, after anything else people get the conversation",
        },
      },
    },
  },
} as const
