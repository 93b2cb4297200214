import { spawnSync } from "node:child_process";
import { findingsIn, LOOKED_UP } from "./dependencies/advisories.ts";
import { idOf, readLockfile, ROOT } from "./dependencies/lockfile.ts";

/** `npm run audit`: the registry's word where it has one, and in any case the list kept by hand. */
const { stdout, stderr, status } = spawnSync("pnpm", ["audit"], { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
const said = `${stdout ?? ""}${stderr ?? ""}`.trim();
const isAnswered = status !== null && !/ERR_PNPM_AUDIT|ENOENT|FETCH|responded with/.test(said);
console.log(isAnswered ? `Le registre répond :\n${said}\n` : `Le registre d'où viennent les paquets n'offre pas d'audit (${/responded with \d+/.exec(said)?.[0] ?? "sans réponse"}) : seule la liste tenue à la main, scripts/dependencies/advisories.ts, dit ce qui suit.\n`);
if (isAnswered && status !== 0) process.exitCode = 1;

const locked = readLockfile();
for (const { advisory, version } of findingsIn(locked)) {
  const { package: name, id, what, unharmed } = advisory;
  console.log(`${unharmed ? "CONNU " : "ATTEINT"} ${idOf({ name, version })} : ${what} (${id})${unharmed ? `\n        sans danger ici : ${unharmed}` : ""}`);
  if (!unharmed) process.exitCode = 1;
}
console.log(`\n${locked.length} paquets verrouillés ; cherchés le ${LOOKED_UP.on} : ${LOOKED_UP.packages.join(", ")}.`);
