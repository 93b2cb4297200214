import { beforeEach, describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";

const toys = new ToyClients();
const STUDENT = { role: "STUDENT", personId: "person_9", studentId: "student_9", schoolUai: "0190010H" };
const spoken = { speaksFor: ["STUDENT"], attributes: { ine: "400000001AB", emailVerified: true as const } };

/** Tokens are `subject` or `subject#anything`, of an issuer that speaks for students. */
beforeEach(async () => {
  await toys.gateway.stop();
  const verify = async (token: string) => ({ subject: token.split("#")[0]!, expiresAt: Temporal.Instant.from("2100-01-01T00:00:00Z"), ...(token.startsWith("silent") ? {} : spoken) });
  toys.gateway = await toys.platform.start({ identity: { verify } });
});

const roleBy = (token: string, headers: object = {}) => toys.ask("{ role }", { authorization: `Bearer ${token}`, ...headers });

describe("the first token of someone", () => {
  it("is handed to people with what its issuer says, and lets them in at once", async () => {
    toys.platform.awaited.set("lea", STUDENT);
    expect(await roleBy("lea")).toMatchObject({ status: 200, data: { role: "STUDENT" } });
    expect(toys.platform.signedIn).toEqual([{ subject: "lea", speaksFor: ["STUDENT"], ine: "400000001AB", emailVerified: true }]);
  });

  it("is handed over once, whatever the number of requests that come together; the next token is again", async () => {
    toys.platform.awaited.set("lea", STUDENT);
    const answers = await Promise.all(Array.from({ length: 20 }, () => roleBy("lea")));
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, () => ({ role: "STUDENT" })));
    await roleBy("lea");
    expect(toys.platform.signedIn).toHaveLength(1);
    await roleBy("lea#another");
    expect(toys.platform.signedIn).toHaveLength(2);
  });

  it("is refused for the reason that people gives, by every way in", async () => {
    toys.platform.awaited.set("lea", "STUDENT_NOT_ENROLLED");
    const refusal = { status: 403, errors: [{ message: "No: STUDENT_NOT_ENROLLED", extensions: { code: "STUDENT_NOT_ENROLLED" } }] };
    expect(await roleBy("lea")).toMatchObject(refusal);
    expect(await roleBy("lea", { accept: "text/event-stream" })).toMatchObject(refusal);
    expect(await roleBy("lea", { "x-stages-role": "STUDENT" })).toMatchObject(refusal);
    const { client, closed } = toys.overWebSocket({ authorization: "Bearer lea" });
    await client.iterate({ query: "{ role }" }).next().catch(() => {});
    expect(await closed).toMatchObject({ code: 4403, reason: "STUDENT_NOT_ENROLLED" });
  });

  it("lets in who is known, though nothing more is given", async () => {
    toys.platform.awaited.set("head", "INVITATION_NEEDED");
    expect(await roleBy("head")).toMatchObject({ status: 200, data: { role: "SCHOOL_HEAD" } });
  });

  it("of an issuer that speaks for nobody is not handed over: a stranger stays one", async () => {
    toys.platform.awaited.set("silent", STUDENT);
    expect(await roleBy("silent")).toMatchObject({ status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(toys.platform.signedIn).toEqual([]);
  });

  it("of a stranger is for later when people does not answer, without a word of why", async () => {
    toys.platform.awaited.set("lea", STUDENT);
    toys.platform.down = "people";
    const answer = await roleBy("lea");
    expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: "TEMPORARILY_UNAVAILABLE" } }] });
    expect(JSON.stringify(answer)).not.toContain("10.0.0.7");
    toys.platform.down = null;
    expect(await roleBy("lea")).toMatchObject({ data: { role: "STUDENT" } });
  });
});
