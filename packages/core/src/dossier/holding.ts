import type { DossierState } from "./state.ts";

/** Another office has the dossier, or it is on its way there: here it can only be looked at. */
export const isElsewhere = ({ transfer, officeId }: DossierState): boolean =>
  transfer !== undefined && transfer.holder !== officeId;

/** Here only because this office refused to take it: no dossier of its, under no code of its. */
export const isNeverTaken = ({ transfer, officeId }: DossierState): boolean =>
  transfer?.declined === true && transfer.from !== officeId;
