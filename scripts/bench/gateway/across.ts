import type { Operation } from "./operations.ts";

/** Three hops, four subgraph requests: people → candidatures → offers beside conventions. */
export const ACROSS: Operation = {
  name: "across",
  persona: "student",
  query: "{ viewer { student { candidatures { status offer { title host { legalName } } convention { status } } } } }",
  variables: {},
};
