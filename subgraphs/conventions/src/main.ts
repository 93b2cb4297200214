import { systemClock } from "@stages/kernel/civil-time.ts";
import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { openPapers, type PapersSettings } from "./papers.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** Told by whoever starts the process, which has read what it is configured with. */
const settings = process.env["STAGES_PAPERS"];

await runSubgraph(async (options) => createConventionsSubgraph({ ...options, ...(settings && { papers: await openPapers(JSON.parse(settings) as PapersSettings, systemClock()) }) }));
