import { loggingTo } from "@stages/telemetry/open-log.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./configuration-error.ts";
import { launcherLines, launcherWords } from "./launcher-log.ts";
import { telemetryEnvironment } from "./telemetry-environment.ts";

function outputs() {
  const written = { stdout: "", stderr: "" };
  const to = (name: keyof typeof written) => ({ write: (text: string) => void (written[name] += text) });
  const process = { stdout: to("stdout"), stderr: to("stderr") };
  return { written, process, log: loggingTo(process.stderr, "info") };
}
const ENDED = "Le sous-graphe offers (2) s'est arrêté (SIGKILL) : redémarrage dans 0,3 s.";
/** A sentence of a database that quotes someone. */
const failure = () => Object.assign(new Error('Key (name)=(Zoé Mazaud) already exists'), { severity_local: "ERROR", code: "23505" });

describe("what happens to the parts of a platform", () => {
  it("is a line of the log each in production, and standard output has none of it", () => {
    const { written, process, log } = outputs();
    const lines = launcherLines(process, log);
    lines.happened(ENDED);
    lines.failed(failure());
    lines.stops();
    expect(written.stdout).toBe("");
    const logged = written.stderr.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.map(({ level, message }) => [level, message])).toEqual([["warn", ENDED], ["error", "The launcher met a failure"], ["info", "The platform stops"]]);
    expect(logged[1]!["err"]).toMatchObject({ message: expect.stringContaining("23505") as string });
    expect(written.stderr).not.toContain("Mazaud");
    // The control: what is written as it is would be no line of JSON, whoever collects them.
    expect(() => JSON.parse(ENDED) as unknown).toThrow();
  });

  it("is a sentence in development, as before", () => {
    const { written, process } = outputs();
    const words = launcherWords(process);
    words.happened(ENDED);
    words.stops();
    words.failed(failure());
    expect(written.stdout).toBe(`${ENDED}\n\nArrêt en cours… (Ctrl-C encore pour forcer)\n`);
    expect(written.stderr).toMatch(/^Erreur inattendue : /);
  });

  it("leaves in words what is to be configured, in production too: nothing runs yet", () => {
    const { written, process, log } = outputs();
    launcherLines(process, log).failed(new ConfigurationError("La variable PORT vaut « x » : donnez un port."));
    expect(written.stderr).toBe("La variable PORT vaut « x » : donnez un port.\n");
  });
});

describe("the port of a part's figures", () => {
  const settings = { level: "info", production: false, metrics: { host: "127.0.0.1", port: 9464 } } as const;
  const portOf = (...[component, replica]: [Parameters<typeof telemetryEnvironment>[1], number?]) => telemetryEnvironment(settings, component, replica)["STAGES_METRICS_PORT"];

  it("is its own, however many there are of it, and the gateway's is the one that was given", () => {
    expect(portOf("gateway")).toBe("127.0.0.1:9464");
    expect(portOf("gateway", 2)).toBe("127.0.0.1:9469");
    const all = [1, 2].flatMap((replica) => (["gateway", ...SUBGRAPH_NAMES] as const).map((component) => portOf(component, replica)));
    expect(new Set(all).size).toBe(10);
  });

  it("is any for each where any was asked for, and none where none was", () => {
    expect(telemetryEnvironment({ ...settings, metrics: { host: "127.0.0.1", port: 0 } }, "people", 2)).toEqual({ STAGES_LOG_LEVEL: "info", STAGES_METRICS_PORT: "127.0.0.1:0" });
    expect(telemetryEnvironment({ ...settings, metrics: null }, "people", 2)).toEqual({ STAGES_LOG_LEVEL: "info" });
    expect(telemetryEnvironment(undefined, "people")).toEqual({});
  });
});
