import { type FragmentDefinitionNode, type OperationDefinitionNode, parse } from "graphql";
import { expect, it } from "vitest";
import { withAskedPaths } from "./asked-paths.ts";

const [operation, fragment] = parse("{ r: candidature { a: student { near distance ...F } list { x } } } fragment F on Student { b: name }").definitions as [OperationDefinitionNode, FragmentDefinitionNode];
const ASKED = { operation, fragments: { F: fragment } };
const moved = (error: object, path: readonly (string | number)[]) => ({ ...error, message: "moved", path });
const placed = (data: object, ...path: (string | number)[]) => withAskedPaths({ data: data as Record<string, unknown>, errors: [{ message: "as it was", path }] }, ASKED, moved).errors;

it.each([
  [["r"]],
  [["r", "a", "b"]],
  [["r", "list", 3, "x"]],
])("leaves an error where the operation has its path: %j", (path) => {
  expect(placed({ r: null }, ...path)).toEqual([{ message: "as it was", path }]);
});

it("tells of the field that is null for want of what was required, of whoever is null above, and nothing where nothing is missing", () => {
  expect(placed({ r: { a: { near: 1, distance: null } } }, "r", "a", "home")).toEqual([{ message: "moved", path: ["r", "a", "distance"] }]);
  expect(placed({ r: { a: null } }, "r", "a", "home", "commune")).toEqual([{ message: "moved", path: ["r", "a"] }]);
  expect(placed({ r: null }, "r", "a", "home")).toEqual([{ message: "moved", path: ["r"] }]);
  expect(placed({ r: { a: { near: 1, distance: 2 } } }, "r", "a", "home")).toBeUndefined();
});
