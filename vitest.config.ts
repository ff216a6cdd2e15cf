import solid from "vite-plugin-solid"
import { defineConfig } from "vitest/config"

/** Two cores are what the smallest machine has, and every file may start a server, a database or a browser. */
const workersMax = 2

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: workersMax,
    globalSetup: ["test/sharedPostgres.ts"],
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{domain,server,tools,test}/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Only here: the plugin resolves packages as for a browser, so that Solid is reactive.
        extends: true,
        plugins: [solid()],
        test: {
          name: "client",
          include: ["client/**/*.test.{ts,tsx}"],
          environment: "node",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["client/e2e/**/*.e2e.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
