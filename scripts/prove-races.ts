import { run } from "./checks.ts";
import "./proofs/leave-nothing.ts";

/** `npm run prove:races`: the crowds that `npm test` plays at a fifth of their size, and the cells of which it turns some over, whole. */
process.env["FULL_SIZE"] = "1";
const FILES = ["packages/standalone/src/seat-rush", "packages/events/src/nats-cluster", "packages/events/src/nats-faults", "packages/standalone/src/lost-answers", "packages/standalone/src/access-matrix", "subgraphs/candidatures/src/weeks-race", "subgraphs/candidatures/src/expiry-race", "subgraphs/candidatures/src/lifecycle-model", "subgraphs/offers/src/offer-model"];
const { code } = await run("vitest", ["run", "--project", "platform", ...FILES], { live: true });
process.exitCode = code;
