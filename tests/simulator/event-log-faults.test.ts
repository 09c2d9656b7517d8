import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type LogFormat,
  type LogMap,
  readEventLog,
  readLogFile,
  readLogMap,
  writeLogFile,
} from "@motcua/adapters/event-log";
import { workItem } from "@motcua/core/simulator";
import { afterAll, describe, expect, it } from "vitest";
import { contentOf, logOfRows } from "./log-samples.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-logs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header = "case_id,activity,start_time,end_time,resource\n";
const good = "H1,Intake,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z,An\n";
const more = "H1,Decide,2026-01-05T10:00:00Z,2026-01-05T10:10:00Z,Bo\n";

async function faultsOf(text: string | Uint8Array, format: LogFormat, map?: LogMap) {
  const read = await readEventLog([text], format, map);
  if (read.ok) return read.value.warnings.map(({ code }) => `warning ${code}`);
  for (const { text: said } of read.error) expect([said.vi, said.en].every((each) => each.length > 10)).toBe(true);
  return read.error.map(({ code, path }) => (path === undefined ? code : `${code} at ${path}`));
}

async function itemsOf(text: string, format: LogFormat, map?: LogMap) {
  const read = await readEventLog([text], format, map);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const { log } = read.value;
  return Array.from({ length: log.items.count }, (_, row) => workItem(log, row));
}

describe("faults of a CSV log are named with their line", () => {
  it.each<[string, string, readonly string[], LogMap?]>([
    ["nothing wrong", `${header}${good}${more}`, []],
    ["an empty file", "", ["log.empty"]],
    ["a header alone", header, ["log.empty"]],
    ["missing columns", `a,b\n1,2\n`, ["log.columns at line 1"]],
    ["a mapped column that is not there", `${header}${good}`, ["log.columns at line 1"], { caseId: "Hồ sơ" }],
    ["an instant nobody can read", `${header}${good}H1,a,soon,2026-01-05T09:10:00Z,x\n`, ["log.instant at line 3"]],
    [
      "a day that does not exist",
      `${header}H1,a,2026-02-29T09:00:00Z,2026-03-01T09:00:00Z,x\n`,
      ["log.instant at line 2"],
    ],
    ["a date without a time", `${header}H1,a,2026-02-20,2026-03-01T09:00:00Z,x\n`, ["log.instant at line 2"]],
    [
      "no zone at all",
      `${header}${good.replaceAll("Z", "")}${more.replaceAll("Z", "")}`,
      ["log.zone_missing at line 2"],
    ],
    ["no zone, but named", `${header}${good.replaceAll("Z", "")}${more.replaceAll("Z", "")}`, [], { zone: "+07:00" }],
    ["mixed zones", `${header}${good}${more.replaceAll("Z", "")}`, ["log.zones_mixed at line 3"]],
    [
      "mixed zones, one named",
      `${header}${good}${more.replaceAll("Z", "")}`,
      ["log.zones_mixed at line 3"],
      { zone: "Z" },
    ],
    [
      "an end before its start",
      `${header}H1,a,2026-01-05T09:00:01Z,2026-01-05T09:00:00Z,x\n`,
      ["log.end_before_start at line 2"],
    ],
    [
      "work that is ready only when it has begun",
      `${header.trim()},enable_time\n${good.trim()},2026-01-05T09:00:00Z\n${more.trim()},2026-01-05T10:00:00.001Z\n`,
      ["log.enabled_after_start at line 3"],
    ],
    ["one event per case", `${header}${good}${good.replace("H1", "H2")}`, ["warning log.one_event"]],
    ["a row too short", `${header}${good}H1,a\n${more}`, ["log.malformed at line 3"]],
    ["a row of no case", `${header}${good}${more.replace("H1", "")}`, ["log.malformed at line 3"]],
    ["a quote that is not closed", `${header}${good}"H1,a\n`, ["log.malformed at line 3"]],
    ["a cost that is no number", `${header.trim()},cost\n${good.trim()},much\n`, ["log.malformed at line 2"]],
    ["work not finished", `${header}${good}${more}H2,a,2026-01-05T09:00:00Z,,x\n`, ["warning log.left_out"]],
    [
      "no starts",
      `case_id,activity,end_time\nH1,a,2026-01-05T09:00Z\nH1,b,2026-01-05T09:00Z\n`,
      ["warning log.no_start"],
    ],
  ])("%s", async (_name, text, expected, map) => {
    expect(await faultsOf(text, "csv", map)).toEqual(expected);
  });

  it("ten at once, then how many more", async () => {
    const faults = await faultsOf(`${header}${"H1,a,?,2026-01-05T09:00:00Z,x\n".repeat(25)}`, "csv");
    expect(faults).toHaveLength(11);
    expect(faults.slice(0, 2)).toEqual(["log.instant at line 2", "log.instant at line 3"]);
    const read = await readEventLog([`${header}${"H1,a,?,2026-01-05T09:00:00Z,x\n".repeat(25)}`], "csv");
    expect(!read.ok && read.error.at(-1)?.text.en).toContain("15 more");
  });

  it("bytes that are no UTF-8", async () => {
    expect(await faultsOf(Uint8Array.of(0x48, 0xff, 0x41), "csv")).toEqual(["log.malformed"]);
  });
});

