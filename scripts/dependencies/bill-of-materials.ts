import { createHash } from "node:crypto";
import { EXCEPTIONS, OF_OTHER_SYSTEMS } from "./licences.ts";
import { idOf, type InstalledPackage, type LockedPackage } from "./lockfile.ts";

/** A package's licence as it says it itself or, where it is of another system, as the whole family has it. */
export const licenceOf = (one: LockedPackage, installed: ReadonlyMap<string, InstalledPackage>): string | null =>
  installed.get(idOf(one))?.license ?? OF_OTHER_SYSTEMS.find(([packages]) => packages.test(one.name))?.[1] ?? null;

const hexOf = (integrity: string) => Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
const purlOf = ({ name, version }: LockedPackage) => `pkg:npm/${name.replace("@", "%40")}@${version}`;
const isSpdx = (license: string) => /^[\w.-]+$/.test(license);

/**
 * CycloneDX 1.6, in JSON: every package of the lockfile with the hash of its bytes. The same for the same lockfile, wherever and whenever
 * it is written: pnpm's own (`pnpm sbom`) has the time, a number drawn at random and the registry's addresses in it, and lists what this
 * system has installed.
 */
export function billOfMaterials({ name, version }: { readonly name: string; readonly version: string }, locked: readonly LockedPackage[], installed: ReadonlyMap<string, InstalledPackage>): object {
  const components = [...locked].toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).map((one) => {
    const license = licenceOf(one, installed);
    return {
      type: "library",
      "bom-ref": purlOf(one),
      name: one.name,
      version: one.version,
      scope: one.isOptional ? "optional" : "required",
      purl: purlOf(one),
      ...(one.integrity && { hashes: [{ alg: "SHA-512", content: hexOf(one.integrity) }] }),
      ...(license !== null && { licenses: [isSpdx(license) ? { license: { id: license } } : EXCEPTIONS.some((exception) => exception.license === license) ? { license: { name: license } } : { expression: license }] }),
    };
  });
  const content = createHash("sha256").update(JSON.stringify(components)).digest("hex");
  const serial = `${content.slice(0, 8)}-${content.slice(8, 12)}-8${content.slice(13, 16)}-8${content.slice(17, 20)}-${content.slice(20, 32)}`;
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: { component: { type: "application", "bom-ref": `pkg:npm/${name}@${version}`, name, version, licenses: [{ license: { id: "MIT" } }] } },
    components,
  };
}
