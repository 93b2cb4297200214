import { readFileSync } from "node:fs";
import { LIMITS } from "@stages/gateway/limits.ts";
import { trustedDocuments, type TrustedManifest } from "@stages/gateway/trusted-documents.ts";
import { costModel } from "@stages/gateway/cost.ts";
import { globSync } from "node:fs";
import { buildSchema, isObjectType, parse, specifiedRules, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { listArguments, reachedBy } from "./limits-page.ts";
import { listSizes } from "./list-sizes.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("schema/trusted-documents.json")) as TrustedManifest;
const supergraph = read("schema/supergraph.graphql");
const api = read("schema/api.graphql");
const schema = buildSchema(api);

describe("our own documents", () => {
  it("are what their ids say, and valid", () => {
    expect(trustedDocuments(manifest).size).toBe(manifest.operations.length);
    for (const { name, body } of manifest.operations) expect(validate(schema, parse(body), specifiedRules), name).toEqual([]);
  });

  it.each(Object.entries(reachedBy(manifest, supergraph, "schema/examples")))("reach less than half of %s, at most", (limit, [, most]) => {
    expect(most).toBeLessThanOrEqual(LIMITS[limit as keyof typeof LIMITS] / 2);
  });

  it("may be asked for whole pages of a hundred", () => {
    const model = costModel(supergraph);
    for (const { name, body } of manifest.operations) expect(model.costOf(parse(body.replaceAll(/\bfirst: \d+/g, "first: 100")), undefined, {}).points, name).toBeLessThan(LIMITS.cost);
  });

  it("are not to be found in the code elsewhere than where the manifest is made from", () => {
    const theGateways = /mailbox\.ts$|-operations\.ts$|dashboard-query\.ts$|client\/src\/sign\.ts$|\.test\.tsx?$/;
    const files = [...globSync("gateway/src/page/**/*.{ts,tsx}"), ...globSync("packages/client/src/*.ts")].filter((file) => !theGateways.test(file));
    expect(files.length).toBeGreaterThan(50);
    const senders = files.filter((file) => /["'`]\s*(?:(?:query|mutation|subscription)\b[\s\w]*[({]|\{\s*\w+[\s\w]*[{(])/.test(readFileSync(file, "utf8").replaceAll(/\$\{/g, "")));
    expect(senders).toEqual([]);
  });
});

describe("what the graph is asked for in numbers", () => {
  it("says of each page that it has 1 to 100 objects, and the supergraph that it is sized by it", () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const { name, args } of Object.values(type.getFields())) {
        for (const argument of args) if (/^(?:first|last|limit)$/.test(argument.name)) expect(`${type.name}.${name}: ${argument.name} ${argument.description}`).toMatch(/: first .*1 to 100/);
      }
    }
    const sliced = (text: string, mark: RegExp) => text.match(mark)?.length ?? 0;
    expect(sliced(supergraph, /slicingArguments: \["first"\]/g)).toBe(sliced(api, /\n\s+first: Int!/g));
  });

  it("has no list in the table that it does not have, nor one above what any may have", () => {
    const lists = listArguments(api);
    expect(lists.length).toBeGreaterThan(20);
    for (const [coordinate, most] of Object.entries(listSizes)) {
      expect(lists).toContain(coordinate);
      expect(most).toBeLessThanOrEqual(LIMITS.itemsInAList);
    }
  });
});