it("an encoding nobody knows, and an error of the source as it is", async () => {
  const declared = Buffer.from('<?xml version="1.0" encoding="klingon"?><log/>');
  expect(await faultsOf(declared, "xes")).toEqual(["log.malformed"]);
  async function* broken() {
    yield "a";
    throw new TypeError("the network is gone");
  }
  await expect(readEventLog(broken(), "csv")).rejects.toThrow("the network is gone");
});

it("another encoding, where the XML says so", async () => {
  const text =
    '<?xml version="1.0" encoding="ISO-8859-1"?><log><trace><string key="concept:name" value="\u00e9"/></trace></log>';
  expect(await faultsOf(Buffer.from(text, "latin1"), "xes")).toEqual(["log.empty"]);
  expect(await faultsOf(Buffer.from(text.replace("ISO-8859-1", "UTF-8"), "latin1"), "xes")).toEqual(["log.malformed"]);
});

describe("CSV of others", () => {
  const startAt = Date.parse("2026-01-05T09:00:00+07:00");
  const item = { dossier: "H1", activity: "a", startAt, endAt: startAt + 60_000 };

  it("by a map, with semicolons, CRLF, a byte-order mark and attributes", async () => {
    const text = "\uFEFFMã;Việc;Từ;Đến;Kênh\r\nH1;a;2026/1/5 9:00;2026/1/5 9:01;trực tuyến\r\n";
    const map: LogMap = {
      caseId: "Mã",
      activity: "Việc",
      start: "Từ",
      end: "Đến",
      attributes: ["Kênh"],
      zone: "Asia/Ho_Chi_Minh",
    };
    expect(await itemsOf(text, "csv", map)).toEqual([item]);
    const read = await readEventLog([text], "csv", map);
    expect(read.ok && read.value.log.names.attributes(0)).toEqual({ Kênh: "trực tuyến" });
  });

  it("flattened from XES: start and complete rows are joined", async () => {
    const text = `case:concept:name,concept:name,time:timestamp,lifecycle:transition,org:resource,case:pages
H1,a,2026-01-05 08:00:00+07:00,schedule,,3
H1,a,2026-01-05 09:00:00.000000+07:00,start,An,3
H1,a,2026-01-05 09:00:30+07:00,START,Bo,3
H1,a,2026-01-05 09:01:00+07:00,complete,Bo,3
H1,a,2026-01-05 09:02:00+07:00,complete,An,3
`;
    expect(await itemsOf(text, "csv")).toEqual([
      { ...item, person: "Bo", startAt: startAt + 30_000, enabledAt: startAt - 3_600_000 },
      { ...item, person: "An", endAt: startAt + 120_000 },
    ]);
  });

  it("instants of a zone with summer time: the first of two, and past the hour that is not there", async () => {
    const row = (local: string) => `H1,a,${local},${local}\n`;
    const text = `case_id,activity,start_time,end_time\n${row("2026-10-25 02:30:00")}${row("2026-03-29 02:30:00")}${row("2026-07-01 12:00:00")}`;
    const items = await itemsOf(text, "csv", { zone: "Europe/Amsterdam" });
    expect(items.map(({ startAt: at }) => new Date(at).toISOString())).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-07-01T10:00:00.000Z",
    ]);
  });

  it("UTF-16, as spreadsheets save it", async () => {
    const bytes = Buffer.from(
      `\uFEFF${header.replaceAll(",", "\t")}${good.replaceAll(",", "\t")}${more.replaceAll(",", "\t")}`,
      "utf16le",
    );
    expect(await faultsOf(bytes, "csv")).toEqual([]);
  });
});

