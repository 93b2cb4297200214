/**
 * The way in for any Node ≥ 18 with npm and nothing else: `node scripts/bootstrap.mjs [--quiet] <script.ts> args…`
 * installs the dependencies when they are missing or older than the lockfile, then runs the script with the pinned Node.
 * Plain JavaScript of an old kind, so that a Node too old reads far enough to say so.
 */
import { spawn } from "child_process";
import { createHash } from "crypto";
import * as fs from "fs";
import { constants, tmpdir } from "os";
import { delimiter, dirname, join } from "path";
import { fileURLToPath, pathToFileURL } from "url";

const PNPM = "pnpm@12.21.0";
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = join(ROOT, "node_modules");
const STAMP = join(MODULES, ".stages-installed");
const WINDOWS = process.platform === "win32";
const PINNED_NODE = join(MODULES, "node", "bin", WINDOWS ? "node.exe" : "node");
const THIRD_PARTY_IMPORTS = pathToFileURL(join(ROOT, "packages", "standalone", "src", "third-party-imports.mjs")).href;
const PRIVATE_NAME = "stages-" + sha256(ROOT).slice(0, 12);

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

function fail(sentence) {
  process.stderr.write(sentence + "\n");
  process.exit(1);
}

/** What node_modules must have been made from. The platform counts: folders travel between machines and containers. */
function wantedStamp() {
  const read = (name) => fs.readFileSync(join(ROOT, name), "utf8");
  return sha256([read("pnpm-lock.yaml"), read("pnpm-workspace.yaml"), PNPM, process.platform, process.arch].join("\0"));
}

function isInstalled(stamp) {
  try {
    return fs.readFileSync(STAMP, "utf8") === stamp && fs.existsSync(PINNED_NODE);
  } catch (error) {
    return false;
  }
}

/** The parent npm's settings of this one run (lifecycle, prefix, log level) are not pnpm's; the way to the registry is. */
function environmentToInstall() {
  const isSettingOfThisRun = (name) =>
    /^(npm|pnpm)_/i.test(name) && !/^p?npm_config_(registry|.*proxy|ca|cafile|cache|userconfig|strict_ssl|fetch_.*|.*offline|store_dir)$/i.test(name);
  const env = {};
  for (const name of Object.keys(process.env)) if (!isSettingOfThisRun(name)) env[name] = process.env[name];
  return Object.assign(env, { npm_config_loglevel: "error", npm_config_update_notifier: "false" });
}

/** npm's own path, when npm started us, needs no shell and no PATH; otherwise `npx` as a person would type it. */
function npxCommand() {
  const npm = process.env.npm_execpath || "";
  const npx = join(dirname(npm), "npx-cli.js");
  if (npm.endsWith("npm-cli.js") && fs.existsSync(npx)) return [process.execPath, [npx]];
  return [WINDOWS ? "npx.cmd" : "npx", []];
}

/** One line: counting seconds in place on a terminal, written once into a file or a pipe. */
function showProgress(output, text) {
  const from = Date.now();
  const line = () => text + " " + Math.round((Date.now() - from) / 1000) + " s";
  if (!output.isTTY) {
    output.write(text + "\n");
    return () => {};
  }
  const timer = setInterval(() => output.write("\r" + line()), 1000);
  output.write(text);
  return () => {
    clearInterval(timer);
    output.write("\r" + line() + "\n");
  };
}

function explain(log) {
  if (/ENOSPC/.test(log)) return "Le disque est plein : libérez environ 1,5 Go, puis relancez la même commande.";
  if (/EACCES|EPERM|EROFS/.test(log))
    return "Le dossier " + ROOT + " ou le cache de npm n'est pas accessible en écriture : corrigez ses droits, ou copiez le projet ailleurs, puis relancez.";
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|dns error|error sending request|network/i.test(log))
    return "Le registre npm est injoignable, et la première installation en a besoin : vérifiez la connexion (ou HTTPS_PROXY et `npm config get registry`), puis relancez la même commande.";
  if (/OUTDATED_LOCKFILE/.test(log))
    return "pnpm-lock.yaml ne correspond plus aux package.json : lancez `npx " + PNPM + " install`, puis relancez.";
  return "L'installation des dépendances a échoué ; les lignes ci-dessus disent pourquoi. Une fois la cause corrigée, relancez la même commande.";
}

/** Runs pnpm with its output in a file that is shown only when it fails. */
function runPnpm() {
  const logPath = join(tmpdir(), PRIVATE_NAME + "-" + process.pid + ".log");
  const log = fs.openSync(logPath, "w", 0o600);
  const [command, first] = npxCommand();
  // Without a terminal pnpm asks nobody before it replaces a node_modules of another kind: say yes beforehand.
  const args = first.concat(["--yes", PNPM, "install", "--frozen-lockfile", "--reporter=append-only", "--config.confirm-modules-purge=false"]);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: environmentToInstall(), stdio: ["ignore", log, log], shell: WINDOWS && first.length === 0 });
    const interrupt = (signal) => child.kill(signal);
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    const end = (code, signal) => {
      process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
      fs.closeSync(log);
      const output = fs.readFileSync(logPath, "utf8");
      fs.unlinkSync(logPath);
      resolve({ code, signal, output });
    };
    child.once("error", (error) => end(1, null, fs.writeSync(log, String(error))));
    child.once("exit", end);
  });
}

