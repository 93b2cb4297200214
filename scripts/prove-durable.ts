import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { pairsInBackup } from "./backup/pairs.ts";
import { restoreBackup } from "./backup/restore-backup.ts";
import { inMegabytes, takeBackup } from "./backup/take-backup.ts";
import { playFullDiskOfPlatform } from "./durable/full-disk-of-platform.ts";
import { playFullDisk } from "./durable/full-disk.ts";
import { smallDisk } from "./durable/small-disk.ts";
import { waitBehind } from "./durable/wait-behind.ts";
import { MIGRATED_SCHEMAS } from "./migrations/folders.ts";
import { migrateUnderLoad, versionsWithRows } from "./migrations/under-load.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:durable -- [--times=N]`: an archive taken under writers and restored, N of its bytes changed one by one, every version of every schema that can
 * hold rows migrated under writers, a migration behind a long transaction, a disk that is full under PostgreSQL alone and under the whole platform. Some four minutes; N is 50 by default.
 */
const { values } = parseArgs({ options: { times: { type: "string", default: "50" } } });
const times = Number(values.times);

useDevelopmentKeys();
const home = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(home, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(home, "postgres"), durability: "none" });
started.defer(() => server.stop());
const demonstration = server.url("demonstration");
await ensureDatabase(demonstration);
await prepareDatabase({ databaseUrl: demonstration, clock: systemClock });

const together = await pairsInBackup({ databaseUrl: demonstration, folder: join(home, "pairs"), sharedSnapshot: true });
promise("sauvegarde prise pendant que l'on écrit : moitiés de transactions", { seen: `${Math.abs(together.kept[0]! - together.kept[1]!)} sur ${together.written}`, wanted: "0", kept: together.kept[0] === together.kept[1] });
const apart = await pairsInBackup({ databaseUrl: demonstration, folder: join(home, "apart"), sharedSnapshot: false });
control("les tables copiées l'une après l'autre", { seen: `${Math.abs(apart.kept[0]! - apart.kept[1]!)} sur ${apart.written}`, broke: apart.kept[0] !== apart.kept[1] });

const folder = join(home, "archive");
const taken = await takeBackup({ databaseUrl: demonstration, folder });
const restored = await restoreBackup({ databaseUrl: server.url("restored"), folder, clock: systemClock });
promise("restauration dans un serveur vide : lignes, preuves et chiffres vérifiés", {
  seen: `${restored.rows} lignes, ${restored.records} preuves, ${restored.cells} chiffres ; sauvegarde de ${inMegabytes(taken.bytes)} en ${taken.seconds.toFixed(1)} s, restauration en ${restored.seconds.toFixed(1)} s`,
  wanted: `${taken.rows} lignes`,
  kept: restored.rows === taken.rows && restored.records > 0 && restored.cells > 0,
});

let refused = 0;
for (let time = 0; time < times; time += 1) {
  const spoilt = join(home, "spoilt");
  cpSync(folder, spoilt, { recursive: true });
  const files = readdirSync(spoilt).filter((name) => statSync(join(spoilt, name)).size > 0);
  const path = join(spoilt, files[time % files.length]!);
  const bytes = readFileSync(path);
  bytes[Math.floor(Math.random() * bytes.length)]! ^= 1 << Math.floor(Math.random() * 8);
  writeFileSync(path, bytes);
  await restoreBackup({ databaseUrl: server.url(`spoilt_${time}`), folder: spoilt, clock: systemClock }).catch((error: unknown) => (refused += error instanceof ConfigurationError ? 1 : 0));
  rmSync(spoilt, { recursive: true });
}
promise("sauvegardes dont un bit a changé, refusées par une phrase", { seen: `${refused} sur ${times}`, wanted: "toutes", kept: refused === times });

let [versions, writes, longestMs] = [0, 0, 0];
const failures: string[] = [];
for (const schema of MIGRATED_SCHEMAS) {
  for (const from of versionsWithRows(schema)) {
    const databaseUrl = server.url(`from_${schema}_${from}`);
    await ensureDatabase(databaseUrl);
    const seen = await migrateUnderLoad({ demonstration, databaseUrl, schema, from });
    versions += 1;
    writes += seen.writes;
    longestMs = Math.max(longestMs, seen.longestMs);
    failures.push(...seen.refused.map((line) => `${schema} depuis ${from} : ${line}`));
  }
}
promise("écritures refusées pendant les migrations, depuis chaque version", { seen: `${failures.length} sur ${writes}, depuis ${versions} versions ; la plus longue a attendu ${longestMs} ms`, wanted: "0", kept: failures.length === 0 && writes > 0 });
for (const failure of failures.slice(0, 10)) console.error(failure);

const HELD_MS = 4_000;
const [ours, naive] = [await waitBehind(server, { heldMs: HELD_MS, naive: false }), await waitBehind(server, { heldMs: HELD_MS, naive: true })];
promise(`attente d'une écriture quand une migration veut une table tenue ${HELD_MS / 1_000} s par une autre transaction`, { seen: `${ours} ms`, wanted: "moins de 1 500 ms", kept: ours < 1_500 });
control("la même migration sans limite d'attente", { seen: `${naive} ms`, broke: naive > 2_000 });

for (const kept of [true, false]) {
  using disk = smallDisk(320, (reason) => console.log(`PASSÉ  disque plein : ${reason}`));
  if (!disk) break;
  const { acknowledged, lost, uncoded, refusals, wentOn } = await playFullDisk(disk.path, { kept });
  if (kept) promise("disque plein : écritures répondues et perdues ; refus qui ne disent pas de réessayer ; reprise de soi-même", { seen: `${lost} sur ${acknowledged} ; ${uncoded.length} sur ${refusals} ; ${wentOn ? "oui" : "non"}`, wanted: "0 ; 0 ; oui", kept: lost === 0 && uncoded.length === 0 && wentOn });
  else control("un serveur que personne ne relance", { seen: wentOn ? "il a repris" : `toujours absent après ${refusals} refus`, broke: !wentOn });
}

{
  using disk = smallDisk(700, (reason) => console.log(`PASSÉ  disque plein sous toute la plateforme : ${reason}`));
  if (disk) {
    const { acknowledged, faults, refusals, refusedByPostgres, told } = await playFullDiskOfPlatform(disk.path, join(home, "journal"));
    const codes = Object.entries(refusals).map(([code, count]) => `${code} ${count}`).join(", ");
    promise("npm start sur un disque plein : écritures répondues et perdues ou doublées ; réponses ; reprise dite", { seen: `${faults.length} sur ${acknowledged} ; ${codes} ; ${told ? "oui" : "non"}`, wanted: "0 ; TEMPORARILY_UNAVAILABLE ; oui", kept: faults.length === 0 && refusedByPostgres && told && Object.keys(refusals).join() === "TEMPORARILY_UNAVAILABLE" });
    for (const fault of faults) console.error(fault);
  }
}
