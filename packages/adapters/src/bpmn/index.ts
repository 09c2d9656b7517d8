export { type BpmnModel, type BpmnOptions, type BpmnPreset, bpmnConventions, readBpmnModel } from "./convert.ts";
