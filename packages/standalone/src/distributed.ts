import { launch } from "./launch.ts";

/** `npm run start:distributed`: gateway and each subgraph as processes of their own. */
await launch("distributed");
