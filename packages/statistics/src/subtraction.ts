import highsModule, { type Highs, type Model } from "highs";
import { linesOf, type PublishedLine } from "./published-line.ts";

/** Between which bounds everything that was published leaves a hidden figure. */
export interface Bounds {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** Its types are read as CommonJS, where the default export is a property; what is loaded is the function itself. */
const loadHighs = highsModule as unknown as typeof highsModule.default;
let loaded: ReturnType<typeof loadHighs> | undefined;

/** More than any count: what has no bound at all. */
const UNBOUNDED = 1e7;

/**
 * All that subtraction can find in what was published, by a linear program (HiGHS) and by none of the code that hides: each line that has
 * no parts is one unknown a column, each published figure one equation over them, and no line is empty. Rows and columns of such
 * a table make a network, so that its extremes are whole numbers although nothing asks it. For tests.
 */
export async function boundsOfHidden(published: PublishedLine): Promise<readonly Bounds[]> {
  const highs = await (loaded ??= loadHighs());
  return highs.withModel((model) => {
    model.options.set({ output_flag: false });
    const lines = linesOf(published);
    const unknowns = new Map<PublishedLine, readonly number[]>();
    const columns = published.counts.map((_, column) => column);
    for (const line of lines.filter(({ parts }) => parts.length === 0)) unknowns.set(line, columns.map((column) => unknowns.size * columns.length + column));
    for (let unknown = 0; unknown < unknowns.size * columns.length; unknown += 1) model.addVar(0, UNBOUNDED);
    const inColumn = (line: PublishedLine, column: number) => linesOf(line).flatMap((part) => unknowns.get(part)?.[column] ?? []);
    const inAll = (line: PublishedLine) => columns.flatMap((column) => inColumn(line, column));
    const figures = lines.flatMap((line) => [
      { name: `${line.name} total`, told: line.total, unknowns: inAll(line), least: 1 },
      ...columns.map((column) => ({ name: `${line.name} ${column}`, told: line.counts[column]!, unknowns: inColumn(line, column), least: 0 })),
    ]);
    for (const { told, unknowns, least } of figures) {
      if (unknowns.length > 0) model.addRow(told ?? least, told ?? highs.infinity, { indices: unknowns, values: unknowns.map(() => 1) });
    }
    return figures.filter(({ told }) => told === null).map(({ name, unknowns }) => ({ name, ...extremes(highs, model, unknowns) }));
  });
}

function extremes(highs: Highs, model: Model, indices: readonly number[]): Omit<Bounds, "name"> {
  const extreme = (sense: "minimize" | "maximize") => {
    model.changeObjectiveSense(highs.constants.objectiveSense[sense]);
    model.run();
    if (model.getModelStatus() !== highs.constants.modelStatus.optimal) throw new Error(`no table is what was published: ${model.getModelStatus()}`);
    return Math.round(model.getObjectiveValue() * 1e6) / 1e6;
  };
  for (const index of indices) model.changeColCost(index, 1);
  const bounds = { low: extreme("minimize"), high: extreme("maximize") };
  for (const index of indices) model.changeColCost(index, 0);
  return bounds;
}
