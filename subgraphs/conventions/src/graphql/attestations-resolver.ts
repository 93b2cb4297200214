import "reflect-metadata";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { type Attestation, refusalsToConfirm, refusalsToSignAttestation } from "../domain/attestation.ts";
import type { Convention } from "../domain/convention.ts";
import { isSignature } from "../domain/evidence.ts";
import { refusalsOfSignatory } from "../domain/sign.ts";
import { confirmAttestation } from "../operations/confirm-attestation.ts";
import { requestAttestation } from "../operations/request-attestation.ts";
import { signAttestation } from "../operations/sign-attestation.ts";
import { AttestationType, ConfirmAttestationInput, RequestAttestationInput, SignAttestationInput } from "./attestation-type.ts";
import { ConventionType, FrozenDocumentType, SignatureType } from "./convention-type.ts";
import { signingFrame } from "./signing-frame.ts";

const RESULT = { nullable: true } as const;

@Resolver(() => AttestationType)
export class AttestationsResolver {
  @Mutation(() => AttestationType, { ...RESULT, description: "The student, or a legal representative, asks the host to attest what was done, once the stage has ended. Errors: ATTESTATION_*, WRONG_STATE." })
  requestAttestation(@Arg("input", () => RequestAttestationInput) input: RequestAttestationInput, @Ctx() { act }: ConventionsContext) {
    return requestAttestation(act, input);
  }

  @Mutation(() => AttestationType, { ...RESULT, description: "The host's manager confirms the days and hours really done, or corrects them; frozen, it is open to their signature. Errors: WRONG_STATE, ATTESTATION_*, NUMBER_OUT_OF_RANGE." })
  confirmAttestation(@Arg("input", () => ConfirmAttestationInput) input: ConfirmAttestationInput, @Ctx() { signing }: ConventionsContext) {
    return confirmAttestation(signing, input);
  }

  @Mutation(() => AttestationType, { ...RESULT, description: "The host signs what it confirmed; it is sealed. Errors: NOT_A_SIGNATORY, SIGNED_ALREADY, WRONG_STATE, SIGNATURE_CODE_*." })
  signAttestation(@Arg("input", () => SignAttestationInput) input: SignAttestationInput, @Ctx() { signing }: ConventionsContext) {
    return signAttestation(signing, input);
  }

  @FieldResolver(() => FrozenDocumentType, { nullable: true, description: "What is signed; null until the host has confirmed it." })
  document(@Root() { documentId }: Attestation, @Ctx() { loaders }: ConventionsContext) {
    return documentId && loaders.document.load(documentId);
  }

  @FieldResolver(() => [SignatureType], { description: "The host's signature, once given." })
  async signatures(@Root() { conventionId, documentId }: Attestation, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.evidence.load(conventionId)).filter(isSignature).filter((record) => record.documentId === documentId);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() attestation: Attestation, @Ctx() context: ConventionsContext) {
    const { actor, loaders } = context;
    const convention = await loaders.convention.load(attestation.conventionId);
    if (!convention) return [];
    const { documentId: id } = attestation;
    const frame = id && (await signingFrame(context, convention, { kind: "ATTESTATION", id }));
    return [
      viewerAction("confirmAttestation", refusalsToConfirm(attestation, convention, actor)),
      viewerAction("signAttestation", refusalsToSignAttestation(attestation, frame ? refusalsOfSignatory(convention, actor, frame) : [])),
    ];
  }
}

@Resolver(() => ConventionType)
export class AttestationOfConvention {
  @FieldResolver(() => AttestationType, { nullable: true, description: "The attestation that was asked for; null when none was. FORBIDDEN to the territory's staff." })
  attestation(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.attestation.load(id);
  }
}
