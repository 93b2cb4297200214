import type { Role } from "./actor.ts";
import type { ConventionId, StudentId } from "./ids.ts";

/** What a personal link is for: the only thing that whoever holds it may do. */
export const LINK_PURPOSES = ["SIGN_CONVENTION", "FOLLOW_INTERN", "ACT_FOR_HOST"] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** What narrows an Actor who came by a personal link: one purpose, for one convention, of one student. */
export interface LinkScope {
  readonly purpose: LinkPurpose;
  readonly conventionId: ConventionId;
  readonly studentId: StudentId;
}

interface Reach {
  readonly role: Role;
  /** The root fields that it may call; every other is refused, public ones included. */
  readonly calls: readonly string[];
  /**
   * The types that it sees and, of each, the fields that it may follow to other objects, or read where a cell governs them.
   * A plain field of an object that is seen is read. A type or a field that is added to the graph is refused until it is
   * named here.
   */
  readonly reads: Readonly<Record<string, readonly string[]>>;
}

/** Kept in the kernel because every subgraph compiles it into its policy. */
export const LINK_REACH: Readonly<Record<LinkPurpose, Reach>> = {
  SIGN_CONVENTION: {
    role: "LEGAL_REPRESENTATIVE",
    calls: ["Query.convention", "Mutation.requestSignatureCode", "Mutation.signConvention", "Mutation.signAmendment", "Mutation.refuseToSign", "Mutation.requestDownload", "Query.verifyDocument", "Subscription.conventionStatusChanged"],
    reads: {
      Convention: ["amendments", "hostPartInForce", "schoolPartInForce", "student", "host", "hostParty", "school", "hostPart", "schoolPart", "document", "signatures", "signatureRefusals", "viewerActions"],
      ConventionStatusChanged: ["convention"],
      Student: ["lastName"],
      School: [],
      Host: [],
      StaffMember: [],
      LiabilityInsurance: ["policyNumber"],
      SignatureRefusal: ["reason"],
    },
  },
  // Not the frozen text: it holds the insurance and the adjustments, which a tutor has no need of.
  FOLLOW_INTERN: {
    role: "TUTOR",
    calls: ["Query.convention", "Query.verifyDocument", "Mutation.reportAbsence", "Mutation.correctAbsence", "Mutation.recordPresence", "Subscription.conventionStatusChanged", "Subscription.absenceAlerts"],
    reads: {
      ConventionStatusChanged: ["convention"],
      AbsenceAlert: ["absence", "convention"],
      Convention: ["student", "host", "hostParty", "school", "hostPart", "hostPartInForce", "absences", "presence", "viewerActions"],
      Student: ["lastName", "referentTeacher"],
      School: [],
      Host: [],
      StaffMember: [],
      Absence: ["timeline", "convention"],
    },
  },
  // Of a host that the platform does not know, whoever speaks for it: fills its part, then signs; as its manager would, of that one convention.
  ACT_FOR_HOST: {
    role: "HOST_MANAGER",
    calls: ["Query.convention", "Mutation.saveConventionDraft", "Mutation.completeConvention", "Mutation.requestSignatureCode", "Mutation.signConvention", "Mutation.proposeAmendment", "Mutation.abandonAmendment", "Mutation.signAmendment", "Mutation.confirmAttestation", "Mutation.signAttestation", "Mutation.refuseToSign", "Mutation.requestDownload", "Query.verifyDocument", "Subscription.conventionStatusChanged"],
    reads: {
      ConventionStatusChanged: ["convention"],
      Convention: ["amendments", "attestation", "presence", "draft", "hostPartInForce", "schoolPartInForce", "student", "host", "hostParty", "school", "hostPart", "schoolPart", "document", "signatures", "signatureRefusals", "viewerActions"],
      Student: ["lastName"],
      School: [],
      Host: [],
      StaffMember: [],
      LiabilityInsurance: [],
      SignatureRefusal: ["reason"],
    },
  },
};

/** Of these, the one object that the link is about; of the others that it sees, any. */
const OWN: Readonly<Record<string, (scope: LinkScope, object: never) => boolean>> = {
  Convention: ({ conventionId }, { id }: { readonly id: string }) => id === conventionId,
  Student: ({ studentId }, { id }: { readonly id: string }) => id === studentId,
  Absence: ({ conventionId }, absence: { readonly conventionId: string }) => absence.conventionId === conventionId,
};

/** The types that a link of any purpose sees. */
export const LINKED_TYPES: ReadonlySet<string> = new Set(Object.values(LINK_REACH).flatMap(({ reads }) => Object.keys(reads)));

export const linkCalls = ({ purpose }: LinkScope, coordinate: string): boolean => LINK_REACH[purpose].calls.includes(coordinate);

export const linkReads = ({ purpose }: LinkScope, type: string, field: string): boolean => LINK_REACH[purpose].reads[type]?.includes(field) ?? false;

export function linkSees(scope: LinkScope, type: string, object: unknown): boolean {
  return type in LINK_REACH[scope.purpose].reads && (OWN[type]?.(scope, object as never) ?? true);
}
