import "reflect-metadata";
import { type ClassType, Directive, Field, ID, ObjectType } from "type-graphql";

interface ById {
  readonly id: string;
}

/**
 * An entity that another subgraph owns, known here by its key, so that this one can point at it and add fields to it.
 * `isExtended` says that this subgraph adds some; otherwise the gateway never asks it for the entity.
 */
export function entity(name: string, { isExtended }: { isExtended: boolean }): ClassType<ById> {
  @ObjectType(name)
  @Directive(`@key(fields: "id"${isExtended ? "" : ", resolvable: false"})`)
  class Entity implements ById {
    @Field(() => ID, { description: `The ${name}'s identifier; the subgraph that owns it describes it.` })
    readonly id!: string;
  }
  return Entity;
}
