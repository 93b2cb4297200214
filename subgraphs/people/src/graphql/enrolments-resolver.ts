import "reflect-metadata";
import type { RefusalCode } from "@stages/kernel/refusal.ts";
import { ErrorCode } from "@stages/subgraph/refusal-type.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { CLASS_LIST_HEADINGS } from "../domain/class-list-columns.ts";
import { parseImportId, progressTeller } from "../operations/class-list-progress.ts";
import { type ClassListImport, importClassList, type ImportClassList, type Remark } from "../operations/import-class-list.ts";
import type { RefusedLine } from "../operations/read-class-list.ts";

@InputType("ImportClassListInput", { description: "A school's list of students of seconde and their legal representatives." })
export class ImportClassListInput implements ImportClassList {
  @Field(() => ID, { description: "The viewer's school. Errors: INVALID_UAI, NOT_FOUND." })
  readonly schoolUai!: string;

  @Field(() => String, {
    description: `The file's text: CSV in UTF-8, separated by semicolons or commas, at most 250 000 bytes; a longer list goes in parts, each with its heading line. Headings, in any order, whatever their case and accents: ${CLASS_LIST_HEADINGS.join(", ")}. Dates are JJ/MM/AAAA or AAAA-MM-JJ; a lien is mère, père, tuteur, tutrice or autre; without any column of representatives, those known are left as they are. Errors: REQUEST_TOO_LARGE, CLASS_LIST_*.`,
  })
  readonly csv!: string;

  @Field(() => Boolean, { description: "True to be told what an import would do, and do nothing." })
  readonly dryRun!: boolean;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "A UUID of the client's own, by which `classListImportProgress` tells how far this import is; nothing is told when null. Error: INVALID_IMPORT_ID." })
  readonly importId!: string | null;

  @Field(() => String, {
    ...IDEMPOTENCY_KEY,
    description: `${IDEMPOTENCY_KEY.description} Here: the import is the same if the school and the list are, whatever its \`importId\`; its answer is the first one's, and no progress is told again. A dry run keeps no key.`,
  })
  readonly idempotencyKey!: string | null;
}

@ObjectType("RefusedLine", { description: "What is wrong with a line of a file." })
export class RefusedLineType implements RefusedLine {
  @Field(() => Int, { description: "The line of the file, its heading being line 1." })
  readonly line!: number;

  @Field(() => String, { nullable: true, description: "The column at fault, such as `birthDate` or `representative1.email`; null for the whole line." })
  readonly field!: string | null;

  @Field(() => ErrorCode, { description: "Stable code, for programs." })
  readonly code!: RefusalCode;

  @Field(() => String, { description: "One sentence in French, for people." })
  readonly message!: string;
}

@ObjectType("LineRemark", { description: "Something to know of a line that is taken all the same." })
export class LineRemarkType implements Remark {
  @Field(() => Int, { description: "The line of the file, its heading being line 1." })
  readonly line!: number;

  @Field(() => String, { description: "One sentence in French, for people." })
  readonly message!: string;
}

@ObjectType("ClassListImport", { description: "What an import did or, for a dry run, would do." })
export class ClassListImportType implements ClassListImport {
  @Field(() => Boolean, { description: "Whether nothing was written." })
  readonly dryRun!: boolean;

  @Field(() => Int, { description: "Lines below the heading, empty ones left aside: created + updated + unchanged + those refused." })
  readonly lines!: number;

  @Field(() => Int, { description: "Students enrolled by it." })
  readonly created!: number;

  @Field(() => Int, { description: "Students known already, of whom the list says something new." })
  readonly updated!: number;

  @Field(() => Int, { description: "Students known already, just as the list says." })
  readonly unchanged!: number;

  @Field(() => [RefusedLineType], { description: "Everything that is wrong, by line; empty unless this is a dry run, as an import with a line refused is refused whole." })
  readonly refused!: readonly RefusedLineType[];

  @Field(() => [LineRemarkType], { description: "What to know of lines that are taken, by line." })
  readonly remarks!: readonly LineRemarkType[];
}

@Resolver()
export class EnrolmentsResolver {
  @Mutation(() => ClassListImportType, {
    nullable: true,
    description:
      "A school enrols its students for the running campaign: all of the list or nothing of it. Students are known again by their INE, representatives by their address within a student, so the same list twice changes nothing; students who are not in it stay. Errors: CLASS_LIST_REFUSED with every line's refusals (`lines.12.birthDate`), CAMPAIGN_UNKNOWN.",
  })
  importClassList(@Arg("input", () => ImportClassListInput) input: ImportClassListInput, @Ctx() { act, writeAsPlatform, bus }: PeopleContext) {
    const onProgress = input.importId === null ? undefined : progressTeller(bus, parseImportId(input.importId), act.now);
    return importClassList({ ...act, write: writeAsPlatform }, input, onProgress);
  }
}
