import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { ToyClients } from "./toy-clients.ts";

const toys = new ToyClients();

describe("limits", () => {
  it.each([
    ["tokens", `{ ${"role ".repeat(LIMITS.tokens)} }`],
    ["depth", `{ viewer ${"{ nested ".repeat(LIMITS.depth)} { id } ${"}".repeat(LIMITS.depth)} }`],
    ["depth through fragments", `{ viewer { ...a } } fragment a on Student { ${"nested { ".repeat(LIMITS.depth)} id ${"}".repeat(LIMITS.depth)} }`],
    ["aliases", `{ ${Array.from({ length: LIMITS.aliases + 1 }, (_, i) => `a${i}: role`).join(" ")} }`],
  ])("refuse too many %s", async (_what, query) => {
    expect(await toys.ask(query)).toMatchObject({ status: 400, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("refuse a body that is too large, before it is read", async () => {
    const answer = await toys.post({ query: "{ role }", variables: { padding: "x".repeat(LIMITS.bodyBytes) } });
    expect(answer).toMatchObject({ status: 413, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("close a socket whose message is too large", async () => {
    const { client, closed } = toys.overWebSocket();
    await client.iterate({ query: "{ role }", variables: { padding: "x".repeat(LIMITS.bodyBytes) } }).next().catch(() => {});
    expect(await closed).toMatchObject({ code: 1009 });
  });
});
