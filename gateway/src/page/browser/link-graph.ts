/** What the page of a personal link asks of the graph, with the one bearer that it holds in this tab. */

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Session {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly purpose: "SIGN_CONVENTION" | "FOLLOW_INTERN";
  readonly conventionId: string;
}

export interface Convention {
  readonly status: string;
  readonly student: { readonly firstName: string; readonly lastName: string | null; readonly className: string; readonly referentTeacher?: { readonly firstName: string; readonly lastName: string } | null } | null;
  readonly host: { readonly legalName: string } | null;
  readonly school: { readonly name: string } | null;
  readonly hostPart: {
    readonly tutor: { readonly name: string; readonly function: string };
    readonly representative: { readonly name: string; readonly function: string };
    readonly timetable: readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];
    readonly activities: string;
    readonly place: string;
    readonly lunch: string | null;
    readonly transport: string | null;
  } | null;
  readonly schoolPart?: { readonly liabilityInsurance: { readonly insurer: string }; readonly adjustments: string | null; readonly referentTeacher: { readonly firstName: string; readonly lastName: string } | null } | null;
  readonly document?: { readonly sha256: string; readonly content: string } | null;
  readonly signatures?: readonly { readonly capacity: string; readonly signedAt: string }[];
  readonly absences?: readonly { readonly day: string; readonly kind: string }[];
  readonly viewerActions: readonly { readonly action: string; readonly allowed: boolean; readonly refusals: readonly { readonly message: string }[] }[];
}

const COMMON = `status host { legalName } school { name }
  hostPart { tutor { name function } representative { name function } timetable { date slots { from to } } activities place lunch transport }
  viewerActions { action allowed refusals { message } }`;
const TO_SIGN = `${COMMON} student { firstName lastName className } schoolPart { liabilityInsurance { insurer } adjustments referentTeacher { firstName lastName } } document { sha256 content } signatures { capacity signedAt }`;
const TO_FOLLOW = `${COMMON} student { firstName lastName className referentTeacher { firstName lastName } } absences { day kind }`;

async function ask<T>(query: string, variables: object, bearer?: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
      body: JSON.stringify({ query, variables }),
      credentials: "omit",
    });
  } catch {
    throw new Refused("OFFLINE", "Le service ne répond pas. Vérifiez votre connexion, puis recommencez.");
  }
  const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };
  if (errors?.[0]) throw new Refused(errors[0].extensions?.code ?? "", errors[0].message);
  return data as T;
}

export const openLink = async (token: string) =>
  (await ask<{ openPersonalLink: Session }>("mutation($token: String!) { openPersonalLink(input: { token: $token }) { accessToken expiresAt purpose conventionId } }", { token })).openPersonalLink;

export const requestLink = async (email: string) =>
  (await ask<{ requestPersonalLink: { message: string } }>("mutation($email: String!) { requestPersonalLink(input: { email: $email }) { message } }", { email })).requestPersonalLink.message;

export async function readConvention({ accessToken, purpose, conventionId }: Session): Promise<Convention> {
  const fields = purpose === "SIGN_CONVENTION" ? TO_SIGN : TO_FOLLOW;
  const { convention } = await ask<{ convention: Convention | null }>(`query($id: ID!) { convention(id: $id) { ${fields} } }`, { id: conventionId }, accessToken);
  if (!convention) throw new Refused("UNAUTHENTICATED", "Cette convention n'est plus accessible.");
  return convention;
}

export const sign = ({ accessToken, conventionId }: Session) =>
  ask("mutation($id: ID!) { signConvention(input: { conventionId: $id }) { id } }", { id: conventionId }, accessToken);

export const reportAbsence = ({ accessToken, conventionId }: Session, day: string, kind: string, note: string) =>
  ask(
    "mutation($input: ReportAbsenceInput!) { reportAbsence(input: $input) { id } }",
    { input: { conventionId, day, kind, note: note.trim() === "" ? null : note } },
    accessToken,
  );
