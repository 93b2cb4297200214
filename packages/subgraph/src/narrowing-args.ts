import "reflect-metadata";
import type { Narrowing } from "@stages/kernel/narrowing.ts";
import { ArgsType, Field, ID } from "type-graphql";

/** The arguments of a subscription that narrow it to a school, a host or a territory. */
@ArgsType()
export class NarrowingArgs implements Narrowing {
  @Field(() => ID, { nullable: true, description: "Only of this school's students, by its UAI; all when null. Errors: INVALID_UAI, and FORBIDDEN for a school that is not the viewer's own." })
  readonly schoolUai!: string | null;

  @Field(() => ID, { nullable: true, description: "Only at this host; all when null. Error: FORBIDDEN for a host that its manager does not manage." })
  readonly hostId!: string | null;

  @Field(() => String, { nullable: true, description: "Only of schools in this académie, by its code; all when null. Error: FORBIDDEN for a rectorat of another." })
  readonly academy!: string | null;

  @Field(() => String, { nullable: true, description: 'Only of schools in this département, such as "19" or "2A"; all when null. Error: FORBIDDEN for a DASEN of another.' })
  readonly department!: string | null;
}
