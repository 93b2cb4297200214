import "reflect-metadata";
import { Ctx, Directive, Query, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { readMailbox } from "../operations/read-mailbox.ts";
import { PlatformDocument } from "@stages/subgraph/platform-document.ts";

const NEWEST = 50;

@Resolver()
export class MailboxResolver {
  @Directive("@inaccessible")
  @Query(() => [PlatformDocument], { description: "The mail and short messages that have not left, and what browsers were brought, newest first, at most 50: asked by the gateway for its development mailbox, and in production by nobody." })
  async mailbox(@Ctx() { db }: PeopleContext) {
    return (await readMailbox(db, NEWEST)).map((mail) => ({ ...mail, writtenAt: mail.writtenAt.toString() }));
  }
}
