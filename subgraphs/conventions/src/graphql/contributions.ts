import "reflect-metadata";
import type { CandidatureId, HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import type { Status } from "../domain/lifecycle.ts";
import { pageOfConventions } from "./conventions-resolver.ts";
import { ConventionConnectionType, ConventionType } from "./convention-type.ts";
import { CandidatureEntity, HostEntity, SchoolEntity, StudentEntity } from "./entities.ts";
import { ConventionStatus } from "./enums.ts";
import { delegationView } from "./signing-resolver.ts";
import { SignatureDelegationType } from "./signing-types.ts";

/** The fields that this subgraph adds to what others own. */

@Resolver(() => StudentEntity)
export class StudentContribution {
  @FieldResolver(() => [ConventionType], { nullable: true, description: "The student's conventions that the viewer may see, oldest first." })
  conventions(@Root() { id }: { id: StudentId }, @Ctx() { loaders }: ConventionsContext) {
    return loaders.conventionsOfStudent.load(id);
  }
}

@Resolver(() => CandidatureEntity)
export class CandidatureContribution {
  @FieldResolver(() => ConventionType, { nullable: true, description: "The convention that its acceptance opened; null before." })
  convention(@Root() { id }: { id: CandidatureId }, @Ctx() { loaders }: ConventionsContext) {
    return loaders.conventionOfCandidature.load(id);
  }
}

const FIRST = { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." } as const;
const AFTER = { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." } as const;
const STATUS = { nullable: true, description: "Only those in this status." } as const;

@Resolver(() => SchoolEntity)
export class SchoolContribution {
  @FieldResolver(() => ConventionConnectionType, { nullable: true, description: "Conventions of the school's students that the viewer may see." })
  conventions(
    @Root() { uai }: { uai: Uai },
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("status", () => ConventionStatus, STATUS) status: Status | null = null,
    @Ctx() context: ConventionsContext,
  ) {
    return pageOfConventions(context, { first, after, status, schoolUai: uai });
  }

  @FieldResolver(() => [SignatureDelegationType], { nullable: true, description: "Who may sign, or might once, for the school's head, oldest first." })
  async delegations(@Root() { uai }: { uai: Uai }, @Ctx() { loaders, now }: ConventionsContext) {
    return (await loaders.delegations.load(uai)).map((delegation) => delegationView(delegation, now));
  }
}

@Resolver(() => HostEntity)
export class HostContribution {
  @FieldResolver(() => ConventionConnectionType, { nullable: true, description: "Conventions with this host that the viewer may see." })
  conventions(
    @Root() { id }: { id: HostId },
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("status", () => ConventionStatus, STATUS) status: Status | null = null,
    @Ctx() context: ConventionsContext,
  ) {
    return pageOfConventions(context, { first, after, status, hostId: id });
  }

  @FieldResolver(() => [SignatureDelegationType], { nullable: true, description: "Who may sign, or might once, for the host, oldest first." })
  async delegations(@Root() { id }: { id: HostId }, @Ctx() { loaders, now }: ConventionsContext) {
    return (await loaders.delegations.load(id)).map((delegation) => delegationView(delegation, now));
  }
}
