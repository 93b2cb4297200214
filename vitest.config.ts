import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Apollo loads graphql's CommonJS and vitest its ESM: one realm needs one file.
const resolve = { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] };

const EVERYWHERE = "{gateway,packages,subgraphs,scripts}/**";
const setupFiles = ["packages/testing/src/keyring.ts"];
// As `npm start` does, and by the same file.
const execArgv = ["--import", new URL("packages/standalone/src/third-party-imports.mjs", import.meta.url).href];
// A worker keeps its modules from one file to the next: loading them again took a quarter to a half of the processor's
// time. What a module holds is thus shared by files: a test that changes it puts it back.
const isolate = false;
// vitest leaves one core to itself, which on two is half of them. More would want more connections than PostgreSQL has.
const maxWorkers = Math.min(availableParallelism(), 4);
const NEVER = ["**/node_modules/**"];
// A project takes nothing from the root. No test is about time: these only end what hangs, on the slowest machine, with a
// worker a core.
const PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        // No database, no network, no browser: seconds, at every save.
        resolve,
        test: {
          name: "pure",
          setupFiles,
          execArgv,
          isolate,
          maxWorkers,
          include: [`${EVERYWHERE}/*.test.ts`],
          exclude: [...NEVER, "**/*.pg.test.ts", "**/*.browser.test.ts"],
          ...PATIENCE,
        },
      },
      {
        // On a real PostgreSQL, over real transports, in a real browser.
        resolve,
        test: {
          name: "platform",
          setupFiles,
          execArgv,
          isolate,
          maxWorkers,
          include: [`${EVERYWHERE}/*.{pg,browser}.test.ts`],
          exclude: NEVER,
          globalSetup: ["packages/testing/src/postgres.ts"],
          ...PATIENCE,
        },
      },
    ],
  },
});
