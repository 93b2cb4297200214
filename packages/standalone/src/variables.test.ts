import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isSecretVariable, SECRET_VARIABLES } from "./secret-files.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const README = readFileSync(`${ROOT}README.md`, "utf8");

/** What one part of the platform says to another, or a test to what it starts: nobody else sets it. */
const OF_THE_INSIDE = /^STAGES_(?:DEMONSTRATION|DOOR|IDENTITY|INTERNAL_SIGNING_KEY|INTERNAL_VERIFICATION_KEY|LAUNCHER_PID|PAPERS|PLATFORM|SUBGRAPH_URLS|KEYS_OF_A_TEST)$/;
/** Of the machine, of Node and of libraries, or set for them by us; OpenTelemetry's other variables are named together, and have a page of their own. */
const OF_OTHERS = /^(?:APOLLO_TELEMETRY_DISABLED|CHROMIUM_PATH|FULL_SIZE|PATH|PICTURES|LC_\w+|LANG|TZ|HOME|OTEL_\w+)$/;

/** As the code reads one: by the environment's member, by a reader's argument, or by the name of a table of them. */
const READ = /(?:process\.env|environment|env)(?:\.|\[")([A-Z][A-Z0-9_]+)\b|\b(?:read|readUrl|required)\("([A-Z][A-Z0-9_]+)"|"((?:STAGES|OTEL|NATS|DATABASE)_[A-Z0-9_]+)"/g;

const sources = ["packages/*/src/**/*.ts", "gateway/src/**/*.ts", "subgraphs/*/src/**/*.ts"].flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: (path) => path.includes("node_modules") })).filter((path) => !/\.test\.ts$|-under-test\.ts$|\/testing\//.test(path));
const read = new Set(sources.flatMap((path) => [...readFileSync(`${ROOT}${path}`, "utf8").matchAll(READ)].map(([, member, argument, name]) => (member ?? argument ?? name)!.replace(/_FILE$/, ""))));
const forOperators = [...read].filter((name) => !OF_THE_INSIDE.test(name) && !OF_OTHERS.test(name));

const names = (cell: string) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name!);
const [table] = /^\| Variable \| Default \| \|\n(?:\|.*\n)+/m.exec(README)!;
const tabled = table.split("\n").flatMap((line) => names(line.split("|")[1] ?? ""));

describe("the variables that the code reads", () => {
  it("are found", () => {
    expect(sources.length).toBeGreaterThan(500);
    expect(forOperators.length).toBeGreaterThan(20);
  });

  it.each(forOperators)("%s stands in README's table", (name) => expect(tabled).toContain(name));

  it("are all that the table has", () => {
    expect(tabled.filter((name) => !read.has(name))).toEqual([]);
  });

  it("are secret where their names or values say so, and the paragraph beside the table names those", () => {
    const looksSecret = /TOKEN|PASSWORD|SECRET|_KEYS?$|DATABASE_|NATS_URL|SMTP_URL|SMS_URL/;
    // It names a file or a program.
    const NAMES_A_FILE = ["STAGES_SEAL_KEY"];
    expect(forOperators.filter((name) => looksSecret.test(name) && !NAMES_A_FILE.includes(name)).toSorted()).toEqual([...SECRET_VARIABLES].toSorted());
    const paragraph = /\n\n([^\n]*may each stand in a file instead)/.exec(README)![1]!;
    for (const name of SECRET_VARIABLES) expect(paragraph).toContain(`\`${name}\``);
    expect(isSecretVariable("STAGES_KEYS_FILE")).toBe(true);
  });
});
