import "reflect-metadata";
import { type Actor, personOf, type Role, ROLES } from "@stages/kernel/actor.ts";
import { type PersonId, parseId } from "@stages/kernel/ids.ts";
import { GraphQLScalarType } from "graphql";
import { type ClassType, Directive, Field, ID, ObjectType } from "type-graphql";
import { eachWhen, type Rule } from "./policy.ts";

/** What one subgraph holds of someone, under French headings. */
export type Document = Readonly<Record<string, unknown>>;

export const JsonScalar = new GraphQLScalarType<Document, Document>({
  name: "JSON",
  description: "A JSON document: objects, lists, texts, numbers, booleans and nulls. Dates and instants are texts in ISO 8601. It is for people to read and keep: its headings are in French, and may change.",
  // Temporal values become the texts that everything else writes them as.
  serialize: (value) => JSON.parse(JSON.stringify(value)) as Document,
});

export interface OfPerson {
  readonly personId: PersonId;
}

/** Owned by `people`; every subgraph adds what it holds. */
export function personalDataEntity(): ClassType<OfPerson> {
  @ObjectType("PersonalData", {
    description: "Everything that the platform holds of the viewer, as far as the role they act in goes: each part by the subgraph that keeps it. No one else's can be asked for.",
  })
  @Directive('@key(fields: "personId")')
  class PersonalDataEntity implements OfPerson {
    @Field(() => ID, { description: "The viewer." })
    readonly personId!: PersonId;
  }
  return PersonalDataEntity;
}

const SOMEONE: readonly Role[] = ROLES.filter((role) => role !== "ANONYMOUS" && role !== "PLATFORM");

/** The cell of `PersonalData` in every subgraph: a reference to anyone else is not found. */
export const THEMSELVES: Rule = eachWhen(
  Object.fromEntries(SOMEONE.map((role) => [role, "soi-même"])),
  (actor: Actor, { personId }: OfPerson) => personOf(actor) === personId,
);

export const personalDataReference = ({ personId }: { readonly personId: string }): OfPerson | null => {
  const parsed = parseId("person", personId);
  return parsed && { personId: parsed };
};
