import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { DocumentContent } from "./content.ts";
import { createRenderers, type Limits, type Renderers } from "./renderers.ts";
import { SAMPLE_ATTESTATION } from "./samples.ts";

const drawing = (content: DocumentContent = SAMPLE_ATTESTATION) => ({ content, signed: null, options: { verifyUrl: "https://stages.example/verifier" } });
const BROKEN = drawing({ ...SAMPLE_ATTESTATION, firstDay: "le 14 juin" });

let renderers: Renderers;
const having = (limits: Partial<Limits> = {}) => (renderers = createRenderers({ processes: 1, documentsEach: 100, restMilliseconds: 60_000, ...limits }));
afterEach(() => renderers.stop());

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("processes that draw", () => {
  it("are started when there is something to draw, and no more than said", async () => {
    having({ processes: 2 });
    expect(renderers.pids()).toHaveLength(0);
    const drawn = await Promise.all([1, 2, 3, 4, 5].map(() => renderers.draw(drawing())));
    expect(new Set(drawn.map((pdf) => Buffer.from(pdf).toString("base64"))).size).toBe(1);
    expect(renderers.pids()).toHaveLength(2);
  });

  it("tell a failure to who asked, and draw the next document", async () => {
    having();
    const [broken, sound] = await Promise.allSettled([renderers.draw(BROKEN), renderers.draw(drawing())]);
    expect(broken).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(/^A document of kind ATTESTATION was not drawn: /) } });
    expect(broken).not.toMatchObject({ reason: { message: expect.stringContaining("14 juin") } });
    expect(sound.status).toBe("fulfilled");
    expect(renderers.pids()).toHaveLength(1);
  });

  it("lose one document when one is killed; another draws those that wait", async () => {
    having();
    const asked = [renderers.draw(drawing()), renderers.draw(drawing())];
    process.kill(renderers.pids()[0]!, "SIGKILL");
    const [lost, drawn] = await Promise.allSettled(asked);
    expect(lost).toMatchObject({ status: "rejected", reason: { message: "The process that drew a document is gone: SIGKILL." } });
    expect(drawn!.status).toBe("fulfilled");
  });

  it("are replaced after so many documents, and end", async () => {
    having({ documentsEach: 2 });
    await renderers.draw(drawing());
    const [first] = renderers.pids();
    await renderers.draw(drawing());
    expect(renderers.pids()).toHaveLength(0);
    await renderers.draw(drawing());
    expect(renderers.pids()).not.toContain(first);
    await expect.poll(() => isAlive(first!)).toBe(false);
  });

  it.runIf(process.platform === "linux")("know no secret of the platform", async () => {
    process.env["STAGES_KEYS_OF_A_TEST"] = "secret";
    having();
    await renderers.draw(drawing());
    const environment = readFileSync(`/proc/${renderers.pids()[0]}/environ`, "utf8");
    delete process.env["STAGES_KEYS_OF_A_TEST"];
    expect(environment).not.toContain("STAGES");
  });
});
