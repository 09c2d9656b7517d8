export type { Incident, Release } from "./contract.ts";
export { type RestateEngine, type RestateEngineOptions, restateEngine } from "./restate-engine.ts";
export { type RestateServicesOptions, restateServices } from "./services.ts";
