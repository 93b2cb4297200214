import type { Act } from "@stages/database/act.ts";
import type { Transaction, Write } from "@stages/database/connection.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";
import { isUsefulIn, TERMS } from "../domain/personal-link.ts";
import { findConventionsOfRepresentative, findConventionsOfTutor, findConventionsToSign, lockConvention } from "../persistence/linked-conventions.ts";
import { findRepresentativesByAddress, forgetRequests, lockNextRequest, markAnswered, rememberRequest } from "../persistence/link-requests.ts";
import { issueLinks, type Wanted } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import { lockSignatories, knownByAddress } from "./recipients.ts";

const BETWEEN_TWO = { minutes: 5 };
const LINKS_IN_A_MAIL = 10;
const REQUESTS_A_TURN = 50;

/** Only written down: what is done for an address that is known is done later, by nobody's request. */
export function requestPersonalLink({ write, now }: Act, { email }: { readonly email: string }): Promise<void> {
  insist(refusalsOfEmail(email, "email"));
  return write((tx) => rememberRequest(tx, email.toLowerCase(), now, now.subtract(BETWEEN_TWO)));
}

/** Sends to each address that asked the links of all that waits for it, if anything does: one mail. */
export async function answerRequests(write: Write, desk: LinkDesk, now: Temporal.Instant): Promise<void> {
  for (let turn = 0; turn < REQUESTS_A_TURN; turn++) {
    if (!(await write((tx) => answerOne(tx, desk, now)))) break;
  }
  await write((tx) => forgetRequests(tx, now.subtract(BETWEEN_TWO)));
}

async function answerOne(tx: Transaction, desk: LinkDesk, now: Temporal.Instant): Promise<boolean> {
  const request = await lockNextRequest(tx);
  if (!request) return false;
  const { address } = request;
  await markAnswered(tx, address, now);
  const asked = [...(await toSign(tx, address, now)), ...(await toFollow(tx, address)), ...(await toActForHost(tx, address))].slice(0, LINKS_IN_A_MAIL);
  const wanted: Wanted[] = [];
  for (const { purpose, personId, id } of asked.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const convention = await lockConvention(tx, id);
    if (convention && isUsefulIn(convention.status, purpose)) wanted.push({ purpose, personId, convention });
  }
  await issueLinks(tx, desk, address, wanted, { now, by: null });
  return true;
}

interface Asked extends Pick<Wanted, "purpose" | "personId"> {
  readonly id: Wanted["convention"]["id"];
}

async function toSign(tx: Transaction, address: string, now: Temporal.Instant): Promise<readonly Asked[]> {
  const found = await findConventionsToSign(tx, await findRepresentativesByAddress(tx, address), TERMS.SIGN_CONVENTION.while, LINKS_IN_A_MAIL);
  const asked: Asked[] = [];
  for (const { convention, personId } of found) {
    const signatories = await lockSignatories(tx, convention.studentId, now);
    // Read again under the lock: the address may have been corrected since it was found.
    const isTheirs = signatories.some((one) => one.personId === personId && one.address.toLowerCase() === address);
    if (isTheirs) asked.push({ purpose: "SIGN_CONVENTION", personId, id: convention.id });
  }
  return asked;
}

async function toFollow(tx: Transaction, address: string): Promise<readonly Asked[]> {
  const found = await findConventionsOfTutor(tx, address, TERMS.FOLLOW_INTERN.while, LINKS_IN_A_MAIL);
  if (found.length === 0) return [];
  const { personId } = await knownByAddress(tx, address);
  return found.map(({ id }) => ({ purpose: "FOLLOW_INTERN", personId, id }));
}

async function toActForHost(tx: Transaction, address: string): Promise<readonly Asked[]> {
  const found = await findConventionsOfRepresentative(tx, address, TERMS.ACT_FOR_HOST.while, LINKS_IN_A_MAIL);
  if (found.length === 0) return [];
  const { personId } = await knownByAddress(tx, address);
  return found.map(({ id }) => ({ purpose: "ACT_FOR_HOST", personId, id }));
}
