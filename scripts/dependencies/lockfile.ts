import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package as pnpm-lock.yaml holds it: these very bytes and no others are installed. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity, `sha512-…`; null for what comes from elsewhere than the registry. */
  readonly integrity: string | null;
  /** Installed only where it is of use, such as on one system. */
  readonly isOptional: boolean;
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Those of its scripts that an install would run. */
  readonly installScripts: readonly string[];
}

export const ROOT = join(import.meta.dirname, "../..");
export const idOf = ({ name, version }: { readonly name: string; readonly version: string }) => `${name}@${version}`;

/** The file is pnpm's own, always written in one way: no reader of YAML is needed for it. */
export function readLockfile(text = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8")): readonly LockedPackage[] {
  const [packages = "", snapshots = ""] = text.slice(text.indexOf("\npackages:\n") + "\npackages:".length).split("\nsnapshots:\n");
  const optional = new Set([...entries(snapshots)].filter(([, body]) => /^ {4}optional: true$/m.test(body)).map(([key]) => key.replace(/\(.*$/, "")));
  return [...entries(packages)].map(([key, body]) => {
    const at = key.lastIndexOf("@");
    return { name: key.slice(0, at), version: key.slice(at + 1), integrity: /integrity: (sha512-[\w+/=]+)/.exec(body)?.[1] ?? null, isOptional: optional.has(key) };
  });
}

function* entries(section: string): Generator<readonly [key: string, body: string]> {
  for (const [, key, body] of section.matchAll(/^ {2}(\S.*?):(?: \{\})?\n((?: {4}.*\n?|\n(?= {4}))*)/gm)) yield [key!.replace(/^'|'$/g, ""), body!];
}

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

/** What stands under node_modules/.pnpm now, by name and version. */
export function readInstalled(folder = join(ROOT, "node_modules/.pnpm")): ReadonlyMap<string, InstalledPackage> {
  const found = new Map<string, InstalledPackage>();
  for (const entry of readdirSync(folder)) {
    const modules = join(folder, entry, "node_modules");
    if (!existsSync(modules)) continue;
    for (const name of readdirSync(modules).flatMap((one) => (one.startsWith("@") ? readdirSync(join(modules, one)).map((scoped) => `${one}/${scoped}`) : [one]))) {
      const file = join(modules, name, "package.json");
      if (!existsSync(file)) continue;
      const { name: own, version, license, scripts = {} } = JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string; license?: string | { type?: string }; scripts?: Record<string, string> };
      const installScripts = INSTALL_SCRIPTS.filter((script) => scripts[script] !== undefined);
      found.set(`${own}@${version}`, { name: own, version, license: (typeof license === "object" ? license.type : license) ?? "", installScripts });
    }
  }
  return found;
}
