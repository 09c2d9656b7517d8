import { AdapterError, type PostLegKind, type PostStatus } from "../shared/core.ts";

/** Where our fields stand in an order, by wire name; a field without a name is not sent. */
export type OrderFields = {
  readonly [field in
    | "orderNumber"
    | "customer"
    | "codVnd"
    | "contents"
    | "note"
    | `${"sender" | "receiver"}.${"name" | "phone" | "address" | "province" | "area" | "email"}`]?: string;
};

/** Carrier's status codes, as text, by leg. Codes are matched as `0`, `00` and 0 alike. */
export type StatusTable = { readonly [leg in PostLegKind]: { readonly [code: string]: PostStatus } };

/** How a push is known to be the carrier's. `token`: a secret in a header. `hmac-sha256`: hex over the body as it came.
 *  The first secret is in use, the others are still accepted while one is being replaced. */
export interface PushAuth {
  readonly way: "token" | "hmac-sha256";
  readonly header: string;
  readonly secrets: readonly [string, ...string[]];
}

/** A carrier as one office sees it. All that national-portal.md §9 marks M, L or not at all is here, with a default. Names of
 *  fields in answers and pushes may be paths, `data.ORDER_NUMBER`. */
export interface PostProfile {
  /** Code in events, e.g. `vnpost`. */
  readonly carrier: string;
  readonly urls: {
    readonly order: string;
    readonly track: string;
    readonly cancel: string;
    readonly price?: string;
  };
  /** Our number with the carrier, given by the post. */
  readonly customer: string;
  /** Asked for at each call, so that a renewed one is used at once. */
  readonly token: string | (() => string | Promise<string>);
  readonly tokenHeader: string;
  readonly order: {
    readonly fields: OrderFields;
    readonly required: readonly (keyof OrderFields)[];
    /** Sent with an order as they stand. */
    readonly constants: { readonly [name: string]: string | number | boolean };
    readonly amountsAs: "number" | "text";
  };
  readonly answer: {
    readonly code: string;
    readonly waybill?: string;
    readonly price?: string;
    readonly done: readonly string[];
    /** The order number is there already: not a second parcel. */
    readonly exists: readonly string[];
    /** The order is refused and surely not there. A code that stands nowhere leaves open whether it is: it is looked up. */
    readonly refused: readonly string[];
    /** Nothing is there under this number. */
    readonly none: readonly string[];
    /** What is called off is on its way, or over. */
    readonly tooLate: readonly string[];
  };
  readonly track: {
    readonly list: string;
    readonly orderNumber: string;
    readonly status: string;
    readonly time?: string;
    readonly waybill?: string;
    /** Field of a line that the next page begins after; absent: one page has all. */
    readonly lastId?: string;
    readonly pageSize: number;
  };
  readonly statuses: StatusTable;
  readonly times: "compact" | "iso" | "day-first";
  readonly push?: {
    readonly auth: PushAuth;
    readonly orderNumber: string;
    readonly status: string;
    readonly time?: string;
    readonly waybill?: string;
    readonly reply: "status-error-message-data" | "code-message";
  };
}

export type PostSettings = Pick<PostProfile, "urls" | "customer" | "token"> &
  Partial<Pick<PostProfile, "carrier" | "tokenHeader" | "statuses" | "times">> & {
    readonly order?: Partial<PostProfile["order"]>;
    readonly answer?: Partial<PostProfile["answer"]>;
    readonly track?: Partial<PostProfile["track"]>;
    readonly push?: Partial<NonNullable<PostProfile["push"]>> & { readonly auth: PushAuth };
  };

const sides = {
  "sender.name": "SenderName",
  "sender.phone": "SenderTel",
  "sender.address": "SenderAddress",
  "sender.province": "SenderProvince",
  "sender.area": "SenderDistrict",
  "sender.email": "SenderEmail",
  "receiver.name": "ReceiverName",
  "receiver.phone": "ReceiverTel",
  "receiver.address": "ReceiverAddress",
  "receiver.province": "ReceiverProvince",
  "receiver.area": "ReceiverDistrict",
  "receiver.email": "ReceiverEmail",
} as const;

const ends = ["name", "phone", "address", "province"] as const;
const bothEnds = [
  ...ends.map((field) => `sender.${field}` as const),
  ...ends.map((field) => `receiver.${field}` as const),
];

