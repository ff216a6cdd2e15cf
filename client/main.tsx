import "./styles/fonts.css"
import "./styles/tokens.css"
import "./styles/base.css"
import { render } from "solid-js/web"
import { App } from "./App.tsx"

const root = document.getElementById("root")
if (root) render(() => <App />, root)
