import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SUPERUSER } from "./data-folder.ts";
import { isAlive, readPostmasterFile } from "./postmaster-file.ts";

/** The address of the server that another process runs on this folder, to ask it something beside that process; null when none runs. It holds the password. */
export function runningServerUrl(dataDir: string, database: string): string | null {
  const [folder, password] = [resolve(dataDir), join(resolve(dataDir), "password")];
  const file = existsSync(password) ? readPostmasterFile(join(folder, "cluster")) : null;
  if (!file || file.status !== "ready" || !isAlive(file.pid)) return null;
  return `postgres://${SUPERUSER}:${readFileSync(password, "utf8").trim()}@127.0.0.1:${file.port}/${encodeURIComponent(database)}`;
}
