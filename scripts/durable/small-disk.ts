import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  readonly path: string;
}

/** A file system in memory of that size; null, with the reason said, where this account may not make one. */
export function smallDisk(megabytes: number, say: (reason: string) => void): SmallDisk | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    say("pas de petit disque ici : il faut Linux et root");
    return null;
  }
  const path = mkdtempSync(join(tmpdir(), "stages-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmSync(path, { recursive: true });
    say(`pas de petit disque ici : ${(error as Error).message.split("\n").at(-2) ?? (error as Error).message}`);
    return null;
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync("umount", ["--lazy", path], { stdio: "pipe" });
      rmSync(path, { recursive: true, force: true });
    },
  };
}
