import { answerRules } from "./classify.ts";
import type { PortalProfile } from "./profile.ts";
import { g1 } from "./profile-g1.ts";

/** The adapter of 2026: token, number issued by the portal, numeric codes. One client was seen speaking it. */
export const g3: PortalProfile = {
  ...g1,
  id: "g3",
  transport: "rest",
  dates: { dossier: "yyyy-MM-dd HH:mm:ss", progress: "iso-local-ms", person: "yyyyMMddHHmmss" },
  scalars: "numbers",
  // No look-up was seen; this one is assumed, and so is its list of steps.
  lookUp: { steps: "TienTrinh" },
  answers: { ...answerRules, codeField: "code", acceptedCodes: [0, 200] },
};
