import "reflect-metadata";
import { ACADEMIES, type Academy, academyByCode, academyOfDepartment } from "@stages/reference/academies.ts";
import { type Department, departmentByCode } from "@stages/reference/communes.ts";
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { publicCount } from "../domain/minimisation.ts";
import { AFTER, FIRST, pageIn } from "./pages.ts";
import { SCHOOLS } from "./schools-resolver.ts";
import { AcademyType, DepartmentType, SchoolConnectionType } from "./school-type.ts";

@Resolver(() => AcademyType)
export class AcademiesResolver {
  @Query(() => AcademyType, { nullable: true, description: "An académie by its code; null when there is none." })
  academy(@Arg("code", () => ID, { description: "The ministry's two digits." }) code: string) {
    return academyByCode(code);
  }

  @Query(() => [AcademyType], { description: "The 30 académies and the four overseas territories, by code." })
  academies() {
    return ACADEMIES;
  }

  @FieldResolver(() => [DepartmentType], { description: "Its départements, by code." })
  departments(@Root() { departmentCodes }: Academy) {
    return departmentCodes.map(departmentByCode).filter((department) => department !== null);
  }

  @FieldResolver(() => SchoolConnectionType, { nullable: true, description: "Its schools in the directory, by name." })
  schools(@Root() { code }: Academy, @Arg("first", () => Int, FIRST) first: number, @Arg("after", () => String, AFTER) after: string | null = null, @Ctx() { loaders }: PeopleContext) {
    return pageIn(SCHOOLS, { first, after }, (page) => loaders.schoolsOfAcademy.load({ ...page, parent: code }));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "Students enrolled for the running campaign: the newest that anyone in the country is enrolled for. Null from 1 to 4, which could point at someone.",
  })
  async enrolled(@Root() { code }: Academy, @Ctx() { loaders }: PeopleContext) {
    return publicCount((await loaders.enrolled.load(code))?.enrolled ?? 0);
  }
}

@Resolver(() => DepartmentType)
export class DepartmentsResolver {
  @Query(() => DepartmentType, { nullable: true, description: "A département or overseas territory by its code; null when there is none." })
  department(@Arg("code", () => ID, { description: 'Code in the official geographic code: "19", "2A", "974".' }) code: string) {
    return departmentByCode(code);
  }

  @FieldResolver(() => AcademyType, { description: "The académie it is part of." })
  academy(@Root() { code }: Department) {
    return academyOfDepartment(code);
  }
}
