/** Parser, every fault and JSON Schema of scenarios that come as data. Loaded on first use: the schemas cost a thread that
 *  only simulates some 50 ms of its start. */
export const loadScenarioTools = () => import("./schema.ts");
