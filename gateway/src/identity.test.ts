import { beforeEach, describe, expect, it } from "vitest";
import { ACROSS, ToyClients } from "./toy-clients.ts";

const toys = new ToyClients();

describe("a token", () => {
  it("makes its bearer act in the role that people knows", async () => {
    expect((await toys.ask("{ role }", { authorization: "Bearer head" })).data).toEqual({ role: "SCHOOL_HEAD" });
  });

  it.each(["Bearer forged", "Bearer unknown-person", "Bearer head@2020-01-01T00:00:00Z", "Basic head"])("is refused: %s", async (authorization) => {
    const refusal = { status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] };
    expect(await toys.ask("{ role }", { authorization })).toMatchObject(refusal);
    expect(await toys.ask("{ role }", { authorization, accept: "text/event-stream" })).toMatchObject(refusal);
  });

  it("closes the socket with 4403 when it is refused", async () => {
    const { client, closed } = toys.overWebSocket({ authorization: "Bearer forged" });
    await client.iterate({ query: "{ role }" }).next().catch(() => {});
    expect(await closed).toMatchObject({ code: 4403, reason: "UNAUTHENTICATED" });
  });

  it("closes the socket with 4403 when it expires", async () => {
    const { client, closed } = toys.overWebSocket({ authorization: `Bearer head@${toys.platform.now().add({ milliseconds: 300 })}` });
    const waiting = client.iterate({ query: `subscription ${ACROSS}` }).next().catch(() => {});
    await toys.platform.whenSubscribed(1);
    expect(await closed).toMatchObject({ code: 4403, reason: "UNAUTHENTICATED" });
    await toys.platform.whenSubscribed(0);
    await waiting;
  });

  it("ends the event stream when it expires", async () => {
    const authorization = `Bearer head@${toys.platform.now().add({ milliseconds: 300 })}`;
    const results = toys.overSse({ authorization }).iterate({ query: `subscription ${ACROSS}` });
    expect((await results.next()).value).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(await results.next()).toMatchObject({ done: true });
    await toys.platform.whenSubscribed(0);
  });

  it("is resolved once, until people says that the actor has changed", async () => {
    const role = async () => (await toys.ask("{ role }", { authorization: "Bearer head" })).data;
    await role();
    await role();
    expect(toys.platform.actorsAsked).toBe(1);
    toys.platform.people.set("head", { role: "RECTORAT", personId: "person_1", academies: [] });
    toys.platform.changeActor("head");
    await expect.poll(role).toEqual({ role: "RECTORAT" });
    expect(toys.platform.actorsAsked).toBe(2);
  });

  it("whose bearer is withdrawn ends an open subscription at its next event", async () => {
    const results = toys.overWebSocket({ authorization: "Bearer head" }).client.iterate({ query: `subscription ${ACROSS}` });
    const next = results.next();
    await toys.platform.whenSubscribed(1);
    toys.platform.people.delete("head");
    toys.platform.changeActor("head");
    await expect.poll(async () => (await toys.ask("{ role }", { authorization: "Bearer head" })).status).toBe(401);
    toys.platform.changeStatus("SIGNED");
    expect((await next).value).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    await toys.platform.whenSubscribed(0);
  });
});

describe("when nobody can say whether a token is good", () => {
  beforeEach(async () => {
    await toys.gateway.stop();
    toys.gateway = await toys.platform.start({ identity: { verify: () => Promise.reject(new Error("no keys of 10.0.0.7")) } });
  });

  it("nobody is let in by one, and it is said to be for now, without a word of why", async () => {
    const answer = await toys.ask("{ role }", { authorization: "Bearer head" });
    expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: "TEMPORARILY_UNAVAILABLE" } }] });
    expect(JSON.stringify(answer)).not.toContain("10.0.0.7");
    const { client, closed } = toys.overWebSocket({ authorization: "Bearer head" });
    await expect(client.iterate({ query: "{ role }" }).next()).rejects.toMatchObject({ code: 4403 });
    expect((await closed).code).toBe(4403);
    expect(toys.platform.logged).toContainEqual({ message: "Tokens cannot be verified", details: expect.anything() });
  });

  it("visitors, who have none, are served", async () => {
    expect((await toys.ask("{ role }")).data).toEqual({ role: "ANONYMOUS" });
  });
});

