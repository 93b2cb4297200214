import { describe, expect, it } from "vitest";
import { selfTimes } from "./self-times.ts";

const node = (id: number, functionName: string, url: string) => ({ id, callFrame: { functionName, url } });
const NODES = [
  node(1, "(root)", ""),
  node(2, "(idle)", ""),
  node(3, "(garbage collector)", ""),
  node(4, "writeBuffer", ""),
  node(5, "select", "file:///here/node_modules/.pnpm/drizzle-orm@0.45.4_x/node_modules/drizzle-orm/pg-core/db.js"),
  node(6, "plan", "file:///here/node_modules/.pnpm/@apollo+gateway@2.14.4/node_modules/@apollo/gateway/dist/index.js"),
  node(7, "open", "file:///here/packages/vault/src/vault.ts"),
  node(8, "find", "file:///here/subgraphs/people/src/persistence/people.ts"),
  node(9, "emit", "node:events"),
];

describe("self times", () => {
  it("are what lies between a sample and the next, without what was idle", () => {
    const { busy, byFile } = selfTimes({ nodes: NODES, samples: [7, 2, 7, 9], timeDeltas: [0, 5, 100, 7] });
    expect(busy).toBe(12);
    expect([...byFile]).toEqual([["packages/vault/src/vault.ts", 12], ["node:events", 0]]);
  });

  it.each([
    [3, "(garbage collector)", "(garbage collector)"],
    [4, "native", "native writeBuffer"],
    [5, "drizzle-orm", "drizzle-orm/pg-core/db.js"],
    [6, "@apollo/gateway", "@apollo/gateway/dist/index.js"],
    [7, "packages/vault", "packages/vault/src/vault.ts"],
    [8, "subgraphs/people", "subgraphs/people/src/persistence/people.ts"],
    [9, "node", "node:events"],
  ])("of node %i are those of %s, in %s", (id, ofPackage, file) => {
    const { byPackage, byFile } = selfTimes({ nodes: NODES, samples: [id], timeDeltas: [0, 1] });
    expect([...byPackage.keys()]).toEqual([ofPackage]);
    expect([...byFile.keys()]).toEqual([file]);
  });
});
