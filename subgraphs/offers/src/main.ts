import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { createOffersSubgraph } from "./subgraph.ts";

await runSubgraph(createOffersSubgraph);
