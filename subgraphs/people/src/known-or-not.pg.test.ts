import { SENT_STATEMENTS, type SentStatement } from "@stages/database/statements.ts";
import { ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { runningPeople, world } from "./fixtures.ts";

const { run } = runningPeople();
const REQUEST = "mutation($email: String!) { requestPersonalLink(input: { email: $email }) { message } }";
const OPEN = "mutation($token: String!) { openPersonalLink(input: { token: $token }) { accessToken } }";
const BEARER = "query($hash: String!) { linkBearer(secretHash: $hash) }";

const representatives = new Set(world.legalRepresentatives.map(({ personId }) => personId));
const known = world.persons.filter(({ id, subject }) => representatives.has(id) && subject === null).map(({ email }) => email);

/**
 * What a request answers and asks of PostgreSQL: the sweep's own statements leave by another connection.
 * That a server which looks first who it is would be found out by its time is shown by `npm run prove:timing`.
 */
async function work(act: () => Promise<object>) {
  const texts: string[] = [];
  const hear = (sent: unknown) => void texts.push((sent as SentStatement).text);
  SENT_STATEMENTS.subscribe(hear);
  try {
    return { answer: await act(), texts: texts.filter((text) => /link_requests|personal_links/.test(text) && !/answered_at" is null|skip locked/i.test(text)) };
  } finally {
    SENT_STATEMENTS.unsubscribe(hear);
  }
}

describe("whoever asks for a link", () => {
  it("is answered the same, by the same statements, whether the address is known or not, and when it asks again", async () => {
    const [one, other] = known as [string, string];
    const first = await work(() => run(ANONYMOUS, REQUEST, { email: one }));
    const unknown = await work(() => run(ANONYMOUS, REQUEST, { email: `nobody.${other}` }));
    const again = await work(() => run(ANONYMOUS, REQUEST, { email: one.toUpperCase() }));
    expect(first.texts.length).toBeGreaterThan(0);
    expect(unknown).toEqual(first);
    expect(again).toEqual(first);
  });
});

describe("whoever has a token that is none", () => {
  it.each(["", "x", "a".repeat(43), "é".repeat(43), "a".repeat(5_000), "' or true --"])("is told so, by one lookup: %s", async (token) => {
    const { answer, texts } = await work(() => run(ANONYMOUS, OPEN, { token }));
    expect(answer).toMatchObject({ code: expect.stringMatching(/LINK/) });
    expect(texts.length).toBeLessThanOrEqual(1);
  });

  it("is nobody, by one lookup of a hash", async () => {
    const { answer, texts } = await work(() => run(PLATFORM, BEARER, { hash: "0".repeat(64) }));
    expect(answer).toMatchObject({ data: { linkBearer: null } });
    expect(texts).toHaveLength(1);
  });
});
