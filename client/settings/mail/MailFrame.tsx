import styles from "./MailPage.module.css"

/** A link is opened in a tab of its own; nothing runs inside, and nothing but our own pictures is fetched. */
const framed = (html: string): string =>
  html.replace(
    "<head>",
    `<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; ` +
      `img-src ${location.origin} data:"><base target="_blank">`,
  )

/** A mail as its reader sees it, in a frame without scripts and without network. */
export const MailFrame = (props: { readonly html: string }) => (
  <iframe
    class={styles.frame}
    title="The mail"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    referrerpolicy="no-referrer"
    srcdoc={framed(props.html)}
  />
)
