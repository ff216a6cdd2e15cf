import styles from "./Kbd.module.css"

export const Kbd = (props: { readonly children: string }) => <kbd class={styles.kbd}>{props.children}</kbd>
