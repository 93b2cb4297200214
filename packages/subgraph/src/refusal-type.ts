import "reflect-metadata";
import type { Actor } from "@stages/kernel/actor.ts";
import { REFUSALS, refuse, type Refusal, type RefusalCode } from "@stages/kernel/refusal.ts";
import { Directive, Field, ObjectType } from "type-graphql";
import { enumType } from "./enum-type.ts";

const meanings = Object.fromEntries(Object.entries(REFUSALS).map(([code, { meaning }]) => [code, meaning]));

export const ErrorCode = enumType(
  "ErrorCode",
  "Every refusal's stable code, as found in `extensions.code` of an error and in `viewerActions`. See schema/errors.md.",
  meanings as Record<RefusalCode, string>,
);

@ObjectType("Refusal", { description: "Why the platform says no: the same words as the error of the mutation." })
@Directive("@shareable")
export class RefusalType implements Refusal {
  @Field(() => ErrorCode, { description: "Stable code, for programs." })
  readonly code!: RefusalCode;

  @Field(() => String, { description: "One sentence in French, for people." })
  readonly message!: string;

  @Field(() => String, { nullable: true, description: "Path of the input's field at fault, such as `timetable.2.breaks`; null when no field is." })
  readonly field!: string | null;
}

@ObjectType("ViewerAction", {
  description: "What this viewer may do with the object now. The server enforces the same rules when the mutation is called.",
})
@Directive("@shareable")
export class ViewerActionType {
  @Field(() => String, { description: "Name of the mutation, such as `validateConvention`." })
  readonly action!: string;

  @Field(() => Boolean, { description: "True when the mutation would be accepted now." })
  readonly allowed!: boolean;

  @Field(() => [RefusalType], { description: "Why not; empty when allowed." })
  readonly refusals!: readonly RefusalType[];
}

/** A visitor is asked to sign in before any rule is looked at, as by every mutation. */
export function forVisitors(actor: Actor, actions: readonly ViewerActionType[]): readonly ViewerActionType[] {
  return actor.role === "ANONYMOUS" ? actions.map(({ action }) => viewerAction(action, [refuse("UNAUTHENTICATED")])) : actions;
}

export function viewerAction(action: string, refusals: readonly Refusal[]): ViewerActionType {
  return { action, allowed: refusals.length === 0, refusals };
}
