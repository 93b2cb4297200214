import { AUDITED_ROLES } from "@stages/kernel/audited-roles.ts";
import type { PersonalDataCategory } from "@stages/kernel/personal-data.ts";
import { defaultFieldResolver, getNamedType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import type { RequestContext } from "./context.ts";
import { FEDERATION_FIELDS, objectTypes, ROOTS } from "./policy.ts";
import type { Owner } from "./student-reads.ts";

/** Shows nothing of a student by itself; what it leads to is noted where it is read. */
export const NOTHING = "nothing";
/** A part of an object that is noted: the start fails if any path leads to it without a note. */
export const INSIDE = "inside";

/** An object that shows personal data of one student: every field does, save the exceptions. */
export interface Personal {
  readonly of: (source: never, context: never) => Owner | Promise<Owner>;
  /** What its fields are about, unless `fields` says otherwise. */
  readonly category: PersonalDataCategory;
  readonly fields?: Readonly<Record<string, PersonalDataCategory>>;
  /** Ids, links to objects that are noted by themselves, and what says nothing of the student. */
  readonly except?: readonly string[];
}

export const personal = <Source, Context = RequestContext>(
  category: PersonalDataCategory,
  of: (source: Source, context: Context) => Owner | Promise<Owner>,
  { fields = {}, except = [] }: Pick<Personal, "fields" | "except"> = {},
): Personal => ({ category, of, fields, except });

/** A line a type; and one, NOTHING, for each root field that returns no object. */
export type PersonalData = Readonly<Record<string, Personal | typeof NOTHING | typeof INSIDE>>;

export class AuditError extends Error {
  override readonly name = "AuditError";
}

/** Everything that makes a classification one that cannot be trusted. */
export function flawsOf(schema: GraphQLSchema, classified: PersonalData): string[] {
  const flaws: string[] = [];
  const known = new Set<string>();
  for (const type of objectTypes(schema)) {
    const fields = Object.values(type.getFields()).filter(({ name }) => !FEDERATION_FIELDS.has(name));
    if (ROOTS.includes(type.name)) {
      const bare = fields.filter((field) => !isObjectType(getNamedType(field.type))).map(({ name }) => `${type.name}.${name}`);
      for (const coordinate of bare) {
        known.add(coordinate);
        if (classified[coordinate] !== NOTHING) flaws.push(`${coordinate} returns no object, and is not said to show nothing`);
      }
    } else {
      known.add(type.name);
      if (!(type.name in classified)) flaws.push(`${type.name} is not classified`);
    }
    for (const field of fields) {
      const target = getNamedType(field.type);
      if (!isObjectType(target) || classified[target.name] !== INSIDE || classified[type.name] === INSIDE) continue;
      if (!categoryOf(classified[type.name], field.name)) flaws.push(`${type.name}.${field.name} leads inside, to ${target.name}, without a note`);
    }
  }
  for (const [name, line] of Object.entries(classified)) {
    if (!known.has(name)) flaws.push(`${name} classifies nothing`);
    else if (typeof line === "object") flaws.push(...flawsOfLine(schema.getType(name) as GraphQLObjectType, line));
  }
  return flaws;
}

function flawsOfLine(type: GraphQLObjectType, line: Personal): string[] {
  const fields = Object.keys(type.getFields());
  const misspelt = [...Object.keys(line.fields ?? {}), ...(line.except ?? [])].filter((name) => !fields.includes(name));
  const flaws = misspelt.map((name) => `${type.name}.${name} classifies nothing`);
  if (fields.every((name) => line.except?.includes(name))) flaws.push(`${type.name} is personal, and no field of it is`);
  return flaws;
}

function categoryOf(line: PersonalData[string] | undefined, field: string): PersonalDataCategory | null {
  if (typeof line !== "object" || line.except?.includes(field)) return null;
  return line.fields?.[field] ?? line.category;
}

/**
 * Wraps, once and at start, every field that shows personal data. To be called after the policy is compiled: around it, so
 * that only what is really shown is noted. Whatever the way in, a value passes through the resolver of its field.
 */
export function compileAudit(schema: GraphQLSchema, classified: PersonalData): void {
  const flaws = flawsOf(schema, classified);
  if (flaws.length > 0) throw new AuditError(`The classification of personal data is flawed: ${flaws.join("; ")}`);
  for (const type of objectTypes(schema)) {
    const line = classified[type.name];
    if (typeof line !== "object") continue;
    for (const field of Object.values(type.getFields())) {
      const category = categoryOf(line, field.name);
      if (category) noteWhatIsShown(field, `${type.name}.${field.name}`, category, line.of as Ownership);
    }
  }
}

type Ownership = (source: unknown, context: RequestContext) => Owner | Promise<Owner>;

function noteWhatIsShown(field: GraphQLField<unknown, RequestContext>, coordinate: string, category: PersonalDataCategory, of: Ownership): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const value: unknown = resolve(source, args, context, info);
    if (!AUDITED_ROLES.has(context.actor.role)) return value;
    const note = (shown: unknown) => {
      if (showsSomething(shown)) context.reads.note(of(source, context), coordinate, category);
      return shown;
    };
    return value instanceof Promise ? value.then(note) : note(value);
  };
}

/** Of an empty list nobody knows whether there was nothing, or nothing for this reader. */
function showsSomething(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
