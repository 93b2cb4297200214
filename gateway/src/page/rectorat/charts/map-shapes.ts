/** The map, as it is worked out when the page is built. */

export interface DepartmentShape {
  readonly code: string;
  /** An SVG path, in the map's units. */
  readonly path: string;
  /** left, top, right, bottom. */
  readonly box: Box;
}
export type Box = readonly [number, number, number, number];

export interface MapShapes {
  readonly width: number;
  readonly height: number;
  readonly mainland: readonly DepartmentShape[];
  /** Each at a scale of its own, in a row below. */
  readonly overseas: readonly DepartmentShape[];
}
