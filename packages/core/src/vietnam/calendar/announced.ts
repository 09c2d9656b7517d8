import type { Source } from "../../base/text.ts";
import type { HolidayName } from "./names.ts";

type DaysByName = { readonly [name in HolidayName]?: readonly string[] };

/** One announced year: facts as they were published, `MM-DD`, holidays on weekends included. */
export interface AnnouncedYear {
  readonly year: number;
  readonly source: Source;
  /** Where one holiday of the year has a source of its own. */
  readonly sources?: { readonly [name in HolidayName]?: Source };
  readonly holidays: DaysByName;
  readonly compensation: DaysByName;
}

/** A working day exchanged with a weekly rest day (hoán đổi): both dates are set by notice, from ten months to seven days ahead. */
export interface Swap {
  readonly off: string;
  readonly worked: string;
  readonly source: Source;
}

export const announcedYears: readonly AnnouncedYear[] = [
  {
    year: 2018,
    source: "Lịch nghỉ 2018 theo Bộ luật Lao động 10/2012/QH13 Điều 115",
    holidays: {
      newYear: ["01-01"],
      tet: ["02-14", "02-15", "02-16", "02-17", "02-18"],
      hungKings: ["04-25"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-02"],
    },
    compensation: { tet: ["02-19", "02-20"], national: ["09-03"] },
  },
  {
    year: 2019,
    source: "Thông báo nghỉ Tết và lễ 2019; vietnamnet.vn E206473, vietnamnews.vn 451953",
    holidays: {
      newYear: ["01-01"],
      tet: ["02-04", "02-05", "02-06", "02-07", "02-08"],
      hungKings: ["04-14"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-02"],
    },
    compensation: { hungKings: ["04-15"] },
  },
  {
    year: 2020,
    source: "Thông báo nghỉ Tết 2020; vietnamnet.vn 582674; Bộ luật Lao động 10/2012/QH13 Điều 115",
    holidays: {
      newYear: ["01-01"],
      tet: ["01-23", "01-24", "01-25", "01-26", "01-27"],
      hungKings: ["04-02"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-02"],
    },
    compensation: { tet: ["01-28", "01-29"] },
  },
  {
    year: 2021,
    source: "Thông báo nghỉ lễ 2021; sggpnews.org.vn 89687",
    holidays: {
      newYear: ["01-01"],
      tet: ["02-10", "02-11", "02-12", "02-13", "02-14"],
      hungKings: ["04-21"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-02", "09-03"],
    },
    compensation: { tet: ["02-15", "02-16"], labour: ["05-03"] },
  },
  {
    year: 2022,
    source: "Thông báo nghỉ Tết và lễ 2022; sggpnews 95252, en.sggp.org.vn post94148, baonghean.vn 10238808",
    holidays: {
      newYear: ["01-01"],
      tet: ["01-31", "02-01", "02-02", "02-03", "02-04"],
      hungKings: ["04-10"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-01", "09-02"],
    },
    compensation: { newYear: ["01-03"], hungKings: ["04-11"], victory: ["05-02"], labour: ["05-03"] },
  },
  {
    year: 2023,
    source: "Thông báo nghỉ Tết và lễ 2023; officeholidays.com/countries/vietnam/2023",
    holidays: {
      newYear: ["01-01"],
      tet: ["01-20", "01-21", "01-22", "01-23", "01-24"],
      hungKings: ["04-29"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-01", "09-02"],
    },
    compensation: {
      newYear: ["01-02"],
      tet: ["01-25", "01-26"],
      hungKings: ["05-02"],
      victory: ["05-03"],
      national: ["09-04"],
    },
  },
  {
    year: 2024,
    source: "Thông báo nghỉ Tết và Quốc khánh 2024; vietnamnews.vn 1636141",
    holidays: {
      newYear: ["01-01"],
      tet: ["02-08", "02-09", "02-10", "02-11", "02-12"],
      hungKings: ["04-18"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-02", "09-03"],
    },
    compensation: { tet: ["02-13", "02-14"] },
  },
  {
    year: 2025,
    source: "Thông báo nghỉ Tết và lễ 2025; en.baochinhphu.vn 111250304153250976, vietnamnews.vn 1693234",
    holidays: {
      newYear: ["01-01"],
      tet: ["01-27", "01-28", "01-29", "01-30", "01-31"],
      hungKings: ["04-07"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-01", "09-02"],
    },
    compensation: {},
  },
  {
    year: 2026,
    source: "Thông báo 9441/TB-BNV (10/2025); vietnamnews.vn 1727514",
    sources: { culture: "Nghị quyết 28/2026/QH16" },
    holidays: {
      newYear: ["01-01"],
      tet: ["02-16", "02-17", "02-18", "02-19", "02-20"],
      hungKings: ["04-26"],
      victory: ["04-30"],
      labour: ["05-01"],
      national: ["09-01", "09-02"],
      culture: ["11-24"],
    },
    compensation: { hungKings: ["04-27"] },
  },
];

export const announcedSwaps: readonly Swap[] = [
  { off: "2018-12-31", worked: "2019-01-05", source: "Công văn 6519/VPCP-KGVX (2018)" },
  { off: "2019-04-29", worked: "2019-05-04", source: "Thông báo nghỉ lễ 2019; vietnamnet.vn E206473" },
  { off: "2024-04-29", worked: "2024-05-04", source: "Công văn 2450/VPCP-KGVX (12/4/2024)" },
  { off: "2025-05-02", worked: "2025-04-26", source: "Thông báo nghỉ lễ 2025; en.baochinhphu.vn 111250304153250976" },
  { off: "2026-01-02", worked: "2026-01-10", source: "Công văn 12729/VPCP-KGVX (25/12/2025)" },
  { off: "2026-08-31", worked: "2026-08-22", source: "Thông báo 9441/TB-BNV (10/2025)" },
];
