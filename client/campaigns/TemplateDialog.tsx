import { Show } from "solid-js"
import { whyNotInCampaign } from "../../domain/campaign/campaignVariants.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { Template } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { createTemplateChoice } from "../templates/createTemplateChoice.ts"
import { createTemplateList } from "../templates/createTemplateList.ts"
import { TemplateBubble } from "../templates/TemplateBubble.tsx"
import { TemplateOptions } from "../templates/TemplateOptions.tsx"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import styles from "./TemplateDialog.module.css"

export interface TemplateDialogProps {
  readonly senderId: SenderId | null
  readonly chosen: Template | null
  readonly onChoose: (template: Template) => void
  readonly onClose: () => void
}

/** All templates of type Campaign that the Sender ID can send: by words, page after page, each with what it looks like. */
export const TemplateDialog = (props: TemplateDialogProps) => {
  const desk = useDesk()
  const list = createTemplateList({
    search: "",
    channel: null,
    type: "campaign",
    senderId: props.senderId,
    group: null,
    registeredOnly: false,
  })
  const choice = createTemplateChoice({
    templates: list.templates,
    people: () => ({
      contact: { name: null, phone: "", email: null },
      user: desk.directory().me,
      workspace: desk.directory().workspace,
    }),
    windowOpen: () => null,
    whyNot: whyNotInCampaign,
    preselected: props.chosen,
  })
  const usable = () => {
    const template = choice.template()
    return template !== null && whyNotInCampaign(template) === null ? template : null
  }
  const use = () => {
    const template = usable()
    if (template !== null) props.onChoose(template)
  }
  return (
    <Modal
      title="Choose a template"
      width={860}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" disabled={usable() === null} onClick={use}>Use this template</Button>
        </>
      }
    >
      <div class={styles.columns}>
        <TemplateOptions list={list} choice={choice} onEnter={use} />
        <section class={styles.preview} aria-label="Template preview">
          <Show when={choice.preview() && choice.template()}>
            {(template) => (
              <Show when={choice.preview()}>
                {(preview) => <TemplateBubble preview={preview()} channel={template().channel} />}
              </Show>
            )}
          </Show>
        </section>
      </div>
    </Modal>
  )
}
