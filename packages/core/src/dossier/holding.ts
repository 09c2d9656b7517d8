import type { DossierState } from "./state.ts";

/** Another office has the dossier, or it is on its way there: here it can only be looked at. */
export const isElsewhere = ({ transfer, officeId }: DossierState): boolean =>
  transfer !== undefined && transfer.holder !== officeId;
