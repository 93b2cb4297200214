import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Peer {
  readonly folder: URL;
  readonly version: string;
}

const PEERS = new URL("../peers/", import.meta.url);

/**
 * By its own lockfile, beside the workspace: what only a benchmark needs is not in everyone's installation. The version is that
 * of `packageName`, the one that is measured.
 */
export async function installPeer(name: string, packageName: string, onProgress: (step: string) => void): Promise<Peer> {
  const folder = new URL(`${name}/`, PEERS);
  if (!existsSync(new URL("node_modules/.modules.yaml", folder))) {
    onProgress(`Installation de ${packageName} (une fois)`);
    const { packageManager } = readJson<{ packageManager: string }>(new URL("../../../package.json", import.meta.url));
    const installing = spawn("npx", ["--yes", packageManager, "install", "--frozen-lockfile", "--ignore-scripts"], { cwd: fileURLToPath(folder), stdio: ["ignore", "ignore", "inherit"] });
    const [code] = (await once(installing, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${packageName} could not be installed (code ${code})`);
  }
  const { version } = readJson<{ version: string }>(new URL(`node_modules/${packageName}/package.json`, folder));
  return { folder, version };
}

const readJson = <T>(url: URL): T => JSON.parse(readFileSync(url, "utf8")) as T;
