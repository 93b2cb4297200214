import * as counting from "./statistics-tables.ts";
import * as core from "./tables.ts";

/** Every table of this subgraph, for what goes over all of them: the purge, new keys, erasure. */
export const allTables = { ...core, ...counting };
