import type { Handlers } from "@stages/events/consumer.ts";
import { addManager, deleteManager } from "./persistence/hosts.ts";

/** The market stands on its own, but for whom `people` lets manage a host. */
export const handlers: Handlers = {
  HostManagerAdded: (tx, { payload: { hostId, personId } }) => addManager(tx, hostId, personId),
  HostManagerRemoved: (tx, { payload: { hostId, personId } }) => deleteManager(tx, hostId, personId),
};
