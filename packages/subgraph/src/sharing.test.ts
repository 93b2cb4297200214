import { describe, expect, it } from "vitest";
import { ANYONE, anyoneBut, shared, SharingError, withTags } from "./sharing.ts";

const SDL = 'type Query {\n  thing: Thing\n}\n\n"""A thing."""\ntype Thing {\n  name: String\n  mine: Boolean\n}';

describe("what is shared", () => {
  it("is tagged, and nothing else is", () => {
    const tagged = withTags(SDL, shared("Thing", ["name"], ANYONE));
    expect(tagged).toContain('name: String @tag(name: "shared")');
    expect(tagged.match(/@tag/g)).toHaveLength(1);
  });

  it("is tagged with the roles that are left out", () => {
    const tagged = withTags(SDL, shared("Thing", ["mine"], anyoneBut("STUDENT")));
    expect(tagged).toContain('mine: Boolean @tag(name: "shared/not/STUDENT")');
  });

  it("is not in the graph: the start fails", () => {
    expect(() => withTags(SDL, shared("Thing", ["nmae"], ANYONE))).toThrow(SharingError);
  });

  it("leaves an SDL without any as it is", () => {
    expect(withTags(withTags(SDL, {}), {})).toBe(withTags(SDL, {}));
  });
});
