import { compileCalendar, compileOfficeTime } from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";

/** Calendar and hours of every life. */
export const time = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
