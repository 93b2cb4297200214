import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { createCandidaturesSubgraph } from "./subgraph.ts";

await runSubgraph(createCandidaturesSubgraph);