describe("someone with several roles", () => {
  const head = { authorization: "Bearer head" };
  beforeEach(() => {
    toys.platform.others.set("head", [{ role: "REFERENT_TEACHER" }]);
  });

  it("acts in the first of them, or in the one they choose", async () => {
    expect((await toys.ask("{ role }", head)).data).toEqual({ role: "SCHOOL_HEAD" });
    expect((await toys.ask("{ role }", { ...head, "x-stages-role": "REFERENT_TEACHER" })).data).toEqual({ role: "REFERENT_TEACHER" });
    expect((await toys.ask("{ role }", { ...head, "x-stages-role": "SCHOOL_HEAD" })).data).toEqual({ role: "SCHOOL_HEAD" });
    const { value } = await toys.overWebSocket({ ...head, role: "REFERENT_TEACHER" }).client.iterate({ query: "{ role }" }).next();
    expect(value.data).toEqual({ role: "REFERENT_TEACHER" });
  });

  it.each(["MINISTRY", "PLATFORM", "ANONYMOUS", "nothing"])("does not act as %s, which is not theirs", async (role) => {
    const refusal = { status: 403, errors: [{ extensions: { code: "ROLE_NOT_HELD" } }] };
    expect(await toys.ask("{ role }", { ...head, "x-stages-role": role })).toMatchObject(refusal);
    expect(await toys.ask("{ role }", { ...head, "x-stages-role": role, accept: "text/event-stream" })).toMatchObject(refusal);
    const { client, closed } = toys.overWebSocket({ ...head, role });
    await client.iterate({ query: "{ role }" }).next().catch(() => {});
    expect(await closed).toMatchObject({ code: 4403, reason: "ROLE_NOT_HELD" });
  });

  it("loses a role at once when people says so", async () => {
    const asTeacher = async () => (await toys.ask("{ role }", { ...head, "x-stages-role": "REFERENT_TEACHER" })).status;
    expect(await asTeacher()).toBe(200);
    toys.platform.others.delete("head");
    toys.platform.changeActor("head");
    await expect.poll(asTeacher).toBe(403);
  });

  it("is not known better by a role: who is unknown is, and a visitor stays one", async () => {
    expect(await toys.ask("{ role }", { authorization: "Bearer unknown-person", "x-stages-role": "MINISTRY" })).toMatchObject({ status: 401 });
    expect((await toys.ask("{ role }", { "x-stages-role": "MINISTRY" })).data).toEqual({ role: "ANONYMOUS" });
  });
});

describe("time travel", () => {
  const then = "2027-06-14T08:00:00Z";

  it("does not exist outside of development", async () => {
    expect((await toys.ask("{ now }", { "x-stages-now": then })).data!["now"]).not.toBe(then);
  });

  describe("in development", () => {
    beforeEach(async () => {
      await toys.gateway.stop();
      toys.gateway = await toys.platform.start({ development: { personas: [], issueToken: async (name) => name, examples: [], login: async (_, response) => void response.end() } });
    });

    it("moves a request to exactly that instant", async () => {
      expect((await toys.ask("{ now }", { "x-stages-now": then })).data).toEqual({ now: then });
    });

    it("moves a socket, where time goes on", async () => {
      const { value } = await toys.overWebSocket({ now: then }).client.iterate({ query: "{ now }" }).next();
      expect((value.data!["now"] as string).startsWith("2027-06-14T08:00:0")).toBe(true);
    });

    it("refuses what is no instant", async () => {
      expect(await toys.ask("{ now }", { "x-stages-now": "tomorrow" })).toMatchObject({ status: 400, errors: [{ extensions: { code: "INVALID_DATE" } }] });
    });
  });
});
