import { join } from "node:path";
import type { PapersSettings } from "@stages/conventions/papers.ts";
import type { Configuration } from "./config.ts";

/** What documents are drawn and sealed with: each leads to where anyone checks it. */
export const papersOf = ({ publicUrl, port, dataDir, production, sealing }: Pick<Configuration, "publicUrl" | "port" | "dataDir" | "production" | "sealing">): PapersSettings => ({
  verifyUrl: `${publicUrl ?? `http://localhost:${port || 4000}`}/verifier`,
  sealing,
  folder: join(dataDir, "seal"),
  production,
});
