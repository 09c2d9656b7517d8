import type { LogDistanceName } from "@motcua/core/simulator";

/** What each distance is between, for people. */
export const distanceMeanings: { readonly [name in LogDistanceName]: { readonly vi: string; readonly en: string } } = {
  n_gram_2_normalised: {
    vi: "trình tự hai việc, 0 giống hệt, 1 khác hẳn",
    en: "pairs in a row, 0 the same, 1 all different",
  },
  n_gram_2_absolute: { vi: "số trình tự hai việc khác nhau", en: "pairs in a row that differ" },
  n_gram_3_normalised: { vi: "trình tự ba việc, 0 đến 1", en: "three in a row, 0 to 1" },
  n_gram_3_absolute: { vi: "số trình tự ba việc khác nhau", en: "three in a row that differ" },
  absolute_event_hours_both: { vi: "lúc bắt đầu và kết thúc, giờ", en: "starts and ends, hours" },
  relative_event_hours_both: { vi: "tính từ khi hồ sơ bắt đầu, giờ", en: "since the dossier began, hours" },
  absolute_event_hours_start: { vi: "lúc bắt đầu, giờ", en: "starts, hours" },
  relative_event_hours_start: {
    vi: "bắt đầu, tính từ khi hồ sơ bắt đầu, giờ",
    en: "starts since it began, hours",
  },
  absolute_event_hours_end: { vi: "lúc kết thúc, giờ", en: "ends, hours" },
  relative_event_hours_end: { vi: "kết thúc, tính từ khi hồ sơ bắt đầu, giờ", en: "ends since it began, hours" },
  case_arrival_hours: { vi: "lúc hồ sơ đến, giờ", en: "arrivals, hours" },
  circadian_event: { vi: "giờ trong ngày theo thứ, giờ", en: "hour of the day by weekday, hours" },
  cycle_time_1h_bins: { vi: "thời gian giải quyết, ô 1 giờ", en: "time from first to last, bins of 1 h" },
  cycle_time_15min_bins: { vi: "thời gian giải quyết, ô 15 phút", en: "time from first to last, bins of 15 min" },
};