const vnpost = {
  carrier: "vnpost",
  tokenHeader: "authorization",
  // Names and which of them are required: §9 (M). There is no district since 1 July 2025, the field is still asked for.
  order: {
    fields: {
      customer: "CustomerCode",
      orderNumber: "OrderNumber",
      codVnd: "CODAmount",
      contents: "SenderDesc",
      note: "Description",
      ...sides,
    },
    required: ["customer", "orderNumber", "sender.area", ...bothEnds],
    constants: {},
    amountsAs: "number",
  },
  // `statusCode` is §9 (M); its values are an assumption (U).
  answer: {
    code: "statusCode",
    waybill: "itemCode",
    price: "price",
    done: ["0"],
    exists: ["2"],
    refused: ["1"],
    none: ["3"],
    tooLate: ["4"],
  },
  // Tracking by OrderNumber with pageSize and lastId is §9 (M); the names in its answer are an assumption (U).
  track: {
    list: "data",
    orderNumber: "OrderNumber",
    status: "Status",
    time: "StatusTime",
    waybill: "ItemCode",
    lastId: "Id",
    pageSize: 50,
  },
  // The states of §9 (M); codes 5 to 8 are an assumption (U).
  statuses: {
    collection: {
      1: "ordered",
      2: "collected",
      3: "delivered",
      4: "cancelled",
      5: "attempted",
      7: "returned",
      8: "lost",
    },
    delivery: {
      2: "ordered",
      3: "collected",
      4: "delivered",
      5: "attempted",
      6: "returning",
      7: "returned",
      8: "lost",
      9: "cancelled",
    },
  },
  times: "compact",
  push: {
    orderNumber: "OrderNumber",
    status: "Status",
    time: "StatusTime",
    waybill: "ItemCode",
    reply: "code-message",
  },
} as const;

/** Codes of Viettel Post as its clients use them, from memory (U). */
const viettelCodes: { readonly [code: string]: PostStatus } = {
  100: "ordered",
  102: "ordered",
  103: "ordered",
  104: "ordered",
  105: "collected",
  107: "cancelled",
  200: "in-transit",
  300: "in-transit",
  400: "in-transit",
  500: "in-transit",
  501: "delivered",
  502: "returning",
  503: "lost",
  504: "returned",
  505: "returning",
  506: "attempted",
  507: "attempted",
  508: "in-transit",
  509: "in-transit",
  515: "returning",
  550: "in-transit",
};

const viettel = {
  carrier: "viettelpost",
  tokenHeader: "token",
  order: {
    fields: {
      orderNumber: "ORDER_NUMBER",
      customer: "CUS_ID",
      codVnd: "MONEY_COLLECTION",
      contents: "PRODUCT_NAME",
      note: "ORDER_NOTE",
      "sender.name": "SENDER_FULLNAME",
      "sender.phone": "SENDER_PHONE",
      "sender.address": "SENDER_ADDRESS",
      "sender.province": "SENDER_PROVINCE",
      "sender.area": "SENDER_WARD",
      "sender.email": "SENDER_EMAIL",
      "receiver.name": "RECEIVER_FULLNAME",
      "receiver.phone": "RECEIVER_PHONE",
      "receiver.address": "RECEIVER_ADDRESS",
      "receiver.province": "RECEIVER_PROVINCE",
      "receiver.area": "RECEIVER_WARD",
      "receiver.email": "RECEIVER_EMAIL",
    },
    required: ["orderNumber", ...bothEnds],
    constants: {},
    amountsAs: "number",
  },
  answer: {
    code: "status",
    waybill: "data.WAYBILL",
    price: "data.MONEY_TOTAL",
    done: ["200"],
    exists: ["209"],
    refused: ["201"],
    none: ["204"],
    tooLate: ["205"],
  },
  track: { list: "data", orderNumber: "ORDER_NUMBER", status: "TYPE", time: "DATE", waybill: "WAYBILL", pageSize: 50 },
  statuses: { collection: viettelCodes, delivery: viettelCodes },
  times: "day-first",
  // §9 (L): {TYPE:int, ORDER_NUMBER, NOTE}, a token in a header, answered {status, error, message, data}.
  push: { orderNumber: "ORDER_NUMBER", status: "TYPE", reply: "status-error-message-data" },
} as const;

/** VNPost, direct or through the province's relay. @throws AdapterError `post.bad_profile` */
export const vnPostProfile = (settings: PostSettings): PostProfile => profileOf(vnpost, settings);

/** Viettel Post. @throws AdapterError `post.bad_profile` */
export const viettelPostProfile = (settings: PostSettings): PostProfile => profileOf(viettel, settings);

type Defaults = Pick<PostProfile, "carrier" | "tokenHeader" | "order" | "answer" | "track" | "statuses" | "times"> & {
  readonly push: Omit<NonNullable<PostProfile["push"]>, "auth">;
};

function profileOf(defaults: Defaults, { push, ...settings }: PostSettings): PostProfile {
  const { push: pushDefaults, ...rest } = defaults;
  if (push?.auth.secrets.some((secret) => secret.length < 16) === true)
    throw bad("A secret of the push has at least 16 characters.");
  return {
    ...rest,
    ...settings,
    order: { ...rest.order, ...settings.order },
    answer: { ...rest.answer, ...settings.answer },
    track: { ...rest.track, ...settings.track },
    ...(push === undefined ? {} : { push: { ...pushDefaults, ...push } }),
  };
}

const bad = (message: string): AdapterError => new AdapterError("post.bad_profile", message, { retry: "operator" });
