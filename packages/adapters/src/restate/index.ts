export { type AdoptOptions, type AdoptReport, adoptDossiers } from "./adopt-dossiers.ts";
export type { Adoption, Incident, Release } from "./contract.ts";
export { type RestateEngine, type RestateEngineOptions, restateEngine } from "./restate-engine.ts";
export { type RestateServicesOptions, restateServices } from "./services.ts";
