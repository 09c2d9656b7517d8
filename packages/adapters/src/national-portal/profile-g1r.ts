import type { PortalProfile } from "./profile.ts";
import { g1 } from "./profile-g1.ts";

/** Through a province's relay: an address per call, bare arrays, answers often in plain text. */
export const g1r: PortalProfile = { ...g1, id: "g1r", transport: "relay" };
