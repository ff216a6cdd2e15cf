import Plus from "lucide-solid/icons/plus"
import X from "lucide-solid/icons/x"
import { For, Index, type JSX, Show } from "solid-js"
import {
  type Contact,
  contactEmailLengthMax,
  contactNameLengthMax,
  typedPhoneLengthMax,
} from "../../domain/contact/Contact.ts"
import { countries } from "../conversation/countries.ts"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { Field } from "../ui/Field.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import input from "../ui/Input.module.css"
import { TextField } from "../ui/TextField.tsx"
import styles from "./ContactFields.module.css"
import type { ContactForm } from "./createContactForm.ts"
import { languagesWith } from "./contactLanguages.ts"
import { formatNumber } from "./formatNumber.ts"

export interface ContactFieldsProps {
  readonly form: ContactForm
  readonly nameHint?: JSX.Element
  /** CONTACT-4: goes to the contact that has the number already. */
  readonly onOpenContact: (contact: Contact) => void
  /** The buttons below, where the form has them itself. */
  readonly children?: JSX.Element
}

/** Name, numbers, e-mail and language, with what is wrong beside each. Import it lazily, it brings the world's numbers with it. */
export const ContactFields = (props: ContactFieldsProps) => {
  let element: HTMLFormElement | undefined
  const submit = async (event: Event) => {
    event.preventDefault()
    await props.form.save()
    queueMicrotask(() => element?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus())
  }
  return (
    <form
      ref={element}
      id="contact-form"
      class={styles.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <TextField
        label="Full name"
        hint={props.nameHint}
        error={props.form.nameError()}
        ref={(field) => queueMicrotask(() => field.focus())}
        type="text"
        autocomplete="off"
        maxLength={contactNameLengthMax}
        value={props.form.fields.name}
        onInput={(text) => props.form.setName(text)}
        onBlur={() => props.form.fields.name !== "" && props.form.leave("name")}
      />
      <Index each={props.form.fields.phones}>
        {(line, index) => (
          <Show
            when={line().fixed}
            fallback={<NumberFields form={props.form} index={index} />}
          >
            {(address) => (
              <div>
                <p class={styles.label}>Mobile</p>
                <div class={styles.fixedLine}>
                  <p class={styles.fixed}>{formatNumber(address())}</p>
                  <Show when={props.form.mayRemove(index)}>
                    <IconButton label="Remove this number" onClick={() => props.form.removePhone(index)}>
                      <X />
                    </IconButton>
                  </Show>
                </div>
              </div>
            )}
          </Show>
        )}
      </Index>
      <Show when={props.form.mayAdd()}>
        <Button variant="link" class={styles.add} onClick={() => props.form.addPhone()}>
          <Plus />
          Add a number
        </Button>
      </Show>
      <TextField
        label="Email"
        optional
        error={props.form.emailError()}
        type="email"
        autocomplete="off"
        maxLength={contactEmailLengthMax}
        value={props.form.fields.email}
        onInput={(text) => props.form.setEmail(text)}
        onBlur={() => props.form.leave("email")}
      />
      <Field label="Language" optional>
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            value={props.form.fields.language}
            onChange={(event) => props.form.setLanguage(event.currentTarget.value)}
          >
            <option value="">Not known</option>
            <For each={languagesWith(props.form.fields.language)}>
              {({ name, tag }) => (
                <option value={tag} selected={tag === props.form.fields.language}>{name}</option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Problems form={props.form} onOpenContact={props.onOpenContact} />
      {props.children}
      <button type="submit" hidden />
    </form>
  )
}

const NumberFields = (props: { readonly form: ContactForm; readonly index: number }) => {
  const line = () => props.form.fields.phones[props.index]
  return (
    <div class={styles.number} data-removable={props.form.mayRemove(props.index)}>
      <Field label="Country">
        {(control) => (
          <select
            id={control.id}
            class={input.input}
            value={line()?.country}
            onChange={(event) => props.form.setCountry(props.index, event.currentTarget.value)}
          >
            <Index each={countries}>
              {(country) => (
                <option value={country().code}>{`${country().code} +${country().callingCode}`}</option>
              )}
            </Index>
          </select>
        )}
      </Field>
      <Field label="Mobile" error={props.form.phoneError(props.index)}>
        {(control) => (
          <input
            id={control.id}
            class={input.input}
            type="tel"
            autocomplete="off"
            maxLength={typedPhoneLengthMax}
            value={line()?.number ?? ""}
            onInput={(event) => props.form.setNumber(props.index, event.currentTarget.value)}
            onBlur={() => line()?.number !== "" && props.form.leave(`phone ${props.index}`)}
            aria-invalid={control.invalid}
            aria-describedby={control.describedBy}
          />
        )}
      </Field>
      <Show when={props.form.mayRemove(props.index)}>
        <IconButton
          label="Remove this number"
          class={styles.remove}
          onClick={() => props.form.removePhone(props.index)}
        >
          <X />
        </IconButton>
      </Show>
    </div>
  )
}

/** Why it was not saved, and the way out. */
const Problems = (props: Pick<ContactFieldsProps, "form" | "onOpenContact">) => {
  const desk = useDesk()
  return (
    <>
      <Show when={props.form.clash()}>
        {(clash) => (
          <div class={styles.problem} role="alert">
            <p>
              <strong>Not saved.</strong> {formatNumber(clash().phone)}{" "}
              <Show
                when={clash().contact}
                fallback="belongs to a contact that you may not see. Ask an admin."
              >
                {(contact) => <>belongs to {contact().name}.</>}
              </Show>
            </p>
            <Show when={clash().contact}>
              {(contact) => (
                <Button size="small" onClick={() => props.onOpenContact(contact())}>
                  Open {contact().name}
                </Button>
              )}
            </Show>
          </div>
        )}
      </Show>
      <Show when={props.form.newer()}>
        {(contact) => (
          <div class={styles.problem} role="alert">
            <p>
              <strong>Not saved.</strong> Someone else changed this contact meanwhile: it is now{" "}
              {contact().name}.
            </p>
            <div class={styles.choices}>
              <Button size="small" onClick={() => props.form.takeNewer()}>Use theirs</Button>
              <Button size="small" disabled={!desk.online()} onClick={() => props.form.saveOver()}>
                Save mine
              </Button>
            </div>
          </div>
        )}
      </Show>
      <Show when={props.form.problem()}>
        {(text) => (
          <p class={styles.problem} role="alert">
            <strong>Not saved.</strong> {text()}
          </p>
        )}
      </Show>
    </>
  )
}
