import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

await runSubgraph(createConventionsSubgraph);