const xes = (events: string): string =>
  `<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/"><string key="x" value="y"/>\n<trace><string key="concept:name" value="H1"/><int key="pages" value="3"/>\n${events}</trace></log>`;
const event = (activity: string, at: string, transition?: string, rest = ""): string =>
  `<event><string key="concept:name" value="${activity}"/><date key="time:timestamp" value="${at}"/>${
    transition === undefined ? "" : `<string key="lifecycle:transition" value="${transition}"/>`
  }${rest}</event>\n`;

describe("XES of others", () => {
  it("with complete events only: instantaneous, and said", async () => {
    const text = xes(
      event("a", "2026-01-05T09:00:00.000+07:00") + event("b", "2026-01-05T10:00:00.000+07:00", "complete"),
    );
    expect((await itemsOf(text, "xes")).map(({ activity, startAt, endAt }) => [activity, endAt - startAt])).toEqual([
      ["a", 0],
      ["b", 0],
    ]);
    expect(await faultsOf(text, "xes")).toEqual(["warning log.no_start"]);
  });

  it("without instances: the first begun ends first; other transitions and nested attributes are passed over", async () => {
    const nested = '<string key="org:resource" value="An"><string key="org:resource" value="Bo"/></string>';
    const text = xes(
      event("a", "2026-01-05T09:00:00Z", "start", nested) +
        event("a", "2026-01-05T09:01:00Z", "start", nested) +
        event("a", "2026-01-05T09:02:00Z", "suspend") +
        event("a", "2026-01-05T09:03:00Z", "complete", nested) +
        event("a", "2026-01-05T09:05:00Z", "complete", nested) +
        event("a", "2026-01-05T09:06:00Z", "start"),
    );
    const items = await itemsOf(text, "xes");
    expect(items.map(({ startAt, endAt, person }) => [(endAt - startAt) / 60_000, person])).toEqual([
      [3, "An"],
      [4, "An"],
    ]);
    expect(await faultsOf(text, "xes")).toEqual(["warning log.left_out"]);
    const read = await readEventLog([text], "xes");
    expect(read.ok && read.value.log.names.attributes(0)).toEqual({ pages: 3 });
  });

  it.each<[string, string, readonly string[]]>([
    ["XML that is broken off", xes("").slice(0, -10), ["log.malformed at line 4"]],
    ["another document", "<html>\n</html>", ["log.malformed at line 1"]],
    [
      "an event without a name",
      xes('<event><date key="time:timestamp" value="2026-01-05T09:00:00Z"/></event>'),
      ["log.columns at line 4"],
    ],
    [
      "mixed zones",
      xes(event("a", "2026-01-05T09:00:00Z") + event("a", "2026-01-05T09:00:00")),
      ["log.zones_mixed at line 5"],
    ],
    [
      "a number that is none",
      xes(event("a", "2026-01-05T09:00:00Z", "complete", '<float key="cost:total" value="x"/>')),
      ["log.malformed at line 4"],
    ],
    [
      "an end before its start",
      xes(event("a", "2026-01-05T09:00:00Z", "start") + event("a", "2026-01-05T08:00:00Z", "complete")),
      ["log.end_before_start at line 5"],
    ],
    ["no trace", '<log xmlns="http://www.xes-standard.org/"/>', ["log.empty"]],
  ])("%s", async (_name, text, expected) => {
    expect(await faultsOf(text, "xes")).toEqual(expected);
  });

  it("entities of a document type are not expanded", async () => {
    const bomb = `<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${xes(event("&b;", "2026-01-05T09:00:00Z")).slice(22)}`;
    expect(await faultsOf(bomb, "xes")).toEqual(["log.malformed at line 3"]);
  });
});

