import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials } from "./dependencies/bill-of-materials.ts";
import { readInstalled, readLockfile, ROOT } from "./dependencies/lockfile.ts";

/** `npm run sbom`, or `npm run sbom -- FILE`: what the platform is made of, in CycloneDX. */
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { name: string; version: string };
const bill = `${JSON.stringify(billOfMaterials(manifest, readLockfile(), readInstalled()), null, 2)}\n`;
const [file] = process.argv.slice(2);
if (file) writeFileSync(file, bill);
else process.stdout.write(bill);
