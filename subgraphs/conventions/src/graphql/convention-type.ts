import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum, RoleEnum } from "@stages/subgraph/common-enums.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Status } from "../domain/lifecycle.ts";
import type { DocumentKind } from "../domain/document.ts";
import type { Capacity } from "../domain/evidence.ts";
import { ConventionStatus, DocumentKindEnum, SignatureCapacity } from "./enums.ts";
import { HostPartType, SchoolPartType } from "./parts.ts";

@ObjectType("Convention", {
  description:
    "The individual agreement of one student, one host and one period, signed by the school, the host and the student or a legal representative. Seen by those it binds, the school's staff who follow the student, and the staff of its académie.",
})
@Directive('@key(fields: "id")')
export class ConventionType {
  @Field(() => ID, { description: 'Identifier, such as "convention_01kz…".' })
  readonly id!: ConventionId;

  @Field(() => ConventionStatus, { description: "Where it stands." })
  readonly status!: Status;

  @Field(() => PeriodEnum, { description: "The weeks it covers." })
  readonly period!: Period;

  @Field(() => String, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => Temporal.Instant, { description: "When it was opened." })
  readonly openedAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the student confirmed the stage; null until then, and the school cannot validate before." })
  readonly confirmedAt!: Temporal.Instant | null;

  @Field(() => String, { nullable: true, description: "Why it was returned, cancelled or interrupted; null otherwise." })
  readonly reason!: string | null;

  @Field(() => HostPartType, { nullable: true, description: "What the host filled; null until then." })
  readonly hostPart!: HostPartType | null;

  @Field(() => SchoolPartType, { nullable: true, description: "What the school filled; null until validated." })
  readonly schoolPart!: SchoolPartType | null;
}

@ObjectType("FrozenDocument", { description: "A document that was frozen: its file is drawn once, and what is signed is the hash of these bytes." })
export class FrozenDocumentType {
  @Field(() => ID, { description: "Identifier of the document." })
  readonly id!: string;

  @Field(() => DocumentKindEnum, { description: "What it is." })
  readonly kind!: DocumentKind;

  @Field(() => String, { description: "SHA-256 of the file, hexadecimal: what every signature is bound to." })
  readonly sha256!: string;

  @Field(() => String, { description: "What the file says, in canonical JSON: UTF-8, keys sorted, no spaces." })
  readonly content!: string;

  @Field(() => Temporal.Instant, { description: "When it was frozen." })
  readonly frozenAt!: Temporal.Instant;
}

@ObjectType("Signature", { description: "One party's signature: a record chained to the one before it." })
export class SignatureType {
  @Field(() => ID, { description: "Identifier of the record." })
  readonly id!: string;

  @Field(() => SignatureCapacity, { description: "In what capacity." })
  readonly capacity!: Capacity;

  @Field(() => Int, { description: "1, or 2 for a second legal representative." })
  readonly rank!: number;

  @Field(() => Temporal.Instant, { name: "signedAt", description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "SHA-256 of the signed file." })
  readonly documentHash!: string;

  @Field(() => String, { description: "SHA-256 of the record before it in the chain; of the file for the first." })
  readonly previousHash!: string;

  @Field(() => String, { description: "SHA-256 of this record." })
  readonly hash!: string;
}

@ObjectType("ConventionChange", { description: "A change of status: who, when, from, to, why." })
export class ConventionChangeType {
  @Field(() => ConventionStatus, { nullable: true, description: "Status before; null at the opening." })
  readonly from!: Status | null;

  @Field(() => ConventionStatus, { description: "Status after." })
  readonly to!: Status;

  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role it was done." })
  readonly byRole!: Role;

  @Field(() => String, { nullable: true, description: "The reason given; null when none is asked." })
  readonly reason!: string | null;
}

export const { ConnectionType: ConventionConnectionType } = connectionOf("Convention", () => ConventionType);
