import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";

const toy = new ToyClients();
const TOKEN = `stl_${"aB3-_".repeat(8)}xyz`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function give(token: string, expiresAt = "2100-01-01T00:00:00Z"): void {
  toy.platform.links.set(createHash("sha256").update(token).digest("hex"), { subject: "link|1", expiresAt });
}

beforeEach(() => {
  toy.platform.people.set("link|1", { role: "TUTOR", personId: "person_9", email: "t@a.example", link: { purpose: "FOLLOW_INTERN", conventionId: "c1", studentId: "s1" } });
  give(TOKEN);
});

describe("the token of an opened link", () => {
  it("says who acts, as an issuer's does", async () => {
    expect(await toy.ask("{ role }", bearer(TOKEN))).toMatchObject({ status: 200, data: { role: "TUTOR" } });
    // Nobody's first sign-in: only what an issuer speaks for is handed to `people`.
    expect(toy.platform.signedIn).toEqual([]);
  });

  it.each([
    ["unknown", `stl_${"x".repeat(43)}`],
    ["truncated", TOKEN.slice(0, -1)],
    ["longer", `${TOKEN}a`],
    ["without its prefix", TOKEN.slice(4)],
    ["with nothing behind it", "stl_"],
  ])("%s is nobody's", async (_, token) => {
    // Whatever has no prefix is an issuer's: the toy issuer knows plain names alone.
    expect(await toy.ask("{ role }", bearer(token))).toMatchObject({ status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });

  it("is over when it is over, even for who has just been let in", async () => {
    const token = `stl_${"e".repeat(43)}`;
    give(token, "2026-01-01T00:30:00Z");
    let now = Temporal.Instant.from("2026-01-01T00:29:59Z");
    toy.platform.now = () => now;
    expect((await toy.ask("{ role }", bearer(token))).status).toBe(200);
    now = now.add({ seconds: 1 });
    expect((await toy.ask("{ role }", bearer(token))).status).toBe(401);
  });

  it("closes its socket with 4403 when it expires", async () => {
    const token = `stl_${"w".repeat(43)}`;
    give(token, Temporal.Now.instant().add({ milliseconds: 400 }).toString());
    const { client, closed } = toy.overWebSocket({ authorization: `Bearer ${token}` });
    const follow = client.iterate({ query: "subscription { conventionStatusChanged { convention { status } } }" }).next();
    follow.catch(() => {});
    expect(await closed).toMatchObject({ code: 4403 });
  });

  it("revoked is refused at once", async () => {
    expect((await toy.ask("{ role }", bearer(TOKEN))).status).toBe(200);
    toy.platform.people.delete("link|1");
    toy.platform.changeActor("link|1");
    await expect.poll(async () => (await toy.ask("{ role }", bearer(TOKEN))).status, { timeout: 30_000, interval: 5 }).toBe(401);
  });

  it("is a matter of another time while people does not answer", async () => {
    toy.platform.down = "people";
    expect(await toy.ask("{ role }", bearer(TOKEN))).toMatchObject({ status: 503, errors: [{ extensions: { code: "TEMPORARILY_UNAVAILABLE" } }] });
  });
});
