import "reflect-metadata";
import { parseSiret } from "@stages/kernel/siret.ts";
import { SPOKEN_FOR } from "@stages/kernel/spoken-for.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { tidy } from "@stages/kernel/tidy.ts";
import { Arg, Args, ArgsType, Ctx, Directive, Field, Mutation, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { Presented } from "../domain/sign-in.ts";
import { signIn } from "../operations/sign-in.ts";

@ArgsType()
class AttributesArgs {
  @Field(() => String, { nullable: true, description: "A student's INE." })
  readonly ine!: string | null;

  @Field(() => String, { nullable: true, description: "The address." })
  readonly email!: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether the address is verified: nothing is done by one that is not." })
  readonly emailVerified!: boolean | null;

  @Field(() => String, { nullable: true, description: "First name." })
  readonly givenName!: string | null;

  @Field(() => String, { nullable: true, description: "Last name." })
  readonly familyName!: string | null;

  @Field(() => String, { nullable: true, description: "The UAI of the school where they work." })
  readonly uai!: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether they head that school." })
  readonly isSchoolHead!: boolean | null;

  @Field(() => String, { nullable: true, description: "The SIRET of the establishment where they work." })
  readonly siret!: string | null;
}

@Resolver()
export class SignInResolver {
  @Directive("@inaccessible")
  @Mutation(() => Boolean, {
    nullable: true,
    description:
      "The bearer of a verified token, told by the gateway: what waits for them becomes theirs. True when anything was given. Errors, for someone without any role: STUDENT_NOT_ENROLLED, REPRESENTATIVE_NOT_LISTED, ADDRESS_SHARED, RECORD_HAS_ACCOUNT, SCHOOL_NOT_IN_DIRECTORY, SCHOOL_HAS_HEAD, INVITATION_NEEDED, IDENTITY_INCOMPLETE.",
  })
  signIn(
    @Arg("subject", () => String, { description: "The token's subject." }) subject: string,
    @Arg("speaksFor", () => [String], { description: "As whom the token's issuer may make someone known." }) speaksFor: readonly string[],
    @Args(() => AttributesArgs) attributes: AttributesArgs,
    @Ctx() { act }: PeopleContext,
  ) {
    return signIn(act, presentedOf(subject, speaksFor, tidy({ ...attributes })));
  }
}

function presentedOf(subject: string, speaksFor: readonly string[], { ine, email, emailVerified, givenName, familyName, uai, isSchoolHead, siret }: AttributesArgs): Presented {
  return {
    subject,
    speaksFor: SPOKEN_FOR.filter((whom) => speaksFor.includes(whom)),
    ine: ine || null,
    address: (emailVerified && email?.toLowerCase()) || null,
    name: givenName && familyName ? { firstName: givenName.slice(0, 80), lastName: familyName.slice(0, 80) } : null,
    headOf: isSchoolHead && uai ? parseUai(uai) : null,
    siret: siret ? parseSiret(siret) : null,
  };
}
