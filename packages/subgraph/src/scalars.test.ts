import { GraphQLError, type GraphQLScalarType, valueFromAST, parseValue } from "graphql";
import { describe, expect, it } from "vitest";
import { CivilDateScalar, InstantScalar, TimeScalar } from "./scalars.ts";

const SCALARS: readonly [GraphQLScalarType, readonly string[], readonly unknown[], string][] = [
  [CivilDateScalar, ["2027-06-14", "2028-02-29"], ["2027-02-29", "2027-6-14", "14/06/2027", "2027-06-14T00:00:00Z", "", 20270614, null, {}, "0000-01-01", "1899-12-31", "3000-01-01", "9999-12-31"], "INVALID_DATE"],
  [InstantScalar, ["2027-06-14T09:30:00Z"], ["2027-06-14", "2027-06-14T09:30:00", "hier", 1, null, "+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", "0000-01-01T00:00:00Z"], "INVALID_DATE"],
  [TimeScalar, ["09:30", "00:00", "23:59"], ["24:00", "9:30", "09:30:15", "09h30", "", 930, null], "INVALID_TIME"],
];

describe.each(SCALARS)("%s", (scalar, right, wrong, code) => {
  it.each(right)("reads %j and writes it back, as a variable and as a literal", (text) => {
    expect(scalar.serialize(scalar.parseValue(text))).toBe(text);
    expect(scalar.serialize(valueFromAST(parseValue(JSON.stringify(text)), scalar))).toBe(text);
  });

  it.each(wrong)("refuses %j with its own code", (value) => {
    let thrown: unknown;
    try {
      scalar.parseValue(value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).not.toBeInstanceOf(GraphQLError);
    expect(thrown).toMatchObject({ extensions: { code } });
  });
});
