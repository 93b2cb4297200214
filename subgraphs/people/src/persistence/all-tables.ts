import * as exporting from "./export-tables.ts";
import * as notifying from "./notification-tables.ts";
import * as counting from "./statistics-tables.ts";
import * as sharing from "./shared-reading-tables.ts";
import * as core from "./tables.ts";
import * as webhooks from "./webhook-tables.ts";

/** Every table of this subgraph, for what goes over all of them: the purge, new keys, erasure. */
export const allTables = { ...core, ...exporting, ...notifying, ...sharing, ...counting, ...webhooks };
