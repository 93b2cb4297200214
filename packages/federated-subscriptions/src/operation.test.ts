import { parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { OperationReader } from "./operation.ts";

const reader = new OperationReader("after");
const read = (query: string, variables: Record<string, unknown> = {}, name?: string) => reader.read(parse(query), name, variables);
const flat = (text: string) => text.replaceAll(/\s+/g, " ").trim();

describe("what is asked for", () => {
  it.each([
    ["a literal", 'subscription { changed(shop: "s", after: "7") { id } }', {}, "7"],
    ["a variable", 'subscription ($a: String) { changed(shop: "s", after: $a) { id } }', { a: "7" }, "7"],
    ["a variable's default", 'subscription ($a: String = "7") { changed(shop: "s", after: $a) { id } }', {}, "7"],
    ["a fragment", 'subscription ($a: String) { ...f } fragment f on Subscription { changed(shop: "s", after: $a) { id } }', { a: "7" }, "7"],
    ["nothing", 'subscription { changed(shop: "s") { id } }', {}, undefined],
    ["null", 'subscription { changed(shop: "s", after: null) { id } }', {}, undefined],
  ])("is told apart from where it resumes, which is %s", (_, query, variables, expected) => {
    const { operation, resumeFrom } = read(query, variables);
    expect(resumeFrom).toBe(expected);
    expect(print(operation.document)).not.toMatch(/after|\$a/);
    expect(operation.variables).toEqual({});
  });

  it("keeps a variable that serves elsewhere too, and what is named alike below the root", () => {
    const { operation } = read('subscription ($a: String) { changed(after: $a) { id more(after: $a) } }', { a: "7" });
    expect(flat(print(operation.document))).toBe("subscription ($a: String) { changed { id more(after: $a) } }");
    expect(operation.variables).toEqual({ a: "7" });
  });

  const key = (query: string, variables?: Record<string, unknown>, name?: string) => read(query, variables, name).operation.key;

  it("is the same however it is spaced, in whatever order its values are given, and whatever else is", () => {
    const query = "subscription ($s: String, $f: F) { changed(shop: $s, filter: $f) { id } }";
    expect(key(query, { s: "x", f: { a: 1, b: 2 } })).toBe(key("subscription ($s: String, $f: F) {\n changed(shop: $s filter: $f) { id } } # so", { f: { b: 2, a: 1 }, s: "x", other: 3 }));
  });

  it.each([
    ["another value", "subscription ($s: String) { changed(shop: $s) { id } }", { s: "y" }],
    ["another field", "subscription ($s: String) { changed(shop: $s) { id note } }", { s: "x" }],
    ["an alias", "subscription ($s: String) { other: changed(shop: $s) { id } }", { s: "x" }],
  ])("is another with %s", (_, query, variables) => {
    expect(key(query, variables)).not.toBe(key("subscription ($s: String) { changed(shop: $s) { id } }", { s: "x" }));
  });

  it("is another by the operation's name, in one document", () => {
    const query = "subscription A { changed { id } } subscription B { changed { note } }";
    expect(key(query, {}, "A")).not.toBe(key(query, {}, "B"));
  });
});
