import { entity } from "@stages/subgraph/entity.ts";

/** What another subgraph owns and this one points at. */
export const HostEntity = entity("Host", { isExtended: false });
