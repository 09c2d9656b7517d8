import type { Fault, Storage } from "@motcua/core";
import { usageFault } from "./cli-io.ts";

const shownMax = 20;
const pageSize = 500;

/** What is wrong with `--office` when the database has no such office: a name misspelt would be an office without work. */
export async function unknownOffice(storage: Storage, office: string): Promise<Fault | undefined> {
  const known: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await storage.reader.offices({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    if (page.items.some((one) => one === office)) return undefined;
    known.push(...page.items);
    if (page.next === undefined) break;
    after = page.next;
  }
  if (known.length === 0)
    return usageFault(
      `không có đơn vị ${office}: cơ sở dữ liệu chưa có hồ sơ nào`,
      `there is no office ${office}: the database has no dossier yet`,
    );
  const names = [...known.slice(0, shownMax), ...(known.length > shownMax ? ["…"] : [])].join(", ");
  return usageFault(`không có đơn vị ${office}; có: ${names}`, `there is no office ${office}; there are: ${names}`);
}
