import { checkRetention } from "@stages/database/retention.ts";
import { tablesIn } from "@stages/database/tables-in.ts";
import { expect, it } from "vitest";
import * as bus from "./bus-tables.ts";
import { busRetention } from "./retention.ts";

it("has a line for each table of the log", () => {
  expect(() => checkRetention(tablesIn(bus), busRetention)).not.toThrow();
});
