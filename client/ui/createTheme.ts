import { createEffect, createSignal, onCleanup } from "solid-js"

/** Shared with public/theme.js, which sets the theme before the first paint. */
const storageKey = "desk:theme"

type Theme = "light" | "dark"

export interface ThemeSwitch {
  readonly theme: () => Theme
  readonly toggle: () => void
}

/** The theme in use: the system's until the user chooses one. */
export const createTheme = (): ThemeSwitch => {
  const system = matchMedia("(prefers-color-scheme: dark)")
  const stored = (): Theme | null => {
    const value = localStorage.getItem(storageKey)
    return value === "light" || value === "dark" ? value : null
  }
  const current = (): Theme => stored() ?? (system.matches ? "dark" : "light")
  const [theme, setTheme] = createSignal(current())
  const follow = () => setTheme(current())
  system.addEventListener("change", follow)
  onCleanup(() => system.removeEventListener("change", follow))
  addEventListener("storage", follow)
  onCleanup(() => removeEventListener("storage", follow))
  createEffect(() => document.documentElement.dataset.theme = theme())

  return {
    theme,
    toggle: () => {
      const next = theme() === "dark" ? "light" : "dark"
      // Choosing what the system has is following it again.
      if (next === (system.matches ? "dark" : "light")) localStorage.removeItem(storageKey)
      else localStorage.setItem(storageKey, next)
      setTheme(next)
    },
  }
}
