import type { StagesClient } from "./client.ts";

export const DOCUMENT_TO_SIGN = `query DocumentToSign($id: ID!) { viewer { email } convention(id: $id) { document { id } } }`;
export const REQUEST_CODE = `mutation RequestCode($documentId: ID!) { requestSignatureCode(input: { documentIds: [$documentId] }) { expiresAt } }`;
export const SIGN = `mutation Sign($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id status missingSignatures } }`;

interface HeldMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Signs as a person does: asks for a code, finds it in the mail, which a development platform keeps in its mailbox, and copies it. */
export async function signWithCode<T = Record<string, unknown>>(client: StagesClient, { url, conventionId, patienceMs = 20_000 }: { readonly url: string; readonly conventionId: string; readonly patienceMs?: number }): Promise<T> {
  const { viewer, convention } = await client.need<{ viewer: { email: string }; convention: { document: { id: string } } }>(DOCUMENT_TO_SIGN, { id: conventionId });
  const before = new Set((await codeMails(url, viewer.email)).map(({ text }) => text));
  await client.need(REQUEST_CODE, { documentId: convention.document.id });
  const until = Date.now() + patienceMs;
  for (;;) {
    const mail = (await codeMails(url, viewer.email)).find(({ text }) => !before.has(text));
    const code = mail && /^\s*(\d{3})\s?(\d{3})\s*$/m.exec(mail.text);
    if (code) return client.need<T>(SIGN, { id: conventionId, code: `${code[1]}${code[2]}` });
    if (Date.now() > until) throw new Error(`no code came to ${viewer.email}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function codeMails(url: string, email: string): Promise<readonly HeldMail[]> {
  const response = await fetch(new URL("/development/mailbox", url), { headers: { accept: "application/json" } });
  const mails = (await response.json()) as readonly HeldMail[];
  return mails.filter(({ to, subject }) => to.toLowerCase() === email.toLowerCase() && subject.includes("code de signature"));
}
