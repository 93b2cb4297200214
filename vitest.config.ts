import { defineConfig } from "vitest/config";

// Apollo loads graphql's CommonJS and vitest its ESM: one realm needs one file.
const resolve = { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] };

const EVERYWHERE = "{gateway,packages,subgraphs,scripts}/**";
const setupFiles = ["packages/testing/src/keyring.ts"];
const NEVER = ["**/node_modules/**"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      {
        // No database, no network, no browser: seconds, at every save.
        resolve,
        test: {
          name: "pure",
          setupFiles,
          include: [`${EVERYWHERE}/*.test.ts`],
          exclude: [...NEVER, "**/*.pg.test.ts", "**/*.browser.test.ts"],
        },
      },
      {
        // On a real PostgreSQL, over real transports, in a real browser.
        resolve,
        test: {
          name: "platform",
          setupFiles,
          include: [`${EVERYWHERE}/*.{pg,browser}.test.ts`],
          exclude: NEVER,
          globalSetup: ["packages/testing/src/postgres.ts"],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
