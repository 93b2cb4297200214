import { ANYONE, anyoneBut, shared, type Sharing } from "@stages/subgraph/sharing.ts";

/** A host's managers are known here one by one: who sees its drafts depends on which of them asks. */
const NOT_MANAGERS = anyoneBut("HOST_MANAGER");

/** What does not depend on which of two colleagues asks. Left out: favourites, and what a viewer may do. */
export const sharing: Sharing = {
  ...shared("Offer", ["status", "title", "description", "period", "mode", "seats", "publishedAt", "host", "campaign"], NOT_MANAGERS),
  ...shared("Host", ["id", "legalName", "kind"], ANYONE),
  ...shared("Campaign", ["id", "label"], ANYONE),
};
