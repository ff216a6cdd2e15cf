import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"
import solid from "vite-plugin-solid"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const server = "http://127.0.0.1:8080"

export default defineConfig({
  root: path("./client"),
  plugins: [solid()],
  build: {
    outDir: path("./dist/client"),
    emptyOutDir: true,
    target: "es2023",
    // The content security policy has no data: for scripts, and inlined fonts could not be cached.
    assetsInlineLimit: 0,
    // The preload helper is only for browsers that our target excludes.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": server,
      "/rpc": { target: server, ws: true },
    },
  },
})