/** One installation at a time in this folder: whoever comes second waits, and then finds it done. */
async function underInstallLock(work) {
  const path = join(tmpdir(), PRIVATE_NAME + ".lock");
  for (let saidSo = false; ; ) {
    try {
      fs.writeFileSync(path, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") break; // No lock rather than no installation.
    }
    if (!isAlive(Number(readOr(path, "")))) {
      fs.rmSync(path, { force: true });
      continue;
    }
    if (!saidSo) process.stderr.write("Une autre commande installe déjà les dépendances : attente…\n");
    saidSo = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    return await work();
  } finally {
    if (readOr(path, "") === String(process.pid)) fs.rmSync(path, { force: true });
  }
}

function readOr(path, otherwise) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    return otherwise;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

async function install(progressOutput) {
  const stamp = wantedStamp();
  if (isInstalled(stamp)) return;
  const failure = await underInstallLock(async () => {
    if (isInstalled(stamp)) return null;
    const done = showProgress(progressOutput, "Installation des dépendances (une fois)…");
    const result = await runPnpm();
    done();
    if (result.code !== 0) return result;
    fs.writeFileSync(STAMP, stamp); // Last, so that an interrupted installation is taken up again.
    return null;
  });
  if (!failure) return;
  if (failure.signal || failure.code > 128) process.exit(130);
  process.stderr.write(failure.output.trimEnd().split("\n").slice(-40).join("\n") + "\n\n");
  fail(explain(failure.output));
}

function environmentToRun() {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") || "PATH";
  return Object.assign({}, process.env, {
    // What V8 made of each file, for the next start of the same: a tenth of what a part takes to start again after its death.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(MODULES, ".cache", "compile"),
    [pathName]: [join(MODULES, ".bin"), dirname(PINNED_NODE), process.env[pathName] || ""].join(delimiter),
    // Nothing of this project speaks to anyone it was not asked to.
    APOLLO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    NO_UPDATE_NOTIFIER: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    // A server whose launcher was killed outright stops itself; see packages/standalone/src/stop-signals.ts.
    STAGES_LAUNCHER_PID: String(process.pid),
    npm_config_update_notifier: "false",
  });
}

/**
 * The script is our direct child: it starts at once and receives signals. Ctrl-C reaches the whole terminal group, and
 * npm forwards it besides: one press arrives several times within milliseconds and counts as one.
 */
function run(script, args) {
  const child = spawn(PINNED_NODE, ["--max-semi-space-size=64", "--import", "tsx", "--import", THIRD_PARTY_IMPORTS, script].concat(args), {
    cwd: ROOT,
    env: environmentToRun(),
    stdio: "inherit",
  });
  let last = 0;
  const forward = (signal) => {
    if (Date.now() - last < 500) return;
    last = Date.now();
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  endWithNpm(() => child.kill("SIGTERM"));
  child.once("error", (error) => fail("Node 26, installé avec le projet, ne démarre pas sur ce système (" + error.message + ") : il faut Linux (glibc), macOS ou Windows, sur x64 ou arm64."));
  child.once("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

/** When npm started us and is killed outright, nobody would ever stop the script: npm's end is ours. */
function endWithNpm(stop) {
  if (!process.env.npm_lifecycle_event || WINDOWS) return;
  const lineage = lineageToNpm();
  const timer = setInterval(() => {
    if (lineageToNpm() === lineage) return;
    clearInterval(timer);
    stop();
  }, 250);
  timer.unref();
}

/** Our parent is npm, or the `sh -c` that npm put in between; an orphan gets another parent at once. */
function lineageToNpm() {
  const parent = process.ppid;
  const isShell = /^[^\0]*sh\0-c\0/.test(readOr("/proc/" + parent + "/cmdline", ""));
  const [, grandparent] = (isShell && /\) \S+ (\d+)[^)]*$/.exec(readOr("/proc/" + parent + "/stat", ""))) || [];
  return parent + " " + grandparent;
}

async function main() {
  if (Number(process.versions.node.split(".")[0]) < 18)
    fail("Il faut Node 18 ou plus récent, et celui-ci est " + process.version + " : https://nodejs.org. (Node 18 or newer is needed.)");
  const args = process.argv.slice(2);
  const quiet = args[0] === "--quiet";
  const [script, ...rest] = quiet ? args.slice(1) : args;
  if (!script) fail("Usage : node scripts/bootstrap.mjs [--quiet] <script.ts> [arguments…]");
  await install(quiet ? process.stderr : process.stdout);
  run(join(ROOT, script), rest);
}

main().catch((error) => fail(explain(String(error && error.stack))));
