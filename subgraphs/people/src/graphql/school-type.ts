import "reflect-metadata";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Academy } from "@stages/reference/academies.ts";
import type { Department } from "@stages/reference/communes.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { School, SchoolSector } from "../domain/school.ts";
import { SchoolSectorEnum } from "./enums.ts";

@ObjectType("School", { description: "A lycée, as in the ministry's official directory; public." })
@Directive('@key(fields: "uai")')
export class SchoolType implements Omit<School, "coordinates" | "departmentCode" | "academy"> {
  @Field(() => ID, { description: 'National identifier (UAI): seven digits and a letter computed from them, such as "0932030B".' })
  readonly uai!: Uai;

  @Field(() => String, { description: "Name." })
  readonly name!: string;

  @Field(() => SchoolSectorEnum, { description: "Public or private." })
  readonly sector!: SchoolSector;

  @Field(() => String, { description: "Number and street; empty where the directory has none." })
  readonly addressLine!: string;

  @Field(() => String, { description: "Postcode." })
  readonly postcode!: string;

  @Field(() => String, { description: "INSEE code of the commune; of the arrondissement in Paris, Lyon and Marseille." })
  readonly communeCode!: string;

  @Field(() => String, { description: "Name of the commune." })
  readonly communeName!: string;

  @Field(() => String, { nullable: true, description: "The ministry in charge, as the directory writes it; null when it says nothing." })
  readonly ministry!: string | null;
}

export const { ConnectionType: SchoolConnectionType } = connectionOf("School", () => SchoolType);

@ObjectType("Academy", { description: "An académie; or one of the four overseas territories that have its place in the ministry's files." })
@Directive('@key(fields: "code")')
export class AcademyType implements Pick<Academy, "code" | "name"> {
  @Field(() => ID, { description: 'The ministry\'s two digits: "22" is Limoges.' })
  readonly code!: string;

  @Field(() => String, { description: "Name." })
  readonly name!: string;
}

@ObjectType("Department", { description: "A département, or an overseas territory." })
@Directive('@key(fields: "code")')
export class DepartmentType implements Department {
  @Field(() => ID, { description: 'Code in the official geographic code: "19", "2A", "974".' })
  readonly code!: string;

  @Field(() => String, { description: "Name." })
  readonly name!: string;
}
