import { buildSchema, type GraphQLNamedType, isEnumType, isInputObjectType, isObjectType, isSpecifiedScalarType } from "graphql";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const api = buildSchema(readFileSync("schema/api.graphql", "utf8"));
const types = Object.values(api.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
const roots = ["Query", "Mutation", "Subscription"];

function* undescribed(type: GraphQLNamedType): Generator<string> {
  if (!type.description && !roots.includes(type.name) && !isInputObjectType(type) && !isSpecifiedScalarType(type)) yield type.name;
  if (isEnumType(type)) for (const value of type.getValues()) if (!value.description) yield `${type.name}.${value.name}`;
  if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) if (!field.description) yield `${type.name}.${field.name}`;
  if (!isObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    if (!field.description) yield `${type.name}.${field.name}`;
    for (const arg of field.args) if (!arg.description && arg.name !== "input") yield `${type.name}.${field.name}(${arg.name}:)`;
  }
}

it("describes every type, field, argument and value of the contract", () => {
  expect(types.flatMap((type) => [...undescribed(type)])).toEqual([]);
});

it("lets a refused mutation leave the others' answers: no mutation is non-null", () => {
  const mutations = Object.values(api.getMutationType()!.getFields());
  expect(mutations.length).toBeGreaterThan(15);
  expect(mutations.filter(({ type }) => String(type).endsWith("!")).map(({ name }) => name)).toEqual([]);
});

it("does not show what is between the gateway and its subgraphs", () => {
  expect(Object.keys(api.getQueryType()!.getFields())).not.toContain("actor");
  expect(Object.keys(api.getSubscriptionType()!.getFields()).toSorted()).toEqual(["absenceAlerts", "candidatureStatusChanged", "classListImportProgress", "conventionStatusChanged", "coverageChanged", "notifications", "offerSeatsChanged", "validationProgress"]);
  expect(Object.keys(api.getMutationType()!.getFields())).not.toContain("signIn");
});
