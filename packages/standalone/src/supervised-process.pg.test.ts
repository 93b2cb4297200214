import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { pauseAfter, superviseProcess } from "./supervised-process.ts";

const folder = mkdtempSync(join(tmpdir(), "stages-supervised-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function aScript(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

const SERVER = `
  import { createServer } from "node:http";
  const server = createServer((request, response) => response.end(String(process.pid)));
  server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send({ listening: "http://127.0.0.1:" + server.address().port }));
  process.on("disconnect", () => process.exit());`;

it("starts a killed process again, at the address by which others know it, and says so", async () => {
  const { promise: isBack, resolve } = Promise.withResolvers<void>();
  const said: string[] = [];
  const log = (line: string) => {
    said.push(line);
    if (line.includes("de nouveau")) resolve();
  };
  const server = await superviseProcess({ title: "Le serveur", script: aScript("server", SERVER), environment: { PORT: "0" }, log });
  onTestFinished(() => server.stop());
  const answer = async () => Number(await (await fetch(server.url)).text());
  const first = await answer();
  expect(server.pid).toBe(first);

  process.kill(first, "SIGKILL");
  await isBack;
  const second = await answer();
  expect(second).not.toBe(first);
  expect(said).toEqual([expect.stringContaining("Le serveur s'est arrêté (SIGKILL)"), "Le serveur répond de nouveau."]);

  await server.stop();
  expect(server.pid).toBeNull();
  expect(said).toHaveLength(2);
});

it("fails, without trying again, when the first start does", async () => {
  const script = aScript("broken", "process.exit(3);");
  const start = superviseProcess({ title: "Le serveur", script, environment: {}, log: () => {} });
  await expect(start).rejects.toThrow("Le serveur n'a pas démarré (code 3).");
});

it("is started again as quickly after five short lives in a row, and then less and less often", () => {
  expect([0, 1, 5].map(pauseAfter)).toEqual([250, 250, 250]);
  expect([6, 7, 100].map(pauseAfter)).toEqual([500, 1_000, 30_000]);
});
