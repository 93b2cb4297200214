import { spawn } from "node:child_process";

/** The checks that need no database: each is a script of package.json, run alone by its name too. */
export const FAST_CHECKS = {
  types: "types (tsc)",
  lint: "style (oxlint)",
  boundaries: "frontières entre les dossiers (dependency-cruiser)",
  "schema:check": "schémas committés à jour",
} as const;

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a command; its output is kept, and shown as it comes when asked for. */
export function run(command: string, args: readonly string[], { live = false, environment = {} as Readonly<Record<string, string>> } = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
    const chunks: Buffer[] = [];
    const keep = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      chunks.push(chunk);
      if (live) stream.write(chunk);
    };
    child.stdout.on("data", keep(process.stdout));
    child.stderr.on("data", keep(process.stderr));
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
