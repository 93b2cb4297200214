import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

await runSubgraph(createPeopleSubgraph);
