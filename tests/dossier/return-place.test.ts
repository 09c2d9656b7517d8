import { describe, expect, it } from "vitest";
import { filing } from "../engine/engine-kit.ts";
import { act, Driver, inForce, people } from "./kit.ts";

/** A birth group whose results are taken at another office; its first member has its result. */
const granted = (): Driver =>
  new Driver(inForce("3.000722"), "2026-08-17 09:00")
    .ok(people.desk, { ...filing("3.000722"), channel: "online", returnAt: "xc-1" })
    .ok(people.desk, { type: "accept" })
    .ok(people.desk, act("intake", "forward"))
    .ok(people.justice, { type: "accept-member", member: "birth" })
    .ok(people.justice, { type: "grant-member", member: "birth" });

describe("a member's result that is taken at another office", () => {
  it("is not handed out over the counter here, as little as the whole is", () => {
    const hand = { type: "return-member", member: "birth", way: "counter" };
    expect(granted().refused(people.desk, hand)).toBe("return.elsewhere");
  });

  it.each(["post", "electronic"])("goes out by %s from wherever it is", (way) => {
    const d = granted().ok(people.desk, { type: "return-member", member: "birth", way });
    expect(d.all("member-returned")).toMatchObject([{ member: "birth", way }]);
  });
});
