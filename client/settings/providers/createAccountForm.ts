import { Result } from "effect"
import { createSignal } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import type { ConnectionCheck } from "../../../domain/account/ConnectionCheck.ts"
import type { ProviderAccountView } from "../../../domain/account/ProviderAccountView.ts"
import type { ProviderField, ProviderSetup } from "../../../domain/account/ProviderSetup.ts"
import { problemText } from "../../conversation/problemText.ts"
import type { AskError } from "../../rpc/DeskLink.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { useToast } from "../../ui/Toaster.tsx"
import { useUnsaved } from "../UnsavedContext.ts"

export interface AccountFormOptions {
  readonly setup: ProviderSetup
  /** Null while a new one is made. */
  readonly account: ProviderAccountView | null
  readonly onSaved: (id: string) => void
}

/** An account while it is typed. Secrets that are kept are not here: they are replaced or left out. */
export const createAccountForm = ({ account, onSaved, setup }: AccountFormOptions) => {
  const desk = useDesk()
  const toast = useToast()
  const first = { label: account?.label ?? setup.name, baseUrl: account?.baseUrl ?? "" }
  const [label, setLabel] = createSignal(first.label)
  const [baseUrl, setBaseUrl] = createSignal(first.baseUrl)
  const [values, setValues] = createStore<Record<string, string>>({ ...account?.values })
  const [tried, setTried] = createSignal(false)
  const [saving, setSaving] = createSignal(false)
  const [testing, setTesting] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [refused, setRefused] = createSignal<{ readonly path: string; readonly message: string } | null>(null)
  const [verdict, setVerdict] = createSignal<ConnectionCheck | null>(null)

  const isKept = (field: ProviderField) => account?.kept.includes(field.name) === true
  /** A kept secret is being replaced as soon as its field is there. */
  const isReplacing = (field: ProviderField) => values[field.name] !== undefined
  const value = (field: ProviderField) => values[field.name] ?? ""
  const isChanged = (field: ProviderField) =>
    field.secret ? value(field) !== "" : value(field).trim() !== (account?.values[field.name] ?? "")
  const changes = () =>
    account === null ? [] : [
      ...(label().trim() === first.label ? [] : [`You named it ${label().trim()}.`]),
      ...(baseUrl().trim() === first.baseUrl ? [] : ["You changed the base URL."]),
      ...setup.fields.filter(isChanged).map((field) => `You changed the ${field.label}.`),
    ]
  const problemOf = (field: ProviderField): string | null => {
    const told = refused()
    if (told?.path === field.name) return told.message
    if (!tried()) return null
    const typed = value(field).trim()
    if (typed === "") return field.optional || isKept(field) ? null : `Enter the ${field.label}.`
    return field.pattern === null || new RegExp(field.pattern).test(typed)
      ? null
      : `This is no ${field.label}. Copy it again.`
  }
  const baseUrlProblem = () => {
    const told = refused()
    return told?.path === "baseUrl" ? told.message : null
  }
  const nameProblem = () => tried() && label().trim() === "" ? "Give the account a name." : null
  const isWrong = () => nameProblem() !== null || setup.fields.some((field) => problemOf(field) !== null)

  const credentials = () =>
    Object.fromEntries(
      setup.fields.flatMap((field) =>
        field.secret && value(field) === "" ? [] : [[field.name, value(field).trim()]]
      ),
    )
  const failed = (error: AskError) => {
    const [field] = error._tag === "Refusal" ? error.fields ?? [] : []
    setRefused(field ?? null)
    setProblem(field ? null : problemText(error))
    focusFirstError()
  }
  const focusFirstError = () =>
    queueMicrotask(() => document.querySelector<HTMLElement>(`#account-form [aria-invalid="true"]`)?.focus())
  /** Whether what is typed can be asked with or kept. */
  const begin = (): boolean => {
    setTried(true)
    setProblem(null)
    setRefused(null)
    setVerdict(null)
    if (isWrong()) focusFirstError()
    return !isWrong()
  }
  const reset = () => {
    setLabel(first.label)
    setBaseUrl(first.baseUrl)
    setValues(reconcile({ ...account?.values }))
    setTried(false)
    setProblem(null)
    setRefused(null)
    setVerdict(null)
  }

  const test = async () => {
    if (testing() || !begin()) return
    setTesting(true)
    const asked = {
      id: account?.id ?? null,
      kind: setup.kind,
      baseUrl: baseUrl().trim() || null,
      credentials: credentials(),
    }
    const answer = await desk.link.ask((client) => client["Provider.check"](asked))
    setTesting(false)
    if (Result.isFailure(answer)) return failed(answer.failure)
    setVerdict(answer.success)
  }
  const save = async () => {
    if (saving() || !begin()) return
    setSaving(true)
    const settings = {
      label: label().trim(),
      baseUrl: baseUrl().trim() || null,
      credentials: credentials(),
    }
    const answer = account === null
      ? await desk.link.ask((client) => client["Provider.add"]({ kind: setup.kind, settings }))
      : Result.map(
        await desk.link.ask((client) =>
          client["Provider.change"]({ id: account.id, version: account.version, settings })
        ),
        () => account.id,
      )
    setSaving(false)
    if (Result.isFailure(answer)) return failed(answer.failure)
    toast({ title: account === null ? "Account added" : "Account saved", text: settings.label })
    onSaved(answer.success)
  }
  useUnsaved({ changes, saving, saveLabel: "Save account", save: () => void save(), discard: reset })

  return {
    setup,
    label,
    setLabel,
    baseUrl,
    setBaseUrl,
    value,
    setValue: (field: ProviderField, text: string) => setValues(field.name, text),
    isKept,
    isReplacing,
    problemOf,
    nameProblem,
    baseUrlProblem,
    problem,
    saving,
    testing,
    verdict,
    test,
    save,
  }
}

export type AccountForm = ReturnType<typeof createAccountForm>
