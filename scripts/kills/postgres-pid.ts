import { join } from "node:path";
import { isAlive, readPostmasterFile } from "@stages/embedded-postgres/postmaster-file.ts";

/** Of the server that is ready in that folder; null while there is none. */
export function postgresPidIn(dataDir: string): number | null {
  const file = readPostmasterFile(join(dataDir, "cluster"));
  return file?.status === "ready" && isAlive(file.pid) ? file.pid : null;
}
