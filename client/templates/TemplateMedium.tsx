import FileText from "lucide-solid/icons/file-text"
import ImageIcon from "lucide-solid/icons/image"
import MapPin from "lucide-solid/icons/map-pin"
import Video from "lucide-solid/icons/video"
import type { JSX } from "solid-js"
import type { TemplateHeader } from "../../domain/template/Template.ts"
import styles from "./TemplateMedium.module.css"

/** The kinds of header that are not words. */
export type TemplateMediumFormat = Exclude<TemplateHeader["format"], "text">

const looks: Record<TemplateMediumFormat, { readonly label: string; readonly icon: () => JSX.Element }> = {
  image: { label: "Picture", icon: () => <ImageIcon /> },
  video: { label: "Video", icon: () => <Video /> },
  document: { label: "File", icon: () => <FileText /> },
  location: { label: "Place", icon: () => <MapPin /> },
}

/** Stands for a header that is a file or a place, where the desk does not have it itself. */
export const TemplateMedium = (props: { readonly format: TemplateMediumFormat }) => (
  <span class={styles.medium}>
    <span aria-hidden="true">{looks[props.format].icon()}</span>
    {looks[props.format].label}
  </span>
)