describe("OCEL of others", () => {
  const ocel = {
    eventTypes: [{ name: "pay", attributes: [] }],
    objectTypes: [
      { name: "order", attributes: [{ name: "price", type: "float" }] },
      { name: "clerk", attributes: [] },
    ],
    events: [
      {
        id: "2",
        type: "ship",
        time: "2026-01-06T00:00:00Z",
        relationships: [
          { objectId: "o1", qualifier: "" },
          { objectId: "o2", qualifier: "" },
        ],
      },
      {
        id: "1",
        type: "pay",
        time: "2026-01-05T00:00:00Z",
        relationships: [
          { objectId: "o1", qualifier: "" },
          { objectId: "c", qualifier: "" },
        ],
      },
      { id: "3", type: "audit", time: "2026-01-05T00:00:00Z" },
    ],
    objects: [
      {
        id: "o1",
        type: "order",
        attributes: [
          { name: "price", value: 7, time: "2026-02-01T00:00:00Z" },
          { name: "price", value: "5", time: "1970-01-01T00:00:00Z" },
        ],
      },
      { id: "o2", type: "order" },
      { id: "c", type: "clerk" },
    ],
  };
  const map: LogMap = { caseType: "order", resourceType: "clerk" };

  it("by types of objects: in the order of time, an event of two dossiers for both", async () => {
    const items = await itemsOf(JSON.stringify(ocel), "ocel", map);
    expect(items.map(({ dossier, activity, person }) => [dossier, activity, person])).toEqual([
      ["o1", "pay", "c"],
      ["o1", "ship", undefined],
      ["o2", "ship", undefined],
    ]);
    const read = await readEventLog([JSON.stringify(ocel)], "ocel", map);
    expect(read.ok && read.value.log.names.attributes(0)).toEqual({ price: 7 });
    expect(read.ok && read.value.warnings.map(({ code }) => code)).toEqual(["log.no_start", "log.left_out"]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["no dossiers", ocel, ["log.columns at objects"]],
    ["a list too few", { ...ocel, events: undefined }, ["log.malformed at events"]],
    ["an event without its time", { ...ocel, events: [{ id: "1", type: "a" }] }, ["log.malformed at events[0]"]],
    [
      "a list that is none",
      { ...ocel, objects: [{ id: "1", type: "a", attributes: {} }] },
      ["log.malformed at objects[0]"],
    ],
    [
      "something else",
      [1],
      [
        "log.malformed at eventTypes",
        "log.malformed at objectTypes",
        "log.malformed at events",
        "log.malformed at objects",
      ],
    ],
  ])("%s", async (_name, value, expected) => {
    expect(await faultsOf(JSON.stringify(value), "ocel")).toEqual(expected);
  });

  it("text that is no JSON", async () => expect(await faultsOf("{", "ocel")).toEqual(["log.malformed"]));
});

describe("files", () => {
  const at = Date.parse("2026-01-05T02:00:00Z");
  const log = logOfRows([{ dossier: "H1", activity: "a", startAt: at, endAt: at + 5 }]);

  it.each(["log.csv", "log.xes", "log.xes.gz", "log.ocel.json", "log.jsonocel", "LOG.CSV.GZ"])("%s", async (name) => {
    const file = join(folder, name);
    expect(await writeLogFile(file, log)).toEqual({ ok: true, value: "written" });
    const read = await readLogFile(file);
    expect(read.ok && contentOf(read.value.log)).toEqual(contentOf(log));
    expect(readFileSync(file)[0] === 0x1f).toBe(/gz$/i.test(name));
  });

  it("a name that says no format is refused, unless the map names it", async () => {
    const file = join(folder, "log.txt");
    expect(await writeLogFile(file, log)).toMatchObject({ error: [{ code: "log.unknown_format" }] });
    await writeLogFile(file, log, { format: "csv" });
    expect(await readLogFile(file)).toMatchObject({ error: [{ code: "log.unknown_format" }] });
    expect(await readLogFile(file, { format: "csv" })).toMatchObject({ ok: true });
  });

  it("a file that is not there, or is not compressed as it says, is an error of the surroundings", async () => {
    await expect(readLogFile(join(folder, "none.csv"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(readLogFile(join(folder, "none.csv.gz"))).rejects.toMatchObject({ code: "ENOENT" });
    const cut = join(folder, "cut.csv.gz");
    writeFileSync(cut, gzipSync(Buffer.from(`${header}${good.repeat(1000)}`)).subarray(0, 60));
    await expect(readLogFile(cut)).rejects.toMatchObject({ code: "Z_BUF_ERROR" });
  });
});

it("a map is checked", () => {
  expect(readLogMap({ caseId: "a", zone: "+07:00", attributes: ["b"], delimiter: "|", format: "csv" })).toMatchObject({
    ok: true,
  });
  const wrong = { caseid: "a", end: 1, zone: "Hanoi", attributes: "b", delimiter: "ab", format: "xls" };
  const read = readLogMap(wrong);
  expect(!read.ok && read.error.map(({ code, path }) => `${code} ${path}`)).toEqual(
    Object.keys(wrong).map((name) => `log.map ${name}`),
  );
  expect(readLogMap([])).toMatchObject({ ok: false });
  expect(readLogMap({ zone: "+25:00" })).toMatchObject({ ok: false });
});
