import type { Role } from "@stages/kernel/actor.ts";

/** What is told of a convention: that someone refuses to sign; that the host fills it, the school validates it, someone signs it, the insurance is proved. */
export const AWAITED = ["REFUSAL", "HOST", "SCHOOL", "SIGNATURE", "INSURANCE"] as const;
export type Awaited = (typeof AWAITED)[number];

/** As whom someone is awaited: the capacities of signatories, and no other role is. */
export type AwaitedRole = Extract<Role, "SCHOOL_HEAD" | "HOST_MANAGER" | "STUDENT" | "LEGAL_REPRESENTATIVE">;

interface ToldAwaited {
  readonly awaited: Awaited;
  readonly capacities: readonly AwaitedRole[];
}

/** In which statuses of a convention something is still awaited; a status in none of them ends it all. */
const WHILE: Readonly<Record<Awaited, readonly string[]>> = {
  HOST: ["DRAFT", "RETURNED"],
  SCHOOL: ["HOST_COMPLETED"],
  SIGNATURE: ["VALIDATED", "SIGNING"],
  // Of an amendment, or of an attestation, too.
  REFUSAL: ["VALIDATED", "SIGNING", "SIGNED", "COMPLETED", "INTERRUPTED"],
  // Whatever the convention itself waits for: the stage cannot begin without it.
  INSURANCE: ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED"],
};

/** What is not awaited any more once a convention stands so. */
export const doneIn = (status: string): readonly Awaited[] => AWAITED.filter((awaited) => !WHILE[awaited].includes(status));

/** Who is told: whoever fills or validates, those whose signature is missing, or who can answer a refusal; the insurance is the family's to send. */
export function awaitedRoles({ awaited, capacities }: ToldAwaited): readonly AwaitedRole[] {
  switch (awaited) {
    case "HOST":
      return ["HOST_MANAGER"];
    case "SCHOOL":
      return ["SCHOOL_HEAD"];
    case "SIGNATURE":
    case "REFUSAL":
      return [...new Set(capacities)];
    case "INSURANCE":
      return ["STUDENT", "LEGAL_REPRESENTATIVE"];
  }
}
