import { NO_RATES } from "@stages/gateway/limits.ts";
import { launch } from "@stages/standalone/launch.ts";

/** `npm start`, for more clients than one address has. */
await launch("in-process", { liveLimits: NO_RATES });
