import { randomUUID } from "node:crypto"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { TemplateRpcs } from "../../../domain/rpc/TemplateRpcs.ts"
import { admins, everybody, type VerdictsOf, whoSees, whoSends } from "./CallVerdict.ts"

const templateList = {
  search: "",
  channel: null,
  type: null,
  senderId: null,
  group: null,
  registeredOnly: false,
  limit: 50,
  cursor: null,
}
const newTemplate = () => ({
  channel: "sms" as const,
  type: "conversation" as const,
  name: `Hello ${randomUUID()}`,
  language: "en",
  body: "Hi",
})
const newMessage = () => MessageId.make(randomUUID())

export const templateVerdicts: VerdictsOf<typeof TemplateRpcs> = {
  "Template.list": [
    { asked: () => templateList, ...everybody },
    {
      asked: ({ sender }) => ({ ...templateList, senderId: sender }),
      ...everybody,
      foreigner: "sender_not_yours",
      told: "which Sender IDs a workspace has, its users may know",
    },
  ],
  "Template.get": [{
    asked: ({ template }) => ({ id: template }),
    ...everybody,
    foreigner: "template_not_found",
    open: "templates are the whole workspace's",
  }],
  "Template.variants": [{
    asked: ({ template }) => ({ id: template }),
    ...everybody,
    foreigner: "template_not_found",
    open: "templates are the whole workspace's",
  }],
  "Template.save": [
    {
      asked: ({ template }) => ({ edition: { id: template, version: 1 }, template: newTemplate() }),
      ...admins,
      foreigner: "template_not_found",
    },
  ],
  "Template.describe": [{
    asked: ({ template }) => ({
      edition: { id: template, version: 1 },
      type: "conversation" as const,
      fields: {},
    }),
    ...admins,
    foreigner: "template_not_found",
  }],
  "Template.archive": [{
    asked: ({ template }) => ({ edition: { id: template, version: 1 }, archived: false }),
    ...admins,
    foreigner: "template_not_found",
  }],
  "Template.syncs": [{ asked: () => undefined, ...everybody }],
  "Template.sync": [{ asked: () => undefined, ...admins }],
  "Template.follow": [{ asked: () => undefined, ...everybody, endless: true }],
  "Template.send": [{
    asked: ({ conversation, template }) => ({
      id: conversation,
      messageId: newMessage(),
      templateId: template,
      values: {},
    }),
    ...whoSees,
  }],
  "Template.start": [{
    asked: ({ phone, sender, template }) => ({
      senderId: sender,
      to: phone,
      name: "Not their name",
      messageId: newMessage(),
      templateId: template,
      values: {},
    }),
    ...whoSends,
  }],
  "Template.contactOf": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
}
