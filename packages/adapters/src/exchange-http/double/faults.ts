/** How the next question fails. `hang-before`, `redirect` (inside), `refuse` and `busy` (both repeat it) and `login` do not take it.
 *  All others do: `hang-after` never answers, `broken` says 502, `plain` answers text, `odd` has a list in every field, `fraction` half too
 *  much in every number, `other` answers for another request, `oversized` without end, `drip` a byte at a time, `pending` later,
 *  `no-data` has nothing, and `declined` says by the code 9 that it will not tell. */
export type ExchangeDoubleFault =
  | ("hang-before" | "redirect" | "refuse" | "busy" | "login")
  | ("hang-after" | "broken" | "plain" | "odd" | "fraction" | "other" | "oversized" | "drip")
  | ("pending" | "no-data" | "declined");

/** Seconds. */
export const busyForSeconds = 7;

export type Answer =
  | readonly [status: number, body: string, headers?: { readonly [name: string]: string }]
  | "silence"
  | "drip";

const untaken: readonly (ExchangeDoubleFault | undefined)[] = ["hang-before", "redirect", "refuse", "busy", "login"];
export const takesIt = (fault: ExchangeDoubleFault | undefined): boolean => !untaken.includes(fault);

const each = (answer: unknown, change: (value: unknown) => unknown): string =>
  JSON.stringify(Object.fromEntries(Object.entries(Object(answer)).map(([name, value]) => [name, change(value)])));

/** What is said to a question, well or not. */
export function failing(
  fault: ExchangeDoubleFault | undefined,
  { requestId, body: question }: { readonly requestId: string; readonly body: unknown },
  answer: (about: string) => unknown,
): Answer {
  switch (fault) {
    case "hang-before":
    case "hang-after":
      return "silence";
    case "drip":
      return "drip";
    case "redirect":
      return [307, "", { location: "http://192.168.0.1/" }];
    case "refuse":
      return [422, JSON.stringify({ error: "refused", question })];
    case "busy":
      return [503, JSON.stringify({ error: "busy", question }), { "retry-after": String(busyForSeconds) }];
    case "login":
      return [401, ""];
    case "broken":
      return [502, "<html></html>"];
    case "plain":
      return [200, "Thanh cong"];
    case "odd":
      return [200, each(answer(requestId), (value) => [value])];
    case "fraction":
      return [200, each(answer(requestId), (value) => (typeof value === "number" ? value + 0.5 : value))];
    case "other":
      return [200, JSON.stringify(answer("d-999/x1"))];
    case "oversized":
      return [200, JSON.stringify({ ...Object(answer(requestId)), filler: "x".repeat(2_000_000) })];
    case "pending":
      return [202, ""];
    case "no-data":
      return [204, ""];
    case "declined":
      return [200, JSON.stringify({ code: "9", requestId })];
    default:
      return [200, JSON.stringify(answer(requestId))];
  }
}
