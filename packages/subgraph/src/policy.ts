import { type Actor, linkOf, ROLES, type Role } from "@stages/kernel/actor.ts";
import { linkCalls, LINKED_TYPES, linkReads, type LinkScope, linkSees } from "@stages/kernel/link-purpose.ts";
import { refuse, refused } from "@stages/kernel/refusal.ts";
import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { RequestContext } from "./context.ts";

/** Decides on one object. `context` gives the loaders, for rules that need another fact. */
export type Predicate = (actor: never, object: never, context: never) => boolean | Promise<boolean>;

/** A predicate with the words, in French, by which `schema/access.md` tells it to a school head or a DPO. */
export interface Condition {
  readonly label: string;
  readonly holds: Predicate;
}

export type Cell = "allow" | "deny" | Condition;

export const when = (label: string, holds: Predicate): Condition => ({ label, holds });

/** A row of the table: a cell a role. A role without one is denied. */
export type Rule = { readonly [R in Role]?: Cell };

/**
 * What governs a coordinate:
 * - a Rule on a type says who sees its objects at all; an object hidden is not found, in every list, path and reference;
 * - a Rule on a field says who may read it, or call it for a root field; refused with FORBIDDEN;
 * - INHERIT on a type: a value that is reached only through a parent already allowed, and says nothing more.
 */
export type Policy = Readonly<Record<string, Rule | typeof INHERIT>>;

export const INHERIT = "inherit";

/** Everyone, visitors included: what is public by nature. */
export const EVERYONE: Rule = Object.fromEntries(ROLES.map((role) => [role, "allow"]));
export const SIGNED_IN: Rule = { ...EVERYONE, ANONYMOUS: "deny", PLATFORM: "deny" };

/** A rule for each of several roles, decided by one predicate and told in each role's own words. */
export const eachWhen = (words: { readonly [R in Role]?: string }, holds: Predicate): Rule =>
  Object.fromEntries(Object.entries(words).map(([role, label]) => [role, when(label, holds)]));

export const each = (roles: readonly Role[], cell: Cell): Rule => Object.fromEntries(roles.map((role) => [role, cell]));

export const ROOTS = ["Query", "Mutation", "Subscription"];
const FEDERATION = new Set(["_Service", "_Entity"]);
export const FEDERATION_FIELDS = new Set(["_service", "_entities"]);

export class PolicyError extends Error {
  override readonly name = "PolicyError";
}

/** The coordinates of a schema that no cell governs. The platform does not start while there is one. */
export function ungoverned(schema: GraphQLSchema, policy: Policy): string[] {
  const missing: string[] = [];
  for (const type of objectTypes(schema)) {
    if (!ROOTS.includes(type.name)) {
      if (!(type.name in policy)) missing.push(type.name);
      continue;
    }
    for (const field of Object.keys(type.getFields())) {
      if (!FEDERATION_FIELDS.has(field) && !(`${type.name}.${field}` in policy)) missing.push(`${type.name}.${field}`);
    }
  }
  return missing;
}

/** The lines of a policy that govern nothing: a name misspelt is a hole. */
export function unknownCoordinates(schema: GraphQLSchema, policy: Policy): string[] {
  return Object.keys(policy).filter((coordinate) => {
    const [typeName, fieldName] = coordinate.split(".");
    const type = schema.getType(typeName!);
    return !isObjectType(type) || (fieldName !== undefined && !(fieldName in type.getFields()));
  });
}

/** Wraps resolvers once, at start: fields that a cell governs, fields that return governed objects, and references. */
export function compilePolicy(schema: GraphQLSchema, policy: Policy): void {
  const missing = ungoverned(schema, policy);
  if (missing.length > 0) throw new PolicyError(`No policy cell for: ${missing.join(", ")}`);
  const unknown = unknownCoordinates(schema, policy);
  if (unknown.length > 0) throw new PolicyError(`Policy cells for nothing: ${unknown.join(", ")}`);

  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      if (FEDERATION_FIELDS.has(field.name)) continue;
      refuseWhatMayNotBeAsked(field, policy);
      hideWhatMayNotBeSeen(field, policy);
      guard(type, field, policy);
    }
    guardReferences(type, policy[type.name]);
  }
}

export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith("__") && !FEDERATION.has(type.name));
}

type Resolver = NonNullable<GraphQLField<unknown, RequestContext>["resolve"]>;

/** Whether objects of a type are seen, or this one. */
function sees(type: string, rule: Rule, object: unknown, context: RequestContext): boolean | Promise<boolean> {
  const link = linkOf(context.actor);
  return (!link || linkSees(link, type, object)) && decide(rule, object, context);
}

function decide(rule: Rule, object: unknown, context: RequestContext): boolean | Promise<boolean> {
  const { actor } = context;
  const cell = rule[actor.role];
  if (typeof cell === "object") return cell.holds(actor as never, object as never, context as never);
  return cell === "allow";
}

