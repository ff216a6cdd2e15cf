import { composeMail, type MailContent } from "../mail/composeMail.ts"

export const invitationMail = (about: {
  readonly name: string
  readonly by: string
  readonly workspace: string
  readonly url: string
}): MailContent =>
  composeMail({
    subject: `${about.by} invited you to ${about.workspace}`,
    heading: `Hello ${about.name}`,
    paragraphs: [
      `${about.by} invited you to Converse Desk, where ${about.workspace} talks with its customers by SMS and WhatsApp.`,
      "Choose a password to begin. The link works once, for 7 days.",
    ],
    action: { label: "Accept the invitation", url: about.url },
    foot: `You get this because ${about.by} entered your address. If you do not expect it, do nothing.`,
  })

export const passwordResetMail = (about: { readonly name: string; readonly url: string }): MailContent =>
  composeMail({
    subject: "Reset your password",
    heading: `Hello ${about.name}`,
    paragraphs: [
      "Somebody, most likely you, asked for a new password for Converse Desk.",
      "The link works once, for an hour. When you set the new password, you are signed out everywhere else.",
    ],
    action: { label: "Set a new password", url: about.url },
    foot: "If it was not you, do nothing: your password stays as it is.",
  })

/** Tells somebody that their sign-in was changed, so that a change by a stranger does not go unnoticed. */
export const signInChangedMail = (about: { readonly name: string; readonly what: string }): MailContent =>
  composeMail({
    subject: about.what,
    heading: `Hello ${about.name}`,
    paragraphs: [`${about.what}.`, "If this was not you, reset your password and tell an admin."],
    foot: "You get this because it concerns your sign-in to Converse Desk.",
  })
