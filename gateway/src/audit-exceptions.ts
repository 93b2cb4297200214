/**
 * Where the gateway does not do what graphql-http's audit of GraphQL over HTTP recommends (`SHOULD`, told as a warning) or
 * allows (`MAY`, told as a notice), and why. By the audit's own ids.
 */
const NO_SIMPLE_GET = "A GET that any page could make a browser send is refused, and the audit sends none of the headers that a browser asks about first: with one of them it is answered.";
const REFUSED_SAYS_SO = "What was refused unread has its 4xx for clients of plain JSON too, so that a proxy, a count by status and a log see a refusal as one; the body has the errors in either case.";

export const AUDIT_EXCEPTIONS: Readonly<Record<string, string>> = {
  "5A70": NO_SIMPLE_GET,
  D6D5: NO_SIMPLE_GET,
  "6A70": NO_SIMPLE_GET,
  "572B": REFUSED_SAYS_SO,
  FDE2: REFUSED_SAYS_SO,
  "7B9B": REFUSED_SAYS_SO,
};

/** Of these, what a client that says that it is no plain page of another site does not meet. */
export const ONLY_WITHOUT_PREFLIGHT: readonly string[] = ["5A70", "D6D5", "6A70"];
