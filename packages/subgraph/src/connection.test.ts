import { RefusedError } from "@stages/kernel/refusal.ts";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "./connection.ts";

const codeOf = (act: () => unknown) => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof RefusedError ? [error.refusals[0].code, error.refusals[0].field] : error;
  }
};

describe("a cursor", () => {
  it("gives back the key it was made of", () => {
    expect(decodeCursor("offers", encodeCursor("offers", [1.5, "offer_é"]), 2)).toEqual([1.5, "offer_é"]);
  });

  it.each([
    ["of another list", encodeCursor("hosts", ["a"])],
    ["with a key too long", encodeCursor("offers", ["a", "b"])],
    ["that is no JSON", "bm9wZQ"],
    ["that is no base64", "é à €"],
    ["that is empty", ""],
    ["with an object for a key", Buffer.from('["offers",{}]').toString("base64url")],
    ["that is no list", Buffer.from("1").toString("base64url")],
  ])("%s is refused", (_, cursor) => {
    expect(codeOf(() => decodeCursor("offers", cursor, 1))).toEqual(["INVALID_CURSOR", "after"]);
  });
});

it.each([0, -1, 101, 1_000_000])("a page of %i is refused", (first) => {
  expect(codeOf(() => pageSize(first))).toEqual(["INVALID_PAGE_SIZE", "first"]);
});

describe("a page", () => {
  const cursorOf = (row: string) => row.toUpperCase();
  it.each([
    ["full, with more to come", ["a", "b", "c"], { hasNextPage: true, endCursor: "B" }, ["a", "b"]],
    ["full, and the last", ["a", "b"], { hasNextPage: false, endCursor: "B" }, ["a", "b"]],
    ["empty", [], { hasNextPage: false, endCursor: null }, []],
  ])("%s", (_, rows, pageInfo, nodes) => {
    const page = pageOf(rows, 2, cursorOf);
    expect(page.pageInfo).toEqual(pageInfo);
    expect(page.edges.map(({ node }) => node)).toEqual(nodes);
  });
});
