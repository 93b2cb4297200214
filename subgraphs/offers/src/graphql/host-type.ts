import "reflect-metadata";
import type { HostId } from "@stages/kernel/ids.ts";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { HostKind } from "../domain/host.ts";
import type { Address } from "../domain/place.ts";
import type { ProposedTexts } from "../domain/proposed-texts.ts";
import { HostKindEnum } from "./enums.ts";

@ObjectType("Sector", { description: "A sector of activity: one of the 21 sections of the NAF (INSEE, rév. 2)." })
@Directive('@key(fields: "code")')
export class SectorType {
  @Field(() => String, { description: "The section, a letter from A to U." })
  readonly code!: string;

  @Field(() => String, { description: "Its name, in French." })
  readonly label!: string;
}

@ObjectType("ProposedTexts", { description: "Texts that an école may start its offer from, written from the letter to the directors of écoles. Nothing uses them by itself." })
export class ProposedTextsType implements ProposedTexts {
  @Field(() => String, { description: "In French, within the 250 characters of an offer's description." })
  readonly description!: string;

  @Field(() => String, { description: "In French, within the 500 characters of an offer's activities." })
  readonly activities!: string;
}

@ObjectType("PostalAddress", { description: "A postal address." })
export class PostalAddressType implements Address {
  @Field(() => String, { description: "Number and street." })
  readonly addressLine!: string;

  @Field(() => String, { nullable: true, description: "Five digits; abroad the country's own, null when none was given." })
  readonly postcode!: string | null;

  @Field(() => String, { nullable: true, description: "INSEE code of the commune; null abroad." })
  readonly communeCode!: string | null;

  @Field(() => String, { description: "The commune; abroad, the town." })
  readonly communeName!: string;
}

@ObjectType("Host", { description: "A structure that welcomes students (structure d'accueil). Public." })
@Directive('@key(fields: "id")')
export class HostType {
  @Field(() => ID, { description: 'Identifier, such as "host_01kz…".' })
  readonly id!: HostId;

  @Field(() => String, { nullable: true, description: "SIRET, 14 digits; null abroad." })
  readonly siret!: string | null;

  @Field(() => String, { description: "Legal name." })
  readonly legalName!: string;

  @Field(() => HostKindEnum, { description: "Its kind." })
  readonly kind!: HostKind;

  @Field(() => PostalAddressType, { description: "Its seat." })
  readonly address!: PostalAddressType;

  @Field(() => String, { description: 'Country, ISO 3166-1 in two letters, such as "FR".' })
  readonly country!: string;

  @Field(() => Int, { nullable: true, description: "Classes of an école, on which its seats depend; null for other kinds." })
  readonly classes!: number | null;
}
