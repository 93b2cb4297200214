import { getNamedType, type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLObjectType, type GraphQLSchema, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from "graphql";
import { ASKED_ACADEMY, KINDS, type Kind } from "./oracle.ts";

/**
 * What is asked of each kind to know whether it is seen: its key, and a field that only the subgraph owning it can answer.
 * A schema without that field knows the kind by reference alone, and a reference says nothing of the object.
 */
const WITNESS: Readonly<Record<Kind, { readonly key: string; readonly witness: string | readonly string[] }>> = {
  Student: { key: "id", witness: "firstName" },
  School: { key: "uai", witness: "name" },
  Academy: { key: "code", witness: "name" },
  Department: { key: "code", witness: "name" },
  StaffMember: { key: "id", witness: "firstName" },
  Campaign: { key: "id", witness: "label" },
  Sector: { key: "code", witness: "label" },
  Host: { key: "id", witness: "legalName" },
  Offer: { key: "id", witness: "title" },
  Candidature: { key: "id", witness: "period" },
  Booking: { key: "id", witness: "period" },
  Convention: { key: "id", witness: "period" },
  Absence: { key: "id", witness: "day" },
  // Each subgraph answers for its own part.
  PersonalData: { key: "personId", witness: ["people", "candidatures", "conventions", "offers"] },
};

const witnessesOf = (kind: Kind) => [WITNESS[kind].witness].flat();
export const keyOf = (kind: Kind) => WITNESS[kind].key;
export const kindOf = (type: GraphQLObjectType): Kind | null => KINDS.find((kind) => kind === type.name) ?? null;
export const isSeenIn = (type: GraphQLObjectType) => {
  const kind = kindOf(type);
  return kind !== null && witnessesOf(kind).some((name) => name in type.getFields());
};

export interface ShapeField {
  readonly name: string;
  readonly args: string;
  readonly shape: Shape | null;
}
/** What is asked of an object. */
export interface Shape {
  readonly type: GraphQLObjectType;
  readonly fields: readonly ShapeField[];
}

const isAsked = ({ args }: GraphQLField<unknown, unknown>) => args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined);
/** Whole pages; a few points of a series; of what names its territory by an argument, one. */
function pageArgs({ args }: GraphQLField<unknown, unknown>): string {
  const takes = (...names: readonly string[]) => names.every((wanted) => args.some(({ name }) => name === wanted));
  if (takes("first")) return "(first: 100)";
  if (takes("by", "from", "until")) return '(by: WEEK, from: "2027-02-15")';
  return takes("academy", "department", "on") ? `(academy: "${ASKED_ACADEMY}")` : "";
}

/** Key and witness. */
export function glimpseOf(type: GraphQLObjectType): Shape {
  const kind = kindOf(type)!;
  const names = [keyOf(kind), ...witnessesOf(kind)].filter((name) => name in type.getFields());
  return { type, fields: names.map((name) => ({ name, args: "", shape: null })) };
}

/**
 * Every field of an object and of the values inside of it, and a glimpse of each object it leads to: all of it for the
 * paths of `into`. Made from the schema, so that a field added later is asked as well.
 */
export function wholeOf(type: GraphQLObjectType, into: ReadonlySet<string> = new Set()): Shape {
  const fields = Object.values(type.getFields()).filter((field) => !field.name.startsWith("_") && isAsked(field));
  return {
    type,
    fields: fields.map((field) => {
      const target = getNamedType(field.type);
      if (!isObjectType(target)) return { name: field.name, args: pageArgs(field), shape: null };
      return { name: field.name, args: pageArgs(field), shape: below(target, into.has(`${type.name}.${field.name}`), into) };
    }),
  };
}

function below(target: GraphQLObjectType, isInto: boolean, into: ReadonlySet<string>): Shape {
  if (kindOf(target)) return isInto ? wholeOf(target) : glimpseOf(target);
  return wholeOf(target, into);
}

export function print({ fields }: Shape): string {
  return `{ ${fields.map(({ name, args, shape }) => `${name}${args}${shape ? ` ${print(shape)}` : ""}`).join(" ")} }`;
}

/** Some input that the schema takes and that names nothing: enough to know whether one may ask at all. */
export function anyArguments(args: readonly GraphQLArgument[]): string {
  const needed = args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  return needed.length > 0 ? `(${needed.map(({ name, type }) => `${name}: ${anyValue(type)}`).join(", ")})` : "";
}

function anyValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return anyValue(type.ofType);
  if (isListType(type)) return `[${anyValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
    return `{ ${needed.map((field) => `${field.name}: ${anyValue(field.type)}`).join(", ")} }`;
  }
  const values: Record<string, string> = { Int: "1", Float: "1", Boolean: "true", Date: '"2027-06-14"', Time: '"09:00"', DateTime: '"2027-06-14T09:00:00Z"' };
  return values[type.name] ?? '"nobody"';
}

/** `field(args) { … }` of a root field, with nothing asked of its answer but what it is. */
export function anyCall(field: GraphQLField<unknown, unknown>): string {
  return `${field.name}${anyArguments(field.args)}${isObjectType(getNamedType(field.type)) ? " { __typename }" : ""}`;
}

export function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`no object type is named ${name}`);
  return type;
}
