import { Schema } from "effect"
import { Channel } from "../sender/Sender.ts"
import { TemplateType } from "./Template.ts"

/** The desk's own saved text as someone writes it: headers and buttons are registered templates' alone. */
export const OwnTemplate = Schema.Struct({
  channel: Channel,
  type: TemplateType,
  name: Schema.String.check(Schema.isMaxLength(1_000)),
  language: Schema.String.check(
    Schema.isPattern(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/),
    Schema.isMaxLength(16),
  ),
  body: Schema.String.check(Schema.isMaxLength(10_000)),
})
export type OwnTemplate = typeof OwnTemplate.Type
