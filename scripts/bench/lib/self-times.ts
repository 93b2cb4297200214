/** What V8 writes, as far as it is read here: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string } }[];
  readonly samples: readonly number[];
  /** In µs, since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** In µs. */
export interface SelfTimes {
  /** Without what was idle. */
  readonly busy: number;
  readonly byPackage: ReadonlyMap<string, number>;
  readonly byFile: ReadonlyMap<string, number>;
}

const IN_NODE_MODULES = /.*\/node_modules\/(?!\.pnpm\/)((?:@[^/]+\/)?[^/]+)\/(.*)$/;
const OF_THE_WORKSPACE = /\/((?:packages|subgraphs)\/[^/]+|gateway|scripts)\/(.*)$/;

/** The time during which each package's own code, and each file's, was what ran: what they called is not in it. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPackage = new Map<string, number>();
  const byFile = new Map<string, number>();
  let busy = 0;
  const add = (times: Map<string, number>, place: string, time: number) => times.set(place, (times.get(place) ?? 0) + time);
  for (const [rank, id] of samples.entries()) {
    const { functionName, url } = frames.get(id)!;
    if (functionName === "(idle)") continue;
    // A sample is what ran until the next one.
    const time = Math.max(0, timeDeltas[rank + 1] ?? 0);
    const place = placeOf(functionName, url);
    busy += time;
    add(byPackage, place.package, time);
    add(byFile, place.file, time);
  }
  return { busy, byPackage, byFile };
}

function placeOf(functionName: string, url: string): { readonly package: string; readonly file: string } {
  if (url === "") {
    // (garbage collector), (program), or a function of V8's and Node's own, such as `write`.
    const name = functionName.startsWith("(") ? functionName : `native ${functionName || "(anonymous)"}`;
    return { package: functionName.startsWith("(") ? name : "native", file: name };
  }
  if (url.startsWith("node:")) return { package: "node", file: url };
  const [, name, path] = IN_NODE_MODULES.exec(url) ?? OF_THE_WORKSPACE.exec(url) ?? [];
  return name ? { package: name, file: `${name}/${path}` } : { package: "elsewhere", file: url };
}
