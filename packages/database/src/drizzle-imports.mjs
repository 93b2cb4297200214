import { registerHooks } from "node:module";

/**
 * For `node --import`. To know the format of each of drizzle's hundred files, Node parses drizzle's package.json again, and
 * that has 179 kB: four fifths of what loading drizzle takes. They are all ES modules, and import one another by relative paths.
 * Plain JavaScript, since it is there before tsx or vitest is asked for anything.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const isOfDrizzle = specifier.startsWith(".") && specifier.endsWith(".js") && context.parentURL?.includes("/node_modules/drizzle-orm/");
    if (!isOfDrizzle || context.conditions.includes("require")) return nextResolve(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: "module", shortCircuit: true };
  },
});
