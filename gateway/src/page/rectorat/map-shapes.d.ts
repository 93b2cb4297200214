declare module "virtual:map-shapes" {
  const shapes: import("./charts/map-shapes.ts").MapShapes;
  export default shapes;
}
