import type { JSX } from "solid-js"
import { Logo } from "../ui/Logo.tsx"
import { SignInScene } from "./SignInScene.tsx"
import styles from "./SignInPage.module.css"

/** What is around every page that is seen without a session. */
export const SignInFrame = (props: { readonly foot: JSX.Element; readonly children: JSX.Element }) => (
  <div class={styles.page}>
    <main class={styles.column}>
      <div class={styles.brand}>
        <Logo size={26} />
        Converse Desk
      </div>
      {props.children}
      <p class={styles.foot}>{props.foot}</p>
    </main>
    <SignInScene />
  </div>
)
