import { entity } from "@stages/subgraph/entity.ts";

/** What another subgraph owns; this one points at it, and adds who manages it. */
export const HostEntity = entity("Host", { isExtended: true });
