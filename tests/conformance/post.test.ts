import { httpClient, postCarrier, viettelPostProfile, vnPostProfile } from "@motcua/adapters/post";
import { type PostDoubleFault, startPostDouble } from "@motcua/adapters/post/double";
import { type HeldParcel, type PostHarness, type PostTrouble, runPostCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";

const token = "khoa-cua-buu-dien-01";
const customer = "KH01";

/** What the carrier calls things; written here and not taken from the profile. */
const wires = {
  vnpost: {
    profile: vnPostProfile,
    delivered: 4,
    names: ["ReceiverName", "ReceiverTel", "ReceiverAddress", "SenderDesc", "CODAmount"],
  },
  viettelpost: {
    profile: viettelPostProfile,
    delivered: 501,
    names: ["RECEIVER_FULLNAME", "RECEIVER_PHONE", "RECEIVER_ADDRESS", "PRODUCT_NAME", "MONEY_COLLECTION"],
  },
} as const;

const faultOf = (kind: PostTrouble): PostDoubleFault => (kind === "garbage" ? "plain" : kind);

const harnessOf = (wire: keyof typeof wires): PostHarness => ({
  features: ["broken", "garbage", "oversized", "redirect", "twice"],
  async open({ timeoutMs }) {
    const { profile, delivered, names } = wires[wire];
    const double = await startPostDouble({ wire, token, customer, pushSecret: "khoa-bao-cua-buu-dien" });
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs });
    const { url } = double;
    const urls = { order: `${url}/order`, track: `${url}/track`, cancel: `${url}/cancel`, price: `${url}/price` };
    const [name, phone, address, contents, cod] = names;
    const heldIn = (order: { readonly [field: string]: unknown }): HeldParcel => ({
      receiverName: String(order[name]),
      receiverPhone: String(order[phone]),
      receiverAddress: String(order[address]),
      contents: String(order[contents]),
      codVnd: Number(order[cod] ?? 0),
    });
    return {
      carrier: postCarrier(profile({ customer, token: () => token, urls }), http),
      secrets: [token],
      parcels: (orderNumber) => (double.parcels.get(orderNumber) ?? []).map(({ order }) => heldIn(order)),
      arrived: () => double.arrived(),
      trouble: (kind) => double.failOrder(faultOf(kind)),
      deliver: (orderNumber) => double.advance(orderNumber, delivered),
      async close() {
        http.close();
        await double.stop();
      },
    };
  },
});

const runner = { test: test.concurrent, skip: test.skip };
describe.each(["vnpost", "viettelpost"] as const)("%s", (wire) => runPostCases(runner, harnessOf(wire)));
