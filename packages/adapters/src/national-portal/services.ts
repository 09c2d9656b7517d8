import type { OfficeId } from "../shared/core.ts";
import { type PortalProcedure, proceduresIn } from "./catalogue.ts";
import { type PortalClient, portalError, requireTaken } from "./client.ts";
import type { PortalOffice } from "./outgoing.ts";
import { type SatisfactionCounts, satisfactionWire } from "./satisfaction.ts";

/** What is asked and told beside dossiers; of the generations that name their services (G1, G1r). */
export interface PortalServices {
  /** The whole catalogue of an agency. @throws AdapterError */
  procedures(): Promise<readonly PortalProcedure[]>;
  /**
   * @returns `undefined` when the portal does not know it
   * @throws AdapterError
   */
  procedure(code: string): Promise<PortalProcedure | undefined>;
  /**
   * The month's answers, a line for each question. The service has no look-up: after an unknown outcome whoever called decides
   * whether to send again; the portal keeps a month and question once, as far as is known.
   * @throws AdapterError
   */
  sendSatisfaction(officeId: OfficeId, lines: readonly SatisfactionCounts[]): Promise<void>;
}

export function portalServices(
  client: PortalClient,
  offices: { readonly [officeId: string]: PortalOffice },
): PortalServices | undefined {
  const ask = client.ask?.bind(client);
  const tell = client.tell?.bind(client);
  if (ask === undefined || tell === undefined) return undefined;
  return {
    procedures: async () => proceduresIn(await ask("LayDanhSachTTHC", {})),
    async procedure(code) {
      const found = proceduresIn(await ask("LayThuTuc", { maTTHC: code }));
      // A service that tells others as well is read for the one that was asked for.
      return found.find((procedure) => procedure.code === code);
    },
    async sendSatisfaction(officeId, lines) {
      const office = offices[officeId];
      if (office === undefined)
        throw portalError("portal.not_configured", `The portal knows no office "${officeId}": it has no agency code.`);
      if (lines.length === 0) return;
      requireTaken(
        await tell(
          "DongBoDanhGia",
          lines.map((line) => satisfactionWire(line, office)),
        ),
      );
    },
  };
}
