import { launch } from "./launch.ts";

/** `npm start`: gateway and four subgraphs in this process, beside an embedded PostgreSQL. */
await launch("in-process");
