import "reflect-metadata";
import type { StudentId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { ErasedStudent } from "../domain/erase-student.ts";
import { eraseStudent, type EraseStudent } from "../operations/erase-student.ts";

@InputType("EraseStudentInput", { description: "Whom to erase, for good." })
export class EraseStudentInput implements EraseStudent {
  @Field(() => ID, { description: "A student of the viewer's school. Errors: NOT_FOUND, STUDENT_HAS_LIVE_STAGE." })
  readonly studentId!: string;

  @Field(() => String, { description: "Why, at most 500 characters: kept with the student's id, and with nothing else of them. Errors: TEXT_*." })
  readonly reason!: string;

  @Field(() => String, { description: "The student's last name, typed by the person who decides; case and accents do not matter. Error: LAST_NAME_NOT_CONFIRMED." })
  readonly confirmLastName!: string;
}

@ObjectType("ErasedStudent", { description: "That a student was erased: all that is left of them." })
export class ErasedStudentType implements ErasedStudent {
  @Field(() => ID, { description: "What the student's identifier was; it leads nowhere any more." })
  readonly studentId!: StudentId;

  @Field(() => Temporal.Instant, { description: "When: the first time, if it was asked for again." })
  readonly erasedAt!: Temporal.Instant;
}

@Resolver()
export class ErasureResolver {
  @Mutation(() => ErasedStudentType, {
    nullable: true,
    description:
      "The head erases a student of the school for good: the enrolment, the person unless they are someone else as well (another year's student), legal representatives who answer for nobody else, and their accounts. Candidatures and conventions follow within moments: a seat held is free again, a convention not agreed yet is first cancelled, so that the host hears of it. Asked again by the same head, it answers the same. Errors: NOT_FOUND, LAST_NAME_NOT_CONFIRMED, STUDENT_HAS_LIVE_STAGE, TEXT_*.",
  })
  eraseStudent(@Arg("input", () => EraseStudentInput) input: EraseStudentInput, @Ctx() { act, writeAsPlatform }: PeopleContext) {
    return eraseStudent({ ...act, write: writeAsPlatform }, input);
  }
}
