import { describe, expect, it } from "vitest";
import { ID_PREFIXES, idFromUuid, newId, parseId, uuidOf } from "./ids.ts";

describe("an id", () => {
  it.each(ID_PREFIXES)("of a %s is read back, and is the same in the database", (prefix) => {
    const id = newId(prefix);
    expect(parseId(prefix, id)).toBe(id);
    expect(idFromUuid(prefix, uuidOf(id))).toBe(id);
  });

  it.each([
    ["nothing", ""],
    ["another kind's", newId("host")],
    ["without its prefix", newId("offer").slice("offer_".length)],
    ["too short", newId("offer").slice(0, -1)],
    ["beyond 128 bits", "offer_8zzzzzzzzzzzzzzzzzzzzzzzzz"],
    ["128 bits that are no UUID", "offer_01k6a1c26dfhx7hz7a9f543b1f"],
    ["with something after it", `${newId("offer")} or true`],
  ])("is not %s", (_, text) => {
    expect(parseId("offer", text)).toBeNull();
  });
});
