import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { createDevelopmentLogin, DEVELOPMENT_CLIENT, LOGIN_PATH } from "@stages/demonstration/login/development-login.ts";
import { execute, type ExecutionResult, parse, subscribe, validate } from "graphql";
import { answer, answerJson, readText } from "./answer.ts";
import { bundleRectorat } from "./page/rectorat-bundle.ts";
import { rectoratPage } from "./page/rectorat-page.ts";
import { FIGURES_SCHEMA, figuresFor, type ToyCoverage, type ToyViewer } from "./toy-figures.ts";

/** Who signs in as which persona of the demonstration. */
const VIEWERS: Readonly<Record<string, ToyViewer>> = {
  ministry: { displayName: "Camille Bertin", roles: ["MINISTRY"], academies: [], departments: [] },
  rectorat: { displayName: "Dominique Faure", roles: ["RECTORAT", "SCHOOL_HEAD"], academies: ["22"], departments: [] },
  dasen: { displayName: "Claude Roche", roles: ["SCHOOL_HEAD", "RECTORAT"], academies: [], departments: ["19"] },
  "school-head": { displayName: "Anne Leroy", roles: ["SCHOOL_HEAD"], academies: [], departments: [] },
};

interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

export interface Told {
  readonly academy?: string;
  readonly department?: string;
  readonly coverage: ToyCoverage;
}

/** Read, not verified: the login is real, what stands behind it is not. */
const subjectOf = (token: string) => (JSON.parse(Buffer.from(token.split(".")[1] ?? "e30", "base64url").toString() || "{}") as { sub?: string }).sub ?? "";

/** The rectorat's real page and the real login of development, before a graph of toys that answers by the contract. */
export class ToyRectorat {
  origin = "";
  /** Subgraphs that do not answer. */
  readonly down = new Set<string>();
  /** What was asked, by operation name. */
  readonly asked: { readonly operation: string; readonly variables: Record<string, unknown>; readonly role: string | null }[] = [];
  readonly exported: Record<string, unknown>[] = [];
  /** Whose tokens are refused: all that were given before. */
  sessionsAreOver = false;
  /** Waited for before an export goes on after its first line. */
  slowExport: Promise<void> = Promise.resolve();
  readonly #streams = new Set<(told: Told) => void>();
  readonly #responses = new Set<ServerResponse>();
  #cursor = 0;
  #stop: () => Promise<void> = async () => {};

  async start(): Promise<this> {
    const folder = await mkdtemp(join(tmpdir(), "stages-toy-issuer-"));
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => answer(response, 500, String(error)));
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const login = await createDevelopmentLogin(await openDevelopmentIssuer(folder), this.origin);
    const page = rectoratPage(bundleRectorat, () => [{ name: "un personnage de démonstration", issuer: `${this.origin}${LOGIN_PATH}`, clientId: DEVELOPMENT_CLIENT, scope: "openid" }]);
    this.#serve = async (request, response) => {
      const path = request.url!.split("?")[0]!;
      if (path.startsWith(LOGIN_PATH)) await login(request, response);
      else if (path === "/graphql") await this.#graph(request, response);
      else if (path.startsWith("/exports/")) await this.#export(response);
      else if (!(await page(path, request, response))) answer(response, 404, "");
    };
    this.#stop = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    };
    return this;
  }

  stop = () => this.#stop();
  get openStreams() {
    return this.#streams.size;
  }

  /** The network between the page and its stream is gone. */
  cut(): void {
    for (const response of this.#responses) response.destroy();
  }

  /** One event for whoever listens. */
  tell(told: Told): void {
    this.#cursor += 1;
    for (const stream of this.#streams) stream(told);
  }

  #serve: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => {};
  #answer = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);

  async #graph(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { query, variables = {} } = JSON.parse(await readText(request)) as Operation;
    const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
    const viewer = this.sessionsAreOver ? undefined : VIEWERS[subjectOf(token)];
    if (!viewer) return answerJson(response, 401, { errors: [{ message: "Connectez-vous pour continuer.", extensions: { code: "UNAUTHENTICATED" } }] });
    const document = parse(query);
    const faults = validate(FIGURES_SCHEMA, document);
    if (faults.length > 0) return answerJson(response, 400, { errors: faults.map(({ message }) => ({ message })) });
    const role = (request.headers["x-stages-role"] as string | undefined) ?? null;
    this.asked.push({ operation: /(?:query|mutation|subscription) (\w+)/.exec(query)![1]!, variables, role });
    const rootValue = {
      ...figuresFor(viewer, role, () => this.down),
      requestExport: ({ input }: { input: Record<string, unknown> }) => (this.exported.push(input), { url: "/exports/k3y", expiresAt: "2027-04-12T10:05:00Z", rows: 3 }),
      coverageChanged: () => this.#events(),
    };
    const execution = { schema: FIGURES_SCHEMA, document, rootValue, variableValues: variables };
    if (!request.headers.accept?.includes("text/event-stream")) return answerJson(response, 200, this.#shown(await execute(execution)));
    const results = await subscribe(execution);
    if (!(Symbol.asyncIterator in results)) return answerJson(response, 400, results);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(":\n\n:\n\n");
    this.#responses.add(response);
    response.on("close", () => (this.#responses.delete(response), void results.return(undefined)));
    for await (const result of results) response.write(`event: next\ndata: ${JSON.stringify({ ...this.#shown(result), extensions: { cursor: String(this.#cursor) } })}\n\n`);
    response.end();
  }

  #shown = ({ data, errors }: ExecutionResult) => ({ data, ...(errors ? { errors: errors.map(({ message, path, extensions }) => ({ message, path, extensions })) } : {}) });

  /** What is told from now on, until the other side has had enough. */
  #events(): AsyncIterableIterator<{ coverageChanged: object }, undefined> {
    const waiting: IteratorResult<{ coverageChanged: object }, undefined>[] = [];
    let wake: (() => void) | null = null;
    const give = (result: (typeof waiting)[number]) => (waiting.push(result), wake?.());
    const hear = ({ academy, department, coverage }: Told) =>
      give({ done: false, value: { coverageChanged: { cursor: String(this.#cursor), at: new Date().toISOString(), academy: academy ? { code: academy } : null, department: department ? { code: department } : null, coverage } } });
    this.#streams.add(hear);
    return {
      next: async () => {
        while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return waiting.shift()!;
      },
      return: async () => {
        this.#streams.delete(hear);
        give({ done: true, value: undefined });
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async #export(response: ServerResponse): Promise<void> {
    response.writeHead(200, { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="Couverture par departement.csv"; filename*=UTF-8\'\'Couverture%20par%20d%C3%A9partement.csv' });
    response.write("\uFEFFDépartement;Couverts;Inscrits\r\nCorrèze;12;34\r\n");
    await this.slowExport;
    response.end("Creuse;5;6\r\nHaute-Vienne;7;8\r\n");
  }
}
