import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";

/** Whom decisions write to: the citizen, a desk of the office, another agency, the portal, an engine that takes dossiers
 *  over. */
export const audiences = ["citizen", "desk", "agency", "portal", "transfer"] as const;
export type Audience = (typeof audiences)[number];

/** A lane's name: an audience, alone or with a channel to it, such as `citizen/sms`. */
export interface LaneName {
  readonly audience: Audience;
  readonly channel: string | undefined;
}

const channelPattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Reads `portal` or `citizen/sms`. An audience nobody writes to is refused: its lane would stay empty for ever. */
export function readLaneName(text: unknown): Result<LaneName, Fault> {
  const [audience = "", channel, ...more] = typeof text === "string" ? text.split("/") : [];
  const known = audiences.find((each) => each === audience);
  const fits = channel === undefined || (channelPattern.test(channel) && !/\d{4}/.test(channel));
  if (known !== undefined && fits && more.length === 0) return ok({ audience: known, channel });
  const allowed = audiences.join(", ");
  return err(
    fault(
      "lane.malformed",
      `Tên luồng gửi phải là ${allowed}, hoặc thêm kênh, như citizen/sms`,
      `a lane is named ${allowed}, or with a channel, like citizen/sms`,
    ),
  );
}

/** A message's own name and idempotency key: where it stands is what it is. */
export const messageIdOf = (dossierId: string, lane: string, position: number): string =>
  `${dossierId}:${lane}:${position}`;
