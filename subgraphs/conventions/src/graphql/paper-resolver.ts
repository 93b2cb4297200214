import "reflect-metadata";
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import type { Convention } from "../domain/convention.ts";
import type { PaperCopy } from "../domain/paper.ts";
import { ConventionType } from "./convention-type.ts";

@ObjectType("PaperCopy", { description: "That a convention was signed on paper, and that its scan was deposited." })
export class PaperCopyType implements Pick<PaperCopy, "signedOn" | "recordedAt" | "scanSha256" | "fileId"> {
  @Field(() => Temporal.PlainDate, { description: "The day of the last signature, as the school head says it." })
  readonly signedOn!: Temporal.PlainDate;

  @Field(() => Temporal.Instant, { description: "When the school head recorded it." })
  readonly recordedAt!: Temporal.Instant;

  @Field(() => String, { description: "SHA-256 of the scan, hexadecimal; the chain of evidence holds it too." })
  readonly scanSha256!: string;

  @Field(() => ID, { description: "The scan, for `requestFileDownload`." })
  readonly fileId!: PaperCopy["fileId"];
}

@Resolver(() => ConventionType)
export class PaperResolver {
  @FieldResolver(() => PaperCopyType, { nullable: true, description: "How it was signed on paper; null where it was not." })
  paper(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.paperCopy.load(id);
  }
}
