import "reflect-metadata";
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { noteReaders } from "../operations/note-readers.ts";

@Resolver()
export class SharedReadingsResolver {
  @Directive("@inaccessible")
  @Mutation(() => Boolean, {
    nullable: true,
    description:
      "Told by the gateway before it hands one answer to several colleagues: each is recorded as having read what that request was shown of students, whenever the subgraphs tell what it was. True.",
  })
  async noteReaders(
    @Arg("requestId", () => String, { description: "The request, or the event of a subscription, that was executed once for them." }) requestId: string,
    @Arg("readerIds", () => [ID], { description: "The persons it is handed to; the one as whom it was executed may be among them." }) readerIds: readonly string[],
    @Ctx() { act, writeAsPlatform }: PeopleContext,
  ) {
    await noteReaders(writeAsPlatform, { requestId, readerIds }, act.now);
    return true;
  }
}
