import { FAST_CHECKS, run } from "./checks.ts";

/** `npm run verify`: the fast checks alone, together, without a database; turbo remembers those whose files did not change. */
const { code } = await run("turbo", ["run", ...Object.keys(FAST_CHECKS), "test:pure", "--concurrency=2", "--output-logs=errors-only"], { live: true });
process.exit(code);
