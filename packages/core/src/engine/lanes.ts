import { InvariantError } from "../base/invariant.ts";
import { messageIdOf, readLaneName } from "../dossier/lane.ts";
import type { OutboxMessage } from "../ports/storage.ts";

/** The lanes somebody serves, by the audience they lead to. */
export type ServedLanes = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the names an engine was given, once each.
 * @throws InvariantError `lane.malformed`: the program names a lane there cannot be. Said when the engine is made, because a
 *   misspelt lane would lose its messages without a word
 */
export function servedLanes(names: Iterable<string>): ServedLanes {
  const served = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const lane = readLaneName(name);
    if (!lane.ok) throw new InvariantError(lane.error.text.en, lane.error.code);
    const { audience } = lane.value;
    const lanes = served.get(audience);
    if (lanes === undefined) served.set(audience, [name]);
    else lanes.push(name);
  }
  return served;
}

/** One that names a channel goes to that one only: another partner has no business with it. */
function lanesFor(served: ServedLanes, adapter: string): readonly string[] {
  const [audience = "", channel] = adapter.split("/");
  const lanes = served.get(audience) ?? [];
  return channel === undefined ? lanes : lanes.filter((lane) => lane === adapter);
}

/**
 * A decision's messages on the lanes that are served: one to an audience becomes one on each lane that leads to it, of its
 * own name and in its own order, so that no channel waits for another. What nobody serves is not written.
 */
export function onServedLanes(served: ServedLanes, outbox: readonly OutboxMessage[]): readonly OutboxMessage[] {
  return outbox.flatMap((message) =>
    lanesFor(served, message.adapter).map((lane) =>
      lane === message.adapter
        ? message
        : { ...message, adapter: lane, messageId: messageIdOf(message.dossierId, lane, message.position) },
    ),
  );
}
