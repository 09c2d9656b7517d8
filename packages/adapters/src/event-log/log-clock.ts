import type { EpochMs } from "@motcua/core";
import { type FaultList, shown } from "./faults.ts";
import { offsetMs, type ToInstant } from "./zones.ts";

const pattern =
  /^\s*(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:T| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?\s*$/i;
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads the instants of one log, which must all be written the same way: with their zone, or all without and the zone
 *  named. A fraction finer than a millisecond is cut off. */
export class LogClock {
  readonly #faults: FaultList;
  readonly #zone: ToInstant | undefined;
  #zoned: string | undefined;
  #bare: string | undefined;

  /** @param zone of instants without one */
  constructor(faults: FaultList, zone: ToInstant | undefined) {
    this.#faults = faults;
    this.#zone = zone;
  }

  /** `NaN` for what cannot be read; that has been noted. @param path where it stands */
  read(text: string, path: string): EpochMs {
    const match = pattern.exec(text);
    if (match === null) return this.#unreadable(text, path);
    const [, year = "", , month = "", day = "", hour = "", minute = "", second = "0", fraction = "", zone] = match;
    const localMs =
      Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) +
      Number(fraction.padEnd(3, "0").slice(0, 3));
    const offset = zone === undefined ? 0 : /^(Z|UTC)$/i.test(zone) ? 0 : offsetMs(zone);
    const exists =
      Number(day) <= (monthDays[Number(month) - 1] ?? 0) &&
      new Date(localMs).getUTCDate() === Number(day) &&
      Number(hour) < 24 &&
      Number(minute) < 60 &&
      Number(second) < 60;
    if (!exists || offset === undefined) return this.#unreadable(text, path);
    if (zone !== undefined) {
      this.#zoned ??= path;
      return localMs - offset;
    }
    this.#bare ??= path;
    return this.#zone === undefined ? localMs : this.#zone(localMs);
  }

  /** Notes what only shows at the end. */
  finish(): void {
    const [zoned, bare] = [this.#zoned, this.#bare];
    if (zoned !== undefined && bare !== undefined)
      this.#faults.add(
        "log.zones_mixed",
        `có thời điểm ghi múi giờ (${zoned}) và có thời điểm không ghi (${bare}); hãy ghi thống nhất cho cả tệp`,
        `some instants have a zone (${zoned}) and some have none (${bare}); write all of them the same way`,
        bare,
      );
    else if (bare !== undefined && this.#zone === undefined)
      this.#faults.add(
        "log.zone_missing",
        'thời điểm không ghi múi giờ; hãy thêm "zone" vào tệp ánh xạ, ví dụ {"zone": "+07:00"}',
        'instants have no zone; name it in the map, e.g. {"zone": "+07:00"}',
        bare,
      );
  }

  #unreadable(text: string, path: string): number {
    this.#faults.add(
      "log.instant",
      `không đọc được thời điểm ${shown(text)}; hãy ghi như 2026-01-05T09:00:00+07:00`,
      `instant ${shown(text)} cannot be read; write it like 2026-01-05T09:00:00+07:00`,
      path,
    );
    return Number.NaN;
  }
}
