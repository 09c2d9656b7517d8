import type { CallContext, Notification } from "../ports/notifier.ts";
import { check, present } from "./check.ts";
import type { NotifierBench, TakenMessage } from "./notifier-case.ts";
import { good } from "./port-check.ts";

const name = "Nguyễn Thị Đào";

/** The nth person: their address on a channel. */
export const addressOf = (channel: Notification["channel"], n: number): string =>
  channel === "email" ? `dao.${n}@example.vn` : `09123${String(10_000 + n)}`;

/** A message to the nth person on the notifier's first channel, with every letter Vietnamese needs. */
export function aNotification(bench: NotifierBench, n = 1, over: Partial<Notification> = {}): Notification {
  const channel = over.channel ?? present([...bench.notifier.channels][0], "a channel of the notifier");
  const ref = `H26.1-260820-${String(n).padStart(4, "0")}`;
  const text = `Kính gửi Ông/Bà ${name},\nHồ sơ ${ref} đã được tiếp nhận, hẹn trả ngày 24/8/2026.\nTrân trọng`;
  return {
    channel,
    address: addressOf(channel, n),
    language: "vi",
    kind: "accepted",
    rendered: {
      status: "Đã tiếp nhận",
      subject: `Hồ sơ ${ref}: đã tiếp nhận`,
      text,
      short: `Ho so ${ref} của ${name} đã được tiếp nhận.`,
    },
    values: { ref, name, procedure: "Đăng ký thành lập hộ kinh doanh", office: "UBND xã Cờ Đỏ" },
    ...over,
  };
}

/** What no error may repeat. */
export const personal = (notification: Notification): readonly string[] => [
  notification.address,
  name,
  notification.rendered.text,
  notification.rendered.short,
];

/** The call for the nth message; the same n is the same message. */
export const aCall = (n = 1, signal: AbortSignal = new AbortController().signal): CallContext => ({
  idempotencyKey: `d-${n}:citizen/kit:16`,
  signal,
});

/** Sends the nth message; the case fails at trouble. */
export const send = (
  bench: NotifierBench,
  n = 1,
  over: Partial<Notification> = {},
  call: CallContext = aCall(n),
): ReturnType<NotifierBench["notifier"]["send"]> =>
  good(bench.notifier.send(aNotification(bench, n, over), call), "a message");

/** The same, taken for granted by the case. */
export async function delivered(bench: NotifierBench, n = 1, over: Partial<Notification> = {}): Promise<void> {
  const answer = await send(bench, n, over);
  check(!("skipped" in answer), "the message is sent and not skipped");
}

/** To whom messages went, in order of people: what went out at once may arrive in any order. */
export const reached = (taken: readonly TakenMessage[]): readonly string[] => taken.flatMap(({ to }) => to).toSorted();

export const everyone = (bench: NotifierBench, ...people: readonly number[]): readonly string[] =>
  people.map((n) => aNotification(bench, n).address).toSorted();

/** Words without what carrying them may change: kinds of line ends, folded and trailing spaces. */
export const words = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();
