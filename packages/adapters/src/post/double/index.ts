export {
  type DoubleParcel,
  type PostDouble,
  type PostDoubleFault,
  type PostDoubleOptions,
  type PostWire,
  startPostDouble,
} from "./server.ts";
