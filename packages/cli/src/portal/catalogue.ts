import { memoryStorage } from "@motcua/adapters/memory";
import { type CatalogueDifference, compareCatalogue } from "@motcua/adapters/national-portal";
import { AdapterError, type ProcedureDefinition } from "@motcua/core";
import {
  interlinkedCodes,
  vietnamFurtherProcedures,
  vietnamInterlinked,
  vietnamProcedures,
} from "@motcua/core/vietnam";
import { type CliIo, exitDone, exitRefused } from "../cli-io.ts";
import { readProcedure, statusOfUnread } from "../definition/read.ts";
import type { PortalConfig } from "./config.ts";
import { openPortal } from "./open.ts";

/**
 * What the portal's catalogue and definitions do not say alike. Public data on both sides.
 * @param sources codes and files of definitions; none: all codes of the library, those beside its catalogue and the interlinked
 *   groups too, and what the portal has beside them
 * @returns exit status: 0 nothing differs, 1 something does, or the portal cannot be asked
 */
export async function compareWithCatalogue(
  config: PortalConfig,
  sources: readonly string[],
  io: CliIo,
  json: boolean,
): Promise<number> {
  const ours = sources.length === 0 ? ofTheLibrary() : await definitionsIn(sources, io);
  if (typeof ours === "number") return ours;
  // No dossier is told here: nothing is read from a database, nothing kept.
  const portal = await openPortal(memoryStorage(), config);
  try {
    const { services } = portal;
    if (services === undefined) throw noCatalogue(config.profile.id);
    const theirs = await services.procedures();
    const codes = new Set(ours.map(({ code }) => code));
    // Who names some asks about these.
    const asked = sources.length === 0 ? theirs : theirs.filter(({ code }) => codes.has(code));
    const differences = compareCatalogue(ours, asked);
    const found = { compared: ours.length, published: theirs.length, differences };
    io.stdout(json ? `${JSON.stringify(found)}\n` : catalogueText(found));
    return differences.length === 0 ? exitDone : exitRefused;
  } finally {
    portal.close();
  }
}

/** Each code once; of a code with a further version the catalogue's, as when it is named. */
function ofTheLibrary(): readonly ProcedureDefinition[] {
  const groups = interlinkedCodes.flatMap((code) => vietnamInterlinked(code) ?? []);
  const byCode = new Map<string, ProcedureDefinition>();
  for (const definition of [...vietnamProcedures(), ...vietnamFurtherProcedures(), ...groups])
    if (!byCode.has(definition.code)) byCode.set(definition.code, definition);
  return [...byCode.values()];
}

/** @returns an exit status when one cannot be read; what is wrong with it has been said */
async function definitionsIn(sources: readonly string[], io: CliIo): Promise<readonly ProcedureDefinition[] | number> {
  const found: ProcedureDefinition[] = [];
  for (const source of sources) {
    const read = await readProcedure(source, io);
    if (read === undefined) return statusOfUnread(source);
    if (read.definition === undefined) {
      for (const { code, text } of read.faults)
        io.stderr(`error ${code}: ${source}: ${text.vi} / ${source}: ${text.en}\n`);
      return exitRefused;
    }
    found.push(read.definition);
  }
  return found;
}

interface Compared {
  readonly compared: number;
  readonly published: number;
  readonly differences: readonly CatalogueDifference[];
}

const abouts: { readonly [about in CatalogueDifference["about"]]: string } = {
  "missing-there": "Cổng không có / not in the portal's catalogue",
  "missing-here": "chưa có định nghĩa / no definition here",
  "not-published": "Cổng không công khai / not published there",
  name: "tên / name",
  field: "lĩnh vực / field",
  channel: "cách thực hiện / channel",
  limit: "thời hạn / limit",
  fee: "phí, lệ phí / fee",
  result: "kết quả / result",
};

function catalogueText({ compared, published, differences }: Compared): string {
  const lines = differences.map(({ code, about, of, ours, theirs }) => {
    const where = of === undefined ? "" : ` (${of})`;
    const both = [ours, theirs].filter((said) => said !== undefined).join(" | ");
    return `${code}  ${abouts[about]}${where}${both === "" ? "" : `: ${both}`}\n`;
  });
  return (
    `${lines.join("")}Đã so ${compared} thủ tục với ${published} trên Cổng, lệch ${differences.length} chỗ / ` +
    `${compared} procedures compared with ${published} of the portal, ${differences.length} differences\n`
  );
}

const noCatalogue = (profile: string): AdapterError =>
  new AdapterError(
    "portal.not_configured",
    `Cổng thế hệ ${profile} không có danh mục để đọc / the portal of generation ${profile} has no catalogue to read`,
    { retry: "operator" },
  );
