import { AdapterError } from "@motcua/core";
import { type PostHarness, postCases, runPostCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { type PlainPostSteps, plainPostHarness, rightPost, trouble } from "./plain-post.ts";

type Steps = Partial<PlainPostSteps>;
const asks =
  (code: string, retry: AdapterError["retry"]): PlainPostSteps["errorOf"] =>
  (error) =>
    AdapterError.is(error) && error.code === code ? trouble(code, retry) : error;
const forgives = (status: number, said?: RegExp): PlainPostSteps["trouble"] => {
  return (answer) =>
    answer.status === status && (said === undefined || said.test(answer.said)) ? undefined : rightPost.trouble(answer);
};

const faults: readonly (readonly [name: string, caught: string, wrong: Steps | (() => Steps)])[] = [
  [
    "collects nothing",
    "an order is one parcel, to the receiver and with what is in it",
    { written: (order) => ({ ...rightPost.written(order), codVnd: 0 }) },
  ],
  [
    "escapes what needs no escape",
    "words arrive as they are, whatever signs are in them",
    {
      written: (order) => {
        const parcel = rightPost.written(order);
        return { ...parcel, receiverAddress: parcel.receiverAddress.replaceAll('"', "&quot;") };
      },
    },
  ],
  [
    "collects whatever amount",
    "an amount to be collected that is no whole đồng is not ordered",
    { accepts: () => true },
  ],
  [
    "tries a refusal for ever",
    "a refusal asks for a person, and leaves nothing",
    { errorOf: asks("plain.refused", "later") },
  ],
  [
    "takes silence for done",
    "silence before an order was taken: the look-up shows none",
    { errorOf: (error) => (AdapterError.is(error) && error.code === "plain.unknown_outcome" ? undefined : error) },
  ],
  [
    "gives up on silence",
    "silence after an order was taken: the look-up shows it",
    { errorOf: asks("plain.unknown_outcome", "never") },
  ],
  [
    "gives up on what stands in between",
    "what stands in between breaks: the look-up shows the order",
    { errorOf: asks("plain.no_answer", "never") },
  ],
  [
    "takes any answer for done",
    "an answer that is none is no success: the look-up shows the order",
    { trouble: forgives(200, /^</) },
  ],
  [
    "reads answers of any length",
    "an answer without a sensible length: the look-up shows the order",
    { trouble: forgives(200, /^ /) },
  ],
  ["takes a redirect for done", "a redirect is not followed", { trouble: forgives(302) }],
  [
    "finds the first parcel alone",
    "two parcels under one number show both",
    { found: (parcels) => parcels.slice(0, 1) },
  ],
  [
    "finds something for everybody",
    "a number of nobody's shows nothing, and a parcel shows under its own alone",
    { found: (parcels, orderNumber) => (parcels.length > 0 ? parcels : [{ orderNumber, status: "ordered" }]) },
  ],
  [
    "follows a parcel no further than its order",
    "a parcel is followed to its end",
    { found: (parcels) => parcels.map((parcel) => ({ ...parcel, status: "ordered" as const })) },
  ],
  [
    "believes that all can be called off",
    "it can be called off, and not when it has been delivered",
    { called: () => "cancelled" },
  ],
  [
    "has a sentence for a code",
    "one trouble has one code of dotted words",
    { errorOf: () => trouble("The carrier refuses", "operator") },
  ],
  [
    "repeats what the carrier says",
    "no error repeats the receiver or a secret",
    {
      trouble: (answer) =>
        answer.status === 422 ? trouble("plain.refused", "operator", answer.said) : rightPost.trouble(answer),
    },
  ],
  [
    "does not hear that a call is broken off",
    "a call that is broken off ends at once",
    { signalOf: (_, timeoutMs) => AbortSignal.timeout(timeoutMs) },
  ],
];

async function foundBy(name: string, harness: PostHarness): Promise<string | undefined> {
  const found = postCases.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`there is no case "${name}"`);
  return await runPostCase(found, harness).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

describe("the kit for carriers", () => {
  const right = plainPostHarness(() => ({}));

  it.concurrent.each(postCases.map(({ name }) => [name]))("finds nothing wrong with a right one: %s", async (name) => {
    expect(await foundBy(name, right)).toBeUndefined();
  });

  it.concurrent.each(faults)("catches one that %s: %s", async (_, caught, wrong) => {
    const harness = plainPostHarness(typeof wrong === "function" ? wrong : () => wrong);
    expect(await foundBy(caught, harness)).toContain("ConformanceError");
  });

  it("names every case once, and each of them can fail", () => {
    const names = postCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caught = new Set(faults.map(([, each]) => each));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });
});
