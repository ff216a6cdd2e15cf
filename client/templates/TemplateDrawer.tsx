import { Result } from "effect"
import Archive from "lucide-solid/icons/archive"
import Copy from "lucide-solid/icons/copy"
import X from "lucide-solid/icons/x"
import { createSignal, Match, Show, Switch } from "solid-js"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { type Template, type TemplateId, templateTitle } from "../../domain/template/Template.ts"
import { problemText } from "../conversation/problemText.ts"
import type { AskError } from "../rpc/DeskLink.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import { Skeleton } from "../ui/Skeleton.tsx"
import { useToast } from "../ui/Toaster.tsx"
import { OwnTemplateForm } from "./OwnTemplateForm.tsx"
import { TemplateFacts } from "./TemplateFacts.tsx"
import styles from "./TemplateDrawer.module.css"

export interface TemplateDrawerProps {
  readonly which: TemplateId | "new"
  /** What a new one begins with. */
  readonly copied: OwnTemplate | null
  /** As the table has it, newer than what was read. */
  readonly known: Template | undefined
  readonly onCopy: (own: OwnTemplate) => void
  readonly onChanged: () => void
}

const copyOf = (template: Template): OwnTemplate => ({
  channel: template.channel,
  type: template.type,
  name: `${templateTitle(template)} copy`,
  language: template.language,
  body: template.body,
})

/** One template beside the table: what the customer will see, its variables, and for the desk's own the form. */
export const TemplateDrawer = (props: TemplateDrawerProps) => {
  const desk = useDesk()
  const screen = useScreen()
  const admin = () => desk.directory().me.role === "admin"
  const opener = document.activeElement
  // Not as a resource: while it is asked for, the page would give way to what stands for its loading.
  const [read, setRead] = createSignal<Result.Result<Template, AskError> | null>(null)
  const refetch = async () => {
    if (props.which === "new") return
    const id = props.which
    setRead(await desk.link.ask((client) => client["Template.get"]({ id })))
  }
  void refetch()
  const template = () => {
    const answer = read()
    return props.known ?? (answer && Result.isSuccess(answer) ? answer.success : undefined)
  }
  const failure = () => {
    const answer = read()
    return answer && Result.isFailure(answer) && !props.known ? answer.failure : null
  }
  const close = () => {
    screen.goToTemplates(null)
    setTimeout(() => opener instanceof HTMLElement && opener.isConnected && opener.focus())
  }
  /** New conversation, from a Sender ID of its channel. */
  const use = (chosen: Template) => {
    const { newConversation: fields } = screen
    const { senders } = desk.directory()
    const known = senders.find(({ id }) => id === fields.senderId)
    const sender = known?.channel === chosen.channel
      ? known
      : senders.find(({ channel }) => channel === chosen.channel)
    Object.assign(fields, { template: chosen, senderId: sender?.id ?? fields.senderId })
    screen.setDialog("new")
  }
  const title = () => {
    const present = template()
    return present ? templateTitle(present) : props.which === "new" ? "New template" : "Template"
  }
  return (
    <aside
      class={styles.drawer}
      aria-label={title()}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return
        event.stopPropagation()
        close()
      }}
    >
      <header class={styles.header}>
        <h2>{title()}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={close}>
          <X />
        </IconButton>
      </header>
      <Switch
        fallback={
          <div class={styles.body} aria-busy="true">
            <Skeleton width="100%" height="120px" />
          </div>
        }
      >
        <Match when={props.which === "new"}>
          <OwnTemplateForm
            template={null}
            start={props.copied}
            onSaved={(saved) => {
              props.onChanged()
              screen.goToTemplates(saved.id)
            }}
            onClose={close}
          />
        </Match>
        <Match when={failure()}>
          {(error) => (
            <div class={styles.body} role="alert">
              <p>The template did not load. {problemText(error())}</p>
              <Button onClick={() => void refetch()}>Try again</Button>
            </div>
          )}
        </Match>
        <Match when={template()?.registered === null && admin() && template()}>
          {(present) => (
            <Show when={present().id} keyed>
              <OwnTemplateForm
                template={present()}
                start={null}
                onSaved={() => {
                  props.onChanged()
                  void refetch()
                }}
                onClose={close}
              >
                <ArchiveButton
                  template={present()}
                  onArchived={() => {
                    props.onChanged()
                    close()
                  }}
                />
              </OwnTemplateForm>
            </Show>
          )}
        </Match>
        <Match when={template()}>
          {(present) => (
            <>
              <TemplateFacts template={present()} onSaved={props.onChanged} />
              <footer class={styles.footer}>
                <Show when={admin()}>
                  <Button onClick={() => props.onCopy(copyOf(present()))}>
                    <Copy />
                    Duplicate to edit
                  </Button>
                </Show>
                <Button variant="primary" onClick={() => use(present())}>
                  Use in a conversation
                </Button>
              </footer>
            </>
          )}
        </Match>
      </Switch>
    </aside>
  )
}

const ArchiveButton = (props: { readonly template: Template; readonly onArchived: () => void }) => {
  const desk = useDesk()
  const toast = useToast()
  const archive = async (edition: Pick<Template, "id" | "version">, archived: boolean) => {
    const answer = await desk.link.ask((client) => client["Template.archive"]({ edition, archived }))
    if (Result.isSuccess(answer) && answer.success._tag === "Saved") return answer.success.template
    toast({
      title: archived ? "Not archived" : "Not brought back",
      text: Result.isFailure(answer)
        ? problemText(answer.failure)
        : answer.success._tag === "NameTaken"
        ? "Another template has its name by now."
        : "Someone else changed it meanwhile. Look at it again.",
      error: true,
    })
    return null
  }
  const start = async () => {
    const { id, version } = props.template
    const archived = await archive({ id, version }, true)
    if (!archived) return
    toast({
      title: "Template archived",
      text: archived.name,
      action: {
        label: "Undo",
        run: () => void archive({ id: archived.id, version: archived.version }, false),
      },
    })
    props.onArchived()
  }
  return (
    <Button
      variant="ghost"
      class={styles.archive}
      disabled={!desk.online()}
      onClick={() => void start()}
    >
      <Archive />
      Archive
    </Button>
  )
}
