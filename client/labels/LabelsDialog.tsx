import { Result } from "effect"
import { createSignal } from "solid-js"
import { type Label, type LabelId, labelsCarriedMax } from "../../domain/label/Label.ts"
import { contactName } from "../contact/contactName.ts"
import { problemText } from "../conversation/problemText.ts"
import type { Chosen } from "../inbox/Chosen.ts"
import { createBulkActions, inWords } from "../inbox/createBulkActions.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Modal } from "../ui/Modal.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { LabelPicker } from "./LabelPicker.tsx"
import styles from "./LabelsSection.module.css"

export interface LabelsDialogProps {
  /** What was selected when it was opened, or the open conversation. */
  readonly chosen: Chosen
  readonly onClose: () => void
}

/** Puts labels on conversations and takes them off (LIFE-3); each pick counts at once. */
export const LabelsDialog = (props: LabelsDialogProps) => {
  const desk = useDesk()
  const toast = useToast()
  const actions = createBulkActions()
  const chosen = props.chosen
  /** Picks that are on their way, or done to more conversations than are loaded. */
  const [picked, setPicked] = createSignal<ReadonlyMap<LabelId, boolean>>(new Map())
  const rows = () => chosen.rows.map((row) => desk.rows.get(row.id) ?? row)
  const has = (label: LabelId) => {
    const just = picked().get(label)
    if (just !== undefined) return just ? "all" as const : "none" as const
    const carrying = rows().filter((row) => row.labels?.includes(label)).length
    return carrying === 0 ? "none" as const : carrying === rows().length ? "all" as const : "some" as const
  }
  const remember = (label: LabelId, on: boolean | null) =>
    setPicked((before) => {
      const after = new Map(before)
      if (on === null) after.delete(label)
      else after.set(label, on)
      return after
    })
  const what = () => {
    const [row] = chosen.rows
    return chosen.count === 1 && row ? contactName(row) : inWords(chosen.count)
  }
  const pick = async ({ id, name }: Label) => {
    if (!desk.online()) return
    const on = has(id) !== "all"
    remember(id, on)
    const answer = await actions.withProgress(
      on ? `Adding “${name}”` : `Removing “${name}”`,
      (onProgress) => desk.bulk.run({ _tag: "SetLabel", label: id, on }, chosen.target, onProgress),
    )
    const why = Result.isFailure(answer)
      ? problemText(answer.failure)
      : answer.success.failures[0]?.message ?? null
    if (why !== null) {
      remember(id, null)
      const title = on ? `“${name}” not added everywhere` : `“${name}” not removed everywhere`
      return void toast({
        title: chosen.count === 1 ? "Not saved" : title,
        text: `${what()}: ${why}`,
        error: true,
      })
    }
    if (chosen.count > 1) toast({ title: on ? `“${name}” added` : `“${name}” removed`, text: what() })
  }
  return (
    <Modal
      title={chosen.count > 1 ? `Labels of ${inWords(chosen.count)}` : "Labels"}
      width={420}
      onClose={() => props.onClose()}
      footer={<Button onClick={() => props.onClose()}>Done</Button>}
    >
      <LabelPicker has={has} onPick={(label) => void pick(label)} />
      <p class={styles.note}>At most {labelsCarriedMax} on one conversation. Customers never see them.</p>
    </Modal>
  )
}
