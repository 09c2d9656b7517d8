export { makeVietnamCalendar, vietnamCalendar, vietnamOpeningHours } from "./calendar/calendar.ts";
export type { ProjectionPolicy } from "./calendar/statutory.ts";
export { statutoryEntries, usualProjection } from "./calendar/statutory.ts";
