import { buildSchema, parse, validate } from "graphql";
import { expect, it } from "vitest";
import contract from "../../../../../schema/api.graphql?raw";
import { COVERAGE_CHANGED, DASHBOARD_QUERIES, OPENING_QUERY, REQUEST_EXPORT } from "./dashboard-query.ts";

const schema = buildSchema(contract);

it.each(Object.entries({ ...DASHBOARD_QUERIES, COVERAGE_CHANGED, OPENING_QUERY, REQUEST_EXPORT }))("asks by the contract: %s", (_, query) => {
  expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
});
