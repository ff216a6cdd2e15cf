import Paperclip from "lucide-solid/icons/paperclip"
import { IconButton } from "../ui/IconButton.tsx"

/** Chooses files from the computer or the phone, to go with the message. */
export const AttachButton = (props: { readonly onFiles: (files: Iterable<File>) => void }) => {
  let input: HTMLInputElement | undefined
  return (
    <>
      <IconButton label="Add files" onClick={() => input?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-hidden="true"
        data-purpose="attach"
        onChange={(event) => {
          props.onFiles(event.currentTarget.files ?? [])
          event.currentTarget.value = ""
        }}
      />
    </>
  )
}
