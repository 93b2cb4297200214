import "reflect-metadata";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { academyByCode } from "@stages/reference/academies.ts";
import { communeByCode, departmentByCode } from "@stages/reference/communes.ts";
import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { School } from "../domain/school.ts";
import type { Student } from "../domain/student.ts";
import { type ListedSchool, searchSchools } from "../persistence/schools.ts";
import { AFTER, FIRST, pageIn, type SortedList } from "./pages.ts";
import { AcademyType, DepartmentType, SchoolConnectionType, SchoolType } from "./school-type.ts";
import { StaffMemberType } from "./staff-member-type.ts";
import { StudentConnectionType } from "./student-type.ts";

export const SCHOOLS: SortedList<ListedSchool> = { name: "schools", keyOf: ({ searchText, uai }) => [searchText, uai] };
const STUDENTS: SortedList<Student> = { name: "students", keyOf: ({ className, id }) => [className, id] };

@Resolver(() => SchoolType)
export class SchoolsResolver {
  @Query(() => SchoolType, { nullable: true, description: "A school by its UAI; null when it is not in the directory. Error: INVALID_UAI." })
  school(@Arg("uai", () => ID, { description: "Its UAI, in either case." }) uai: string, @Ctx() { loaders }: PeopleContext) {
    const parsed = parseUai(uai);
    if (!parsed) throw refused("INVALID_UAI", { value: uai.slice(0, 20) }, "uai");
    return loaders.school.load(parsed);
  }

  @Query(() => SchoolConnectionType, { nullable: true, description: "The schools of the directory, by name. The arguments narrow one another." })
  schools(
    @Arg("search", () => String, { nullable: true, description: "Words of the name, the commune, the postcode or the UAI, without regard to case and accents; at most 100 characters. Error: TEXT_TOO_LONG." }) search: string | null = null,
    @Arg("communeCode", () => String, { nullable: true, description: 'INSEE code; that of Paris, Lyon or Marseille means all the city. Error: UNKNOWN_COMMUNE.' }) communeCode: string | null = null,
    @Arg("departmentCode", () => String, { nullable: true, description: 'Code of a département, such as "19". Error: UNKNOWN_DEPARTMENT.' }) departmentCode: string | null = null,
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Ctx() { db }: PeopleContext,
  ) {
    if (search?.trim()) insist(refusalsOfText(search, 100, "search"));
    if (communeCode !== null && !communeByCode(communeCode)) throw refused("UNKNOWN_COMMUNE", { value: communeCode.slice(0, 20) }, "communeCode");
    if (departmentCode !== null && !departmentByCode(departmentCode)) throw refused("UNKNOWN_DEPARTMENT", { value: departmentCode.slice(0, 20) }, "departmentCode");
    return pageIn(SCHOOLS, { first, after }, (page) => searchSchools(db, { search, communeCode, departmentCode }, page));
  }

  @FieldResolver(() => Float, { nullable: true, description: "Degrees north; null for the few schools that the directory does not place." })
  latitude(@Root() { coordinates }: School) {
    return coordinates?.latitude;
  }

  @FieldResolver(() => Float, { nullable: true, description: "Degrees east; null for the few schools that the directory does not place." })
  longitude(@Root() { coordinates }: School) {
    return coordinates?.longitude;
  }

  @FieldResolver(() => AcademyType, { description: "Its académie." })
  academy(@Root() { academy }: School) {
    return academyByCode(academy);
  }

  @FieldResolver(() => DepartmentType, { description: "Its département." })
  department(@Root() { departmentCode }: School) {
    return departmentByCode(departmentCode);
  }

  @FieldResolver(() => StudentConnectionType, {
    nullable: true,
    description: "Students enrolled for the running campaign (the newest that anyone is enrolled for), by class. FORBIDDEN outside of the school's staff.",
  })
  students(@Root() { uai }: School, @Arg("first", () => Int, FIRST) first: number, @Arg("after", () => String, AFTER) after: string | null = null, @Ctx() { loaders }: PeopleContext) {
    return pageIn(STUDENTS, { first, after }, (page) => loaders.studentsOfSchool.load({ ...page, parent: uai }));
  }

  @FieldResolver(() => [StaffMemberType], { nullable: true, description: "Those who work there. Error: UNAUTHENTICATED." })
  async staff(@Root() { uai }: School, @Ctx() { loaders }: PeopleContext) {
    return (await loaders.staffOfSchool.load(uai)).map(({ member }) => member);
  }
}
