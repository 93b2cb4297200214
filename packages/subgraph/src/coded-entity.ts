import "reflect-metadata";
import { type ClassType, Directive, Field, ID, ObjectType } from "type-graphql";

interface ByCode {
  readonly code: string;
}

/** What another subgraph owns and that is known by its code, to which this one adds fields. Each subgraph makes its own. */
export function codedEntity(name: "Academy" | "Department" | "Sector", description: string): ClassType<ByCode> {
  // As its owner writes it: a sector's code was a String before it was a key.
  const type = name === "Sector" ? String : ID;
  @ObjectType(name)
  @Directive('@key(fields: "code")')
  class Entity implements ByCode {
    @Field(() => type, { description })
    readonly code!: string;
  }
  return Entity;
}
