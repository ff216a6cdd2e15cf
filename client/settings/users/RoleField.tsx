import type { Role } from "../../../domain/user/User.ts"
import { Field } from "../../ui/Field.tsx"
import input from "../../ui/Input.module.css"

/** What somebody may do, in words. */
export const RoleField = (props: { readonly role: Role; readonly onChange: (role: Role) => void }) => (
  <Field
    label="Role"
    hint={props.role === "admin"
      ? "Sees every inbox, assigns conversations, and changes these settings."
      : "Sees the conversations that they own or took part in."}
  >
    {(control) => (
      <select
        id={control.id}
        class={input.input}
        aria-describedby={control.describedBy}
        value={props.role}
        onChange={(event) => props.onChange(event.currentTarget.value === "admin" ? "admin" : "standard")}
      >
        <option value="standard">Standard user</option>
        <option value="admin">Admin</option>
      </select>
    )}
  </Field>
)
