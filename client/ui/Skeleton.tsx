import styles from "./Skeleton.module.css"

/** A grey box of the size of what will stand there. */
export const Skeleton = (
  props: { readonly width: string; readonly height: string; readonly radius?: string | undefined },
) => (
  <span
    class={styles.skeleton}
    style={{ width: props.width, height: props.height, "border-radius": props.radius ?? "4px" }}
    aria-hidden="true"
  />
)
