import type { Source } from "@stages/telemetry/measure.ts";
import type { Admission } from "./admission.ts";
import type { Connections } from "./connections.ts";
import { openSubscriptions } from "./observed.ts";

/** What is under way at a gateway, for whoever measures it. */
export const gatewaySource = (admission: Admission, connections: Connections): Source => ({
  name: "gateway",
  read: () => [
    { metric: "stages_operations_under_way", value: admission.state.running },
    { metric: "stages_operations_waiting", value: admission.state.waiting },
    { metric: "stages_connections_open", value: connections.open },
    { metric: "stages_subscriptions_open", value: openSubscriptions() },
  ],
});
