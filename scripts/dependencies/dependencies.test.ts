import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ADVISORIES, type Advisory, findingsIn, isBefore, LOOKED_UP } from "./advisories.ts";
import { billOfMaterials, licenceOf } from "./bill-of-materials.ts";
import { EXCEPTIONS, isAllowed } from "./licences.ts";
import { idOf, readInstalled, readLockfile, ROOT } from "./lockfile.ts";

const locked = readLockfile();
const installed = readInstalled();
const text = (file: string) => readFileSync(join(ROOT, file), "utf8");

describe("what is locked", () => {
  it("is read whole: as many packages as have a resolution, each by the hash of its bytes", () => {
    expect(locked).toHaveLength(text("pnpm-lock.yaml").match(/^ {4}resolution: /gm)!.length);
    expect(new Set(locked.map(idOf)).size).toBe(locked.length);
    expect(locked.filter(({ integrity }) => integrity === null)).toEqual([]);
  });
});

describe("a known weakness", () => {
  it("that reaches a version of ours has a reason why it harms nobody", () => {
    expect(findingsIn(locked).filter(({ advisory }) => !advisory.unharmed).map(({ advisory, version }) => `${advisory.package}@${version}: ${advisory.id}`)).toEqual([]);
  });

  it("has no reason left over, once no version of ours is affected", () => {
    const reached = new Set(findingsIn(locked).map(({ advisory }) => advisory.id));
    expect(ADVISORIES.filter(({ id, unharmed }) => unharmed && !reached.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it("is of a package that is here, that was looked up, and stands once", () => {
    const names = new Set(locked.map(({ name }) => name));
    expect(LOOKED_UP.packages.filter((name) => !names.has(name))).toEqual([]);
    expect(ADVISORIES.filter((advisory) => !(LOOKED_UP.packages as readonly string[]).includes(advisory.package))).toEqual([]);
    expect(new Set(ADVISORIES.map((advisory) => `${advisory.package} ${advisory.id}`)).size).toBe(ADVISORIES.length);
  });

  it("control: an older version of any would be found", () => {
    for (const advisory of ADVISORIES) {
      const [since] = advisory.affected[0]!;
      expect(findingsIn([{ name: advisory.package, version: since === "0" ? "0.0.1" : since, integrity: null, isOptional: false }], [advisory])).toHaveLength(1);
    }
  });

  it.each<[string, boolean]>([["1.2.3", true], ["1.9.9", true], ["2.0.0", false], ["2.0.0-rc.1", false], ["1.10.0", true], ["0.9.9", false], ["3.0.0", true]])("from 1 to 2, and from 3 on, has %s: %s", (version, affected) => {
    const advisory: Advisory = { package: "a", id: "x", what: "", affected: [["1.0.0", "2.0.0"], ["3.0.0", null]] };
    expect(findingsIn([{ name: "a", version, integrity: null, isOptional: false }], [advisory]).length === 1).toBe(affected);
  });

  it("is compared by numbers", () => {
    expect([isBefore("1.9.0", "1.10.0"), isBefore("1.10.0", "1.9.0"), isBefore("1.0", "1.0.0"), isBefore("0", "0.0.1")]).toEqual([true, false, false, true]);
  });
});

describe("licences", () => {
  it("are known and allowed, each, or named with a reason", () => {
    const refused = locked.map((one) => [idOf(one), licenceOf(one, installed)] as const).filter(([id, license]) => license === null || !isAllowed(id.slice(0, id.lastIndexOf("@")), license));
    expect(refused).toEqual([]);
  });

  it("that are named are there", () => {
    expect(EXCEPTIONS.filter(({ packages, license }) => !locked.some((one) => packages.test(one.name) && licenceOf(one, installed) === license))).toEqual([]);
  });

  it.each([["a", "MIT", true], ["a", "(MIT AND Zlib)", true], ["a", "(GPL-3.0 OR MIT)", true], ["a", "GPL-3.0", false], ["a", "(MIT AND GPL-3.0)", false], ["a", "Elastic-2.0", false], ["@apollo/gateway", "Elastic-2.0", true], ["@apollo/gateway", "GPL-3.0", false], ["@apollo/gateway-plus", "Elastic-2.0", false], ["a", "", false], ["a", "UNLICENSED", false]])("%s under %s: %s", (name, license, expected) => {
    expect(isAllowed(name, license)).toBe(expected);
  });
});

describe("the bill of materials", () => {
  interface Bill {
    readonly serialNumber: string;
    readonly components: readonly { readonly name: string; readonly version: string; readonly hashes: readonly { readonly content: string }[]; readonly licenses: readonly object[] }[];
  }
  const manifest = JSON.parse(text("package.json")) as { name: string; version: string };
  const bill = billOfMaterials(manifest, locked, installed) as Bill;

  it("has each package of the lockfile, its hash and its licence", () => {
    expect(bill.components.map(idOf).toSorted()).toEqual(locked.map(idOf).toSorted());
    expect(bill.components.filter(({ hashes, licenses }) => hashes[0]!.content.length !== 128 || licenses.length !== 1)).toEqual([]);
  });

  it("is the same for the same lockfile, in whichever order, and another for another", () => {
    expect(billOfMaterials(manifest, locked.toReversed(), installed)).toEqual(bill);
    expect((billOfMaterials(manifest, locked.slice(1), installed) as Bill).serialNumber).not.toBe(bill.serialNumber);
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("names no address to download from, no folder and no time", () => {
    expect(JSON.stringify(bill)).not.toMatch(/https?:|registry|\/tmp|\/home|\.tgz|timestamp/);
  });
});

describe("scripts that an install would run", () => {
  const allowed = new Map([...text("pnpm-workspace.yaml").split("\nallowBuilds:\n")[1]!.split("\n\n")[0]!.matchAll(/^ {2}"?([^":]+)"?: (true|false)$/gm)].map(([, name, may]) => [name!, may === "true"]));

  it("are named, each, whether they may run or not", () => {
    // What an earlier lockfile left behind counts for nothing.
    const scripted = locked.flatMap((one) => installed.get(idOf(one)) ?? []).filter(({ installScripts }) => installScripts.length > 0);
    expect(scripted.filter(({ name }) => !allowed.has(name)).map(idOf)).toEqual([]);
    expect(scripted.length).toBeGreaterThan(3);
  });

  it("run for three packages alone, which bring their own binaries", () => {
    expect([...allowed].filter(([, may]) => may).map(([name]) => name)).toEqual(["esbuild", "node", "pnpm"]);
  });

  it("are named of nothing that is not there", () => {
    const names = new Set(locked.map(({ name }) => name));
    expect([...allowed.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});
