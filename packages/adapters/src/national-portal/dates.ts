import { type EpochMs, formatInstant } from "../shared/core.ts";

/** How a profile writes an instant; always the office's local time, without a zone (§1). */
export type DateFormat = "yyyyMMddHHmmss" | "yyyy-MM-dd HH:mm:ss" | "iso-local-ms";

export function writeDate(at: EpochMs, format: DateFormat): string {
  const local = formatInstant(Math.floor(at / 1000) * 1000).slice(0, 19);
  switch (format) {
    case "yyyyMMddHHmmss":
      return local.replace(/\D/g, "");
    case "yyyy-MM-dd HH:mm:ss":
      return local.replace("T", " ");
    case "iso-local-ms":
      return `${local}.${String(((at % 1000) + 1000) % 1000).padStart(3, "0")}`;
  }
}
