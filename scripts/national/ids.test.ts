import { idFromUuid } from "@stages/kernel/ids.ts";
import { expect, it } from "vitest";
import { Ids, numberOf, typeIdOf, uuidFor } from "./ids.ts";

it("writes an id as the kernel does", () => {
  const uuids = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", ...Array.from({ length: 200 }, () => crypto.randomUUID())];
  for (const uuid of uuids) expect(typeIdOf("person", uuid)).toBe(idFromUuid("person", uuid));
});

it("draws another id each time, whose number tells which", () => {
  const ids = new Ids();
  const drawn = Array.from({ length: 3 }, () => ids.next("student", 1_711_000_000));
  expect(drawn.map(numberOf)).toEqual([1, 2, 3]);
  expect(drawn[1]).toBe(uuidFor("student", 1_711_000_000, 2));
  expect(ids.next("person", 1_711_000_000)).not.toBe(drawn[0]);
});
