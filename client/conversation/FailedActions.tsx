import { Result } from "effect"
import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js"
import type { MessageItem } from "../../domain/conversation/TimelineItem.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { DeliveryErrorClass } from "../../domain/sending/DeliveryError.ts"
import { notSentText } from "../../domain/sending/notSentText.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { ConsentButton } from "./ConsentButton.tsx"
import { problemText } from "./problemText.ts"
import { rowVerdict } from "./rowVerdict.ts"

const SmsInstead = lazy(() => import("./SmsInstead.tsx").then((it) => ({ default: it.SmsInstead })))

/** Failures after which sending the same again may well work. */
const worthRepeating: ReadonlySet<DeliveryErrorClass> = new Set([
  "transient",
  "permanent",
  "our_mistake",
  "unconfirmed",
  // Once it is there.
  "no_consent",
])

/** What helps against a failure, on the button below it (SEND-4; UI words, 7.2). */
export const FailedActions = (props: { readonly item: MessageItem; readonly row: InboxRow }) => {
  const desk = useDesk()
  const screen = useScreen()
  const toast = useToast()
  const [repeating, setRepeating] = createSignal(false)
  const errorClass = () => props.item.error?.class ?? "permanent"
  const mayRepeat = () =>
    props.item.answers === null && worthRepeating.has(errorClass()) &&
    ["Go", "Wait"].includes(rowVerdict(desk, props.row, { content: props.item })._tag)
  const sendAgain = async () => {
    if (repeating()) return
    setRepeating(true)
    const result = await desk.sendAgain(props.row.id, props.item.id)
    if (Result.isFailure(result)) {
      toast({ title: "Not sent again", text: problemText(result.failure), error: true })
    }
    setRepeating(false)
  }
  const copy = async (text: string, what: string) => {
    await navigator.clipboard.writeText(text)
    toast({ title: `${what} copied` })
  }
  /** Before what is being written there already. */
  const edit = () => {
    const before = screen.drafts.get(props.row.id)
    screen.drafts.set(props.row.id, before === "" ? props.item.text : `${props.item.text}\n${before}`)
    screen.setNoting(false)
    document.getElementById("reply")?.focus()
  }
  const editContact = () => {
    screen.setPanel(true)
    screen.setContactForm(true)
  }
  const details = () => {
    const { error, id, providerId } = props.item
    return [
      `${error?.text ?? ""}`,
      `Code ${error?.code ?? "unknown"}`,
      `Message ${id}`,
      `Network id ${providerId ?? "none"}`,
    ]
      .join("\n")
  }
  return (
    <>
      <Switch>
        <Match when={props.item.error?.text === notSentText.notOnWhatsApp}>
          <Suspense>
            <SmsInstead
              row={props.row}
              text={() => props.item.text}
              isDraft={false}
              label="Send by SMS"
              variant="link"
            />
          </Suspense>
        </Match>
        <Match when={errorClass() === "no_consent" && props.row.consentAt === null}>
          <ConsentButton variant="link" phone={props.row.address} channel={props.row.channel} />
        </Match>
        <Match when={errorClass() === "number"}>
          <Button variant="link" onClick={editContact}>Edit contact</Button>
        </Match>
        <Match when={errorClass() === "spam_limit"}>
          <Button variant="link" onClick={edit}>Edit and send</Button>
        </Match>
        <Match when={["window_closed", "template", "template_off"].includes(errorClass())}>
          <Button
            variant="link"
            onClick={() => {
              // What was typed is kept until the customer writes again (WIN-5).
              if (props.item.kind === "text") edit()
              screen.setDialog("template")
            }}
          >
            Choose a template
          </Button>
        </Match>
        <Match when={errorClass() === "account"}>
          <Button variant="link" onClick={() => void copy(details(), "Details")}>Copy details</Button>
        </Match>
        <Match when={mayRepeat()}>
          <Button variant="link" disabled={repeating()} onClick={() => void sendAgain()}>Send again</Button>
        </Match>
      </Switch>
      <Show when={errorClass() !== "opted_out" && props.item.text !== ""}>
        <Button variant="link" onClick={() => void copy(props.item.text, "Text")}>Copy text</Button>
      </Show>
    </>
  )
}
