// Runs before the first paint, so that a dark desk never flashes white. client/ui/Theme.ts takes over from here.
{
  const stored = localStorage.getItem("desk:theme")
  const dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  document.documentElement.dataset.theme = dark ? "dark" : "light"
}
