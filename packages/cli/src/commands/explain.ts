import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { findDossier, withDatabase } from "../database.ts";
import { shownName } from "../database-address.ts";
import { renderStory, storyOf } from "../dossier/story.ts";

const help = `motcua explain: vì sao ngày này, ai giữ bao lâu / why this date, who held it how long

  motcua explain CODE|ID --db FILE|URL [--office ID] [--json]

  Chỉ cần cơ sở dữ liệu: luật đã lưu cùng hồ sơ. / The database alone is enough: the law is stored with the dossier.
`;

const options = {
  db: { type: "string" },
  office: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 explained, 1 no such dossier or a damaged file, 2 wrong use. */
export async function runExplain(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [name, ...more] = positionals;
  const { db } = values;
  if (name === undefined || more.length > 0 || db === undefined) {
    printFault(io, usageFault("cần một mã hồ sơ và --db", "one dossier and --db are required"));
    return exitUsage;
  }
  return withDatabase(io, db, async (storage) => {
    const found = await findDossier(storage, name, values.office);
    if (found === undefined) {
      printFault(io, {
        code: "command.no_dossier",
        text: { vi: `không có hồ sơ ${name} trong ${shownName(db)}`, en: `no dossier ${name} in ${shownName(db)}` },
      });
      return exitRefused;
    }
    const story = await storyOf(storage, found);
    io.stdout(values.json ? `${JSON.stringify(story)}\n` : renderStory(story));
    return exitDone;
  });
}