function refusalFor(actor: Actor) {
  return actor.role === "ANONYMOUS" ? refused("UNAUTHENTICATED") : refused("FORBIDDEN");
}

/** Whether whoever came by a personal link may follow this field; null where nobody is to be asked. */
function linkRule(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>, policy: Policy, isGoverned: boolean) {
  if (ROOTS.includes(type.name)) return (link: LinkScope) => linkCalls(link, `${type.name}.${field.name}`);
  const isOfAnObject = policy[type.name] !== INHERIT || LINKED_TYPES.has(type.name) || resolveReferenceOf(type) !== undefined;
  const isToAsk = isGoverned || (isOfAnObject && isObjectType(getNamedType(field.type)));
  return isToAsk ? (link: LinkScope) => linkReads(link, type.name, field.name) : null;
}

function guard(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>, policy: Policy): void {
  const cells = policy[`${type.name}.${field.name}`];
  const rule = cells === INHERIT ? undefined : cells;
  const mayFollow = linkRule(type, field, policy, rule !== undefined);
  if (!rule && !mayFollow) return;
  const guarded = <R extends Resolver>(resolve: R): Resolver =>
    (source, args, context, info) => {
      const link = linkOf(context.actor);
      if (link && mayFollow && !mayFollow(link)) throw refusalFor(context.actor);
      const verdict = rule ? decide(rule, source, context) : true;
      if (verdict === true) return resolve(source, args, context, info);
      if (verdict === false) throw refusalFor(context.actor);
      return verdict.then((allowed) => {
        if (!allowed) throw refusalFor(context.actor);
        return resolve(source, args, context, info) as unknown;
      });
    };
  if (field.subscribe) field.subscribe = guarded(field.subscribe);
  else field.resolve = guarded(field.resolve ?? defaultFieldResolver);
}

interface ListedAction {
  readonly action: string;
}

/**
 * What an object lists that its viewer may do with it: an act that the policy lets them ask for in no case is refused there as by
 * the mutation, before any rule. Of another subgraph's acts, personal links alone are known here.
 */
function refuseWhatMayNotBeAsked(field: GraphQLField<unknown, RequestContext>, policy: Policy): void {
  if (getNamedType(field.type).name !== "ViewerAction") return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = async (source, args, context, info) => {
    const { actor } = context;
    const link = linkOf(actor);
    const mayAsk = ({ action }: ListedAction) => {
      const cells = policy[`Mutation.${action}`];
      return (!link || linkCalls(link, `Mutation.${action}`)) && (!cells || cells === INHERIT || (cells[actor.role] ?? "deny") !== "deny");
    };
    const actions = (await resolve(source, args, context, info)) as readonly ListedAction[];
    const refusal = refuse(actor.role === "ANONYMOUS" ? "UNAUTHENTICATED" : "FORBIDDEN");
    return actions.map((listed) => (mayAsk(listed) ? listed : { ...listed, allowed: false, refusals: [refusal] }));
  };
}

function hideWhatMayNotBeSeen(field: GraphQLField<unknown, RequestContext>, policy: Policy): void {
  const named = getNamedType(field.type);
  const rule = isObjectType(named) ? policy[named.name] : undefined;
  if (!rule || rule === INHERIT) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  const many = isListType(getNullableType(field.type));
  const required = isNonNullType(field.type);

  const sift = async (value: unknown, context: RequestContext): Promise<unknown> => {
    if (value === null || value === undefined) return value;
    if (many) {
      const objects = [...(value as Iterable<unknown>)];
      const verdicts = await Promise.all(objects.map((object) => sees(named.name, rule, object, context)));
      return objects.filter((_, index) => verdicts[index]);
    }
    if (await sees(named.name, rule, value, context)) return value;
    if (required) throw refused("NOT_FOUND", { what: "Élément demandé" });
    return null;
  };
  field.resolve = async (source, args, context, info) => sift(await resolve(source, args, context, info), context);
}

interface ReferenceExtensions {
  apollo?: { subgraph?: { resolveReference?: (reference: unknown, context: RequestContext, info: unknown) => unknown } };
}

const resolveReferenceOf = (type: GraphQLObjectType) => (type.extensions as ReferenceExtensions).apollo?.subgraph?.resolveReference;

/** `_entities` is a way in like any other: what a query would hide, a reference does not find. */
function guardReferences(type: GraphQLObjectType, rule: Rule | typeof INHERIT | undefined): void {
  const subgraph = (type.extensions as ReferenceExtensions).apollo?.subgraph;
  const resolve = resolveReferenceOf(type);
  if (!subgraph || !resolve || !rule || rule === INHERIT) return;
  subgraph.resolveReference = async (reference, context, info) => {
    const object = await resolve(reference, context, info);
    if (object === null || object === undefined) return null;
    return (await sees(type.name, rule, object, context)) ? object : null;
  };
}
