import { ask, Refused } from "./ask.ts";
import * as operations from "./link-operations.ts";

/** What the page of a personal link asks of the graph, with the one bearer that it holds in this tab. */

export interface Session {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly purpose: "SIGN_CONVENTION" | "FOLLOW_INTERN" | "ACT_FOR_HOST";
  readonly conventionId: string;
}

export interface Contact {
  readonly name: string;
  readonly function: string;
  readonly email: string;
  readonly phone: string | null;
}

/** What a host writes of a stage. */
export interface HostPart {
  readonly representative: { readonly name: string; readonly function: string };
  readonly tutor: Contact;
  readonly timetable: readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];
  readonly activities: string;
  readonly place: string;
  readonly lunch: string | null;
  readonly transport: string | null;
}

type Frozen = { readonly id: string; readonly sha256: string };

export interface Amendment {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly changes: readonly { readonly label: string; readonly before: string; readonly after: string }[];
  readonly document: Frozen | null;
}

export interface Attestation {
  readonly id: string;
  readonly status: string;
  readonly document: Frozen | null;
}

export interface DayDone {
  readonly date: string;
  readonly minutes: number;
}

/** What is written of the host's part and not completed. */
export type HostDraft = { readonly [F in keyof HostPart]?: (HostPart[F] extends string | null | readonly unknown[] ? HostPart[F] : Partial<HostPart[F]>) | null };

export interface Convention {
  readonly status: string;
  /** To whoever fills: why it was returned; null otherwise. */
  readonly reason?: string | null;
  readonly student: { readonly firstName: string; readonly lastName: string | null; readonly className: string; readonly referentTeacher?: { readonly firstName: string; readonly lastName: string } | null } | null;
  readonly host: { readonly legalName: string } | null;
  /** Of a host that the platform does not know. */
  readonly hostParty?: { readonly legalName: string } | null;
  readonly school: { readonly name: string } | null;
  readonly hostPart: (Omit<HostPart, "tutor"> & { readonly tutor: Partial<Contact> & Pick<Contact, "name" | "function"> }) | null;
  readonly schoolPart?: { readonly liabilityInsurance: { readonly insurer: string }; readonly adjustments: string | null; readonly referentTeacher: { readonly firstName: string; readonly lastName: string } | null } | null;
  readonly document?: Frozen | null;
  readonly draft?: { readonly host: HostDraft | null } | null;
  readonly amendments?: readonly Amendment[] | null;
  readonly attestation?: Attestation | null;
  readonly presence?: readonly DayDone[] | null;
  readonly signatures?: readonly { readonly capacity: string; readonly signedAt: string }[];
  readonly absences?: readonly { readonly day: string; readonly kind: string }[];
  readonly viewerActions: readonly { readonly action: string; readonly allowed: boolean; readonly refusals: readonly { readonly message: string }[] }[];
}

export const openLink = async (token: string) =>
  (await ask<{ openPersonalLink: Session }>(operations.OPEN_LINK, { token })).openPersonalLink;

export const requestLink = async (email: string) =>
  (await ask<{ requestPersonalLink: { message: string } }>(operations.REQUEST_LINK, { email })).requestPersonalLink.message;

export async function readConvention({ accessToken, purpose, conventionId }: Session): Promise<Convention> {
  const { convention } = await ask<{ convention: Convention | null }>(operations.CONVENTION[purpose], { id: conventionId }, accessToken);
  if (!convention) throw new Refused("UNAUTHENTICATED", "Cette convention n'est plus accessible.");
  return convention;
}

export const actionOf = ({ viewerActions }: Convention, action: string) => viewerActions.find((one) => one.action === action);

export type Channel = "MAIL" | "SMS";

export interface SentCode {
  readonly channel: Channel;
  readonly expiresAt: string;
  /** Masked; null when it is not known here. */
  readonly sentTo: string | null;
}

export const requestCode = async ({ accessToken }: Session, documentId: string, channel: Channel) =>
  (await ask<{ requestSignatureCode: SentCode }>(operations.REQUEST_CODE, { input: { documentIds: [documentId], channel } }, accessToken)).requestSignatureCode;

export const sign = ({ accessToken, conventionId }: Session, code: string) =>
  ask(operations.SIGN, { input: { conventionId, code } }, accessToken);

export const signAmendment = ({ accessToken }: Session, amendmentId: string, code: string) =>
  ask(operations.SIGN_AMENDMENT, { input: { amendmentId, code } }, accessToken);

export const confirmAttestation = ({ accessToken }: Session, attestationId: string, days: readonly DayDone[]) =>
  ask(operations.CONFIRM_ATTESTATION, { input: { attestationId, days } }, accessToken);

export const signAttestation = ({ accessToken }: Session, attestationId: string, code: string) =>
  ask(operations.SIGN_ATTESTATION, { input: { attestationId, code } }, accessToken);

export const refuseToSign = ({ accessToken }: Session, documentId: string, reason: string) =>
  ask(operations.REFUSE_TO_SIGN, { input: { documentId, reason } }, accessToken);

/** An address that opens the document for a moment. */
export const downloadOf = async ({ accessToken }: Session, documentId: string) =>
  (await ask<{ requestDownload: { url: string } }>(operations.REQUEST_DOWNLOAD, { input: { documentId } }, accessToken)).requestDownload.url;

/** What is typed so far, held to lengths alone. */
export const saveDraft = ({ accessToken, conventionId }: Session, host: HostPart) =>
  ask(operations.SAVE_DRAFT, { input: { conventionId, host } }, accessToken);

export const complete = ({ accessToken, conventionId }: Session, hostPart: HostPart) =>
  ask(operations.COMPLETE, { input: { conventionId, hostPart } }, accessToken);

export const reportAbsence = ({ accessToken, conventionId }: Session, day: string, kind: string, note: string) =>
  ask(
    operations.REPORT_ABSENCE,
    { input: { conventionId, day, kind, note: note.trim() === "" ? null : note } },
    accessToken,
  );
