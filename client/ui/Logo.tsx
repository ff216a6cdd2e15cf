import styles from "./Logo.module.css"

export const Logo = (props: { readonly size: number }) => (
  <svg class={styles.logo} viewBox="0 0 24 24" width={props.size} height={props.size} aria-hidden="true">
    <rect x="1" y="2.5" width="15.5" height="13" rx="4.2" fill="var(--accent)" />
    <path d="M4.2 13.6v5.1c0 .5.6.8 1 .4l4-3.7z" fill="var(--accent)" />
    <path
      class={styles.front}
      d="M11.2 9.4h7.6A4.2 4.2 0 0 1 23 13.6v2.6a4.2 4.2 0 0 1-3 4v2c0 .5-.6.7-1 .4l-2.6-2.2h-5.2A4.2 4.2 0 0 1 7 16.2v-2.6a4.2 4.2 0 0 1 4.2-4.2z"
    />
  </svg>
)
