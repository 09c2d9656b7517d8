import { readFile, writeFile } from "node:fs/promises";
import { AdapterError, type Damage, type Hash, type Storage, type Verification, verifyStorage } from "@motcua/core";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { withDatabase } from "../database.ts";

const help = `motcua verify: kiểm tra chuỗi sự kiện / check the chain of events

  motcua verify --db FILE|URL [--expect FILE] [--write-anchor FILE] [--json]

  --write-anchor  ghi "id phiên-bản băm" của mọi hồ sơ, để giữ nơi khác / writes "id version head" of every dossier
  --expect        so với tệp đã ghi: lộ cả phần đuôi bị cắt / compares with such a file: shows a cut tail as well
`;

type Anchor = ReadonlyMap<string, { readonly version: number; readonly head: Hash }>;

const options = {
  db: { type: "string" },
  expect: { type: "string" },
  "write-anchor": { type: "string" },
  json: { type: "boolean" },
} as const;

/** Exit status: 0 sound, 1 damaged or unreadable, 2 wrong use. */
export async function runVerify(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io);
  if (typeof read === "number") return read;
  const { values } = read;
  const { db, expect } = values;
  if (db === undefined) {
    printFault(io, usageFault("thiếu --db", "--db is required"));
    return exitUsage;
  }
  const anchor = expect === undefined ? undefined : await readAnchor(expect);
  if (expect !== undefined && anchor === undefined) {
    printFault(io, usageFault(`${expect} không phải tệp neo đọc được`, `${expect} is not a readable anchor file`));
    return exitUsage;
  }
  return withDatabase(io, db, async (storage) => {
    const verification = await verifyStorage(storage, anchor);
    if (values["write-anchor"] !== undefined) await writeAnchor(storage, values["write-anchor"]);
    io.stdout(values.json ? `${JSON.stringify(verification)}\n` : render(verification));
    return verification.damages.length === 0 ? exitDone : exitRefused;
  });
}

async function readAnchor(file: string): Promise<Anchor | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const anchor = new Map<string, { readonly version: number; readonly head: Hash }>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const match = /^(\S+) (\d+) ([0-9a-f]{64})$/.exec(line);
    if (match?.[1] === undefined || match[3] === undefined) return undefined;
    anchor.set(match[1], { version: Number(match[2]), head: match[3] as Hash });
  }
  return anchor;
}

async function writeAnchor(storage: Storage, file: string): Promise<void> {
  let text = "";
  let after: string | undefined;
  do {
    const page = await storage.reader.scan({ limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { dossierId, version, head } of page.items) text += `${dossierId} ${version} ${head}\n`;
    after = page.next;
  } while (after !== undefined);
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new AdapterError("storage.cannot_open", `không ghi được ${file} / cannot write ${file}`, {
      retry: "operator",
      cause,
    });
  }
}

const kinds: { readonly [kind in Damage["kind"]]: string } = {
  gap: "thiếu sự kiện / an event is missing",
  chain: "nội dung không khớp chuỗi băm / bytes do not fit the chain",
  head: "đầu chuỗi không khớp / the head does not fit",
  fold: "trạng thái không khớp sự kiện / the state does not follow from the events",
  unreadable: "sự kiện không đọc được / an event cannot be read",
  envelope: "cột không khớp nội dung / a column contradicts the bytes",
  law: "luật lưu cùng hồ sơ bị mất hoặc bị sửa / the law stored with it is gone or changed",
  anchor: "không khớp tệp neo / does not fit the anchor",
};

function render({ dossiers, events, damages, anchor }: Verification): string {
  const lines = [
    `Hồ sơ / dossiers  ${dossiers}`,
    `Sự kiện / events  ${events}`,
    `Neo / anchor      ${anchor}`,
    damages.length === 0 ? "Không hư hại / no damage" : `Hư hại / damages  ${damages.length}`,
    ...damages.slice(0, 100).map(({ dossierId, seq, kind }) => `  ${dossierId} #${seq}  ${kinds[kind]}`),
  ];
  return `${lines.join("\n")}\n`;
}
