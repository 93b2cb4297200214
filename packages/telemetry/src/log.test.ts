import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { LEFT_OUT } from "./may-stand.ts";
import { loggingTo, openLog } from "./open-log.ts";
import { inRequestScope } from "./request-scope.ts";
import { sentence } from "./sentence.ts";

const written = (level: Parameters<typeof loggingTo>[1] = "info") => {
  const lines: string[] = [];
  return { lines, log: loggingTo({ write: (line) => void lines.push(line) }, level), last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
};

/** As drizzle and postgres.js leave one. */
const failedStatement = () =>
  Object.assign(new Error("Failed query: insert into people values ($1)\nparams: Zoé Mazaud"), { query: "insert into people values ($1)", params: ["Zoé Mazaud"], cause: Object.assign(new Error('Key (name)=(Zoé Mazaud) already exists'), { severity_local: "ERROR", code: "23505" }) });

describe("a line of the log", () => {
  it("says of which request it is, in which role, and never who", () => {
    const { log, last } = written();
    inRequestScope({ requestId: "0b0e1f0a-58a3-4d0e-9b1d-6a0a7f3f9f10", operation: "SendIt", role: "STUDENT" }, () => log.info("Operation", { ms: 12.5, code: "OK" }));
    expect(last()).toMatchObject({ level: "info", message: "Operation", requestId: "0b0e1f0a-58a3-4d0e-9b1d-6a0a7f3f9f10", operation: "SendIt", role: "STUDENT", ms: 12.5, code: "OK" });
  });

  const PERSONAL: readonly (readonly [string, object])[] = [
    ["what nobody has allowed", { variables: { name: "Zoé Mazaud" } }],
    ["what nobody has allowed, under the name of someone", { "Zoé Mazaud": 1 }],
    ["a role that is none", { role: "Zoé Mazaud" }],
    ["an operation that is no name", { operation: "Zoé Mazaud" }],
    ["a reference that is none", { reference: "Zoé Mazaud" }],
    ["a path with a text in it", { path: ["viewer", "Zoé Mazaud", 0] }],
    ["a number that is a text", { ms: "Zoé Mazaud" }],
    ["a cause that is no error", { cause: "insert failed: Zoé Mazaud" }],
    ["the parameters of a statement that failed", { cause: failedStatement() }],
  ];
  it.each(PERSONAL)("leaves out %s", (_, details) => {
    const { log, lines } = written();
    log.error("Unexpected error", details);
    expect(lines.join()).not.toContain("Mazaud");
    // The control: as they are, the details would have said it.
    expect(inspect(details, { depth: 9 })).toContain("Mazaud");
  });

  it("quotes nobody in its sentence", () => {
    expect(sentence('Variable "$name" got invalid value "Zoé Mazaud"; see « Zoé » or zoe@lycee.example')).not.toMatch(/Zo[ée]/);
    expect(sentence("A socket's subscriptions did not end")).toBe("A socket's subscriptions did not end");
  });

  it("keeps of a failed statement its text and code, as an error under `err`", () => {
    const { log, last } = written();
    log.error("Failure", { cause: failedStatement() });
    expect(last()["err"]).toMatchObject({ type: "Error", message: expect.stringContaining("23505") as string, stack: expect.stringContaining("insert into people values ($1)") as string });
  });

  it("is one, whatever it is made of: neither a line feed nor a terminal's own signs forge another", () => {
    const { log, lines } = written();
    const forged = 'x\n{"level":"info","message":"All is well"}\r\u001b[2K\u009b2K\u202eback';
    log.warn(forged, { cause: new Error(forged), state: forged });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toContain("\n");
    // oxlint-disable-next-line no-control-regex -- these must not be there
    expect(lines[0]!.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect((JSON.parse(lines[0]!) as { level: string }).level).toBe("warn");
    // The control: written as it is, it would have been several.
    expect(`WARN ${forged}`.split("\n").length).toBeGreaterThan(1);
  });

  it.each([
    ["info", 3],
    ["warn", 2],
    ["error", 1],
    ["silent", 0],
  ] as const)("is written from %s on", (level, count) => {
    const { log, lines } = written(level);
    log.info("one");
    log.warn("two");
    log.error("three");
    expect(lines).toHaveLength(count);
  });

  it("is readable for a person at a terminal, on one line but for an error's frames", async () => {
    const lines: string[] = [];
    const log = await openLog({ level: "info", isForPerson: true, output: { write: (line) => void lines.push(line) } });
    log.warn("Subgraph not ready", { subgraph: "people", attempt: 2 });
    // oxlint-disable-next-line no-control-regex -- its colours
    const plain = lines.join("").replace(/\u001b\[\d+m/g, "");
    expect(plain).toMatch(/^\[\d\d:\d\d:\d\d\] WARN.*: Subgraph not ready \{.*"subgraph":"people","attempt":2\}\n$/);
    expect(plain).not.toContain(LEFT_OUT);
  });
});
