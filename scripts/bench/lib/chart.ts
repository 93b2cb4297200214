export type Point = readonly [x: number, y: number];

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly logY?: boolean;
  readonly height?: number;
  /** Instants to mark, with a word. */
  readonly marks?: readonly (readonly [x: number, word: string])[];
}

export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly logX?: boolean;
  /** Where the horizontal axis has a word; chosen when left out. */
  readonly xTicks?: readonly number[];
  readonly panels: readonly Panel[];
}

const [WIDTH, LEFT, RIGHT, PANEL, GAP, TOP] = [860, 64, 190, 150, 46, 54] as const;
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "1 4"];
/** Readable on white and on black alike; told apart by their dashes and their names too. */
const COLOURS = [
  ["#0b5cad", "#7db8ff"],
  ["#b3401f", "#ff9d7a"],
  ["#2c7a3f", "#7fd493"],
  ["#7a3e9d", "#d0a2f0"],
  ["#7d6608", "#e3c94f"],
  ["#0f766e", "#5fd3c8"],
  ["#9d174d", "#f48fb8"],
  ["#4b5563", "#b6bec9"],
  ["#1e3a8a", "#a5b8ff"],
  ["#854d0e", "#f2b56b"],
] as const;

/** Panels one below the other over one horizontal axis, as an SVG of text and paths that is read by day and by night. */
export function drawChart({ title, xTitle, logX = false, xTicks, panels }: Chart): string {
  const heights = panels.map((panel) => panel.height ?? PANEL);
  const tops = heights.map((_, rank) => TOP + heights.slice(0, rank).reduce((sum, one) => sum + one + GAP, 0));
  const height = tops.at(-1)! + heights.at(-1)! + GAP + 14;
  const xs = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([x]) => x)));
  const xScale = scaleOf(Math.min(...xs), Math.max(...xs), LEFT, WIDTH - RIGHT, logX);
  const ticks = xTicks ?? ticksOf(Math.min(...xs), Math.max(...xs), logX, 9);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>.paper{fill:#fff}text{fill:#1c1f23}.grid{stroke:#d4d8dd;stroke-width:1}path{fill:none;stroke-width:1.8}${COLOURS.map(([day], rank) => `.l${rank}{stroke:${day}}.t${rank}{fill:${day}}`).join("")}`,
    `@media(prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#e6edf3}.grid{stroke:#30363d}${COLOURS.map(([, night], rank) => `.l${rank}{stroke:${night}}.t${rank}{fill:${night}}`).join("")}}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    `<text x="${LEFT}" y="24" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...panels.map((panel, rank) => drawPanel(panel, tops[rank]!, heights[rank]!, xScale, ticks)),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${height - 8}" text-anchor="middle">${escaped(xTitle)}</text>`,
    "</svg>\n",
  ].join("\n");
}

function drawPanel({ title, lines, logY = false, marks = [] }: Panel, top: number, height: number, xScale: (x: number) => number, xTicks: readonly number[]): string {
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y)).filter((y) => Number.isFinite(y) && (!logY || y > 0));
  const [low, high] = [logY ? 10 ** Math.floor(Math.log10(Math.min(...ys))) : 0, Math.max(...ys, logY ? 1 : 1e-9)];
  const yTicks = ticksOf(low, high, logY, 4);
  const most = Math.max(high, yTicks.at(-1)!);
  const yScale = scaleOf(low, most, top + height, top + 14, logY);
  const right = WIDTH - RIGHT;
  const labels = spread(lines.map(({ points }) => yScale(clamped(points.at(-1)?.[1] ?? low, low, most))), top + 18, top + height);
  return [
    `<text x="${LEFT}" y="${top + 4}" font-weight="600">${escaped(title)}</text>`,
    ...yTicks.map((y) => `<line class="grid" x1="${LEFT}" x2="${right}" y1="${px(yScale(y))}" y2="${px(yScale(y))}"/><text x="${LEFT - 6}" y="${px(yScale(y) + 4)}" text-anchor="end">${wordOf(y)}</text>`),
    ...xTicks.map((x) => `<text x="${px(xScale(x))}" y="${top + height + 16}" text-anchor="middle">${wordOf(x)}</text>`),
    // Words in two rows, by turns: those of a short phase would stand on the next ones.
    ...marks.map(([x, word], rank) => `<line class="grid" x1="${px(xScale(x))}" x2="${px(xScale(x))}" y1="${top + 14}" y2="${top + height}" stroke-dasharray="3 3"/><text x="${px(xScale(x) + 4)}" y="${top + 24 + (rank % 2) * 13}" font-size="11">${escaped(word)}</text>`),
    ...lines.map(({ points }, rank) => `<path class="l${rank % COLOURS.length}" stroke-dasharray="${DASHES[rank % DASHES.length]}" d="${points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${px(xScale(x))} ${px(yScale(clamped(y, low, most)))}`).join("")}"/>`),
    ...lines.map(({ name }, rank) => `<text class="t${rank % COLOURS.length}" x="${right + 8}" y="${px(labels[rank]! + 4)}">${escaped(name)}</text>`),
  ].join("\n");
}

const clamped = (y: number, low: number, high: number) => (Number.isFinite(y) ? Math.min(high, Math.max(low, y)) : low);

function scaleOf(from: number, to: number, start: number, end: number, log: boolean): (value: number) => number {
  const at = (value: number) => (log ? Math.log10(Math.max(value, from)) : value);
  const [low, high] = [at(from), at(to)];
  return (value) => start + ((at(value) - low) / (high - low || 1)) * (end - start);
}

/** Round numbers, as many as can be read. */
function ticksOf(low: number, high: number, log: boolean, most: number): readonly number[] {
  if (log) {
    const first = Math.floor(Math.log10(low));
    return Array.from({ length: Math.max(2, Math.ceil(Math.log10(high)) - first + 1) }, (_, power) => 10 ** (first + power));
  }
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough)!;
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, rank) => Math.ceil(low / step) * step + rank * step).filter((tick) => tick <= high + step / 2);
}

/** Names that would stand on one another are moved apart. */
function spread(wanted: readonly number[], top: number, bottom: number): readonly number[] {
  const LINE = 14;
  const order = wanted.map((y, rank) => ({ y, rank })).toSorted((a, b) => a.y - b.y);
  let before = top - LINE;
  for (const one of order) before = one.y = Math.max(one.y, before + LINE);
  let below = Math.max(bottom, top + LINE * (order.length - 1)) + LINE;
  for (const one of order.toReversed()) below = one.y = Math.min(one.y, below - LINE);
  const placed: number[] = [];
  for (const { y, rank } of order) placed[rank] = y;
  return placed;
}

const px = (value: number) => String(Math.round(value * 10) / 10);
const wordOf = (value: number) => (Math.abs(value) >= 1 ? value.toLocaleString("en", { maximumFractionDigits: 1 }) : String(Number(value.toPrecision(2))));
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
