import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

/**
 * For `node --import`, after tsx, since the hooks registered last are asked first. Plain JavaScript: nothing is there yet
 * that would read anything else.
 */
registerHooks({
  /**
   * To know the format of each of drizzle's hundred files, Node parses drizzle's package.json again, and that has 179 kB: four
   * fifths of what loading drizzle takes. They are all ES modules, and import one another by relative paths.
   */
  resolve(specifier, context, nextResolve) {
    const isOfDrizzle = specifier.startsWith(".") && specifier.endsWith(".js") && context.parentURL?.includes("/node_modules/drizzle-orm/");
    if (!isOfDrizzle || context.conditions.includes("require")) return nextResolve(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true };
  },
  /** What comes as an ES module is run as it came: tsx would look through each for something to transform. */
  load(url, context, nextLoad) {
    if (context.format !== "module" || !url.startsWith("file:") || !url.includes("/node_modules/")) return nextLoad(url, context);
    return { format: "module", source: readFileSync(new URL(url)), shortCircuit: true };
  },
});
