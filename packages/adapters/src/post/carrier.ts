import {
  AdapterError,
  type CarrierParcel,
  isVnd,
  type PostCall,
  type PostCarrier,
  type PostOrder,
} from "../shared/core.ts";
import type { HttpClient } from "../shared/http.ts";
import { helpOfStatus } from "../shared/http-status.ts";
import type { OrderFields, PostProfile } from "./profile.ts";
import { at, codeOf, type Fields, isFields, isOneOf, numberOf, readObject, statusOf, textAt, timeOf } from "./wire.ts";

/** Pages of a tracking list; a parcel has a few lines. */
const pagesMax = 20;

/** Calls a carrier as its profile says. */
export function postCarrier(profile: PostProfile, http: HttpClient): PostCarrier {
  const { urls, answer: says } = profile;
  return {
    async order(order, call = {}) {
      const answer = await ask(profile, http, urls.order, orderBody(profile, order), call, false);
      const waybill = numberOf(textAt(answer, says.waybill));
      if (isOneOf(codeIn(profile, answer), [...says.done, ...says.exists]))
        return waybill === undefined ? {} : { waybill };
      throw refused("order", answer, profile);
    },
    find: (orderNumber, call = {}) => track(profile, http, orderNumber, call),
    async cancel(orderNumber, call = {}) {
      const answer = await ask(profile, http, urls.cancel, named(profile, orderNumber), call, false);
      const code = codeIn(profile, answer);
      if (isOneOf(code, [...says.done, ...says.none])) return "cancelled";
      if (isOneOf(code, says.tooLate)) return "too-late";
      throw refused("cancellation", answer, profile);
    },
    ...(urls.price === undefined
      ? {}
      : { price: (order: PostOrder, call: PostCall = {}) => priceOf(profile, http, urls.price ?? "", order, call) }),
  };
}

async function priceOf(profile: PostProfile, http: HttpClient, url: string, order: PostOrder, call: PostCall) {
  const answer = await ask(profile, http, url, orderBody(profile, order), call, true);
  if (!isOneOf(codeIn(profile, answer), profile.answer.done)) throw refused("question for a price", answer, profile);
  const price = Number(textAt(answer, profile.answer.price) ?? Number.NaN);
  if (!isVnd(price)) throw odd("a price that is no whole đồng");
  return price;
}

/** The fields of an order by wire name. @throws AdapterError `post.missing_field` names our field, never its value */
function orderBody(profile: PostProfile, order: PostOrder): Fields {
  const { fields, required, constants, amountsAs } = profile.order;
  const cod = order.codVnd ?? 0;
  if (!isVnd(cod)) throw missing("codVnd");
  const values: { readonly [field in keyof OrderFields]: string | number | undefined } = {
    customer: profile.customer,
    orderNumber: order.orderNumber,
    codVnd: amountsAs === "number" ? cod : String(cod),
    contents: order.contents,
    note: order.note,
    ...sideOf("sender", order),
    ...sideOf("receiver", order),
  };
  const body: { [name: string]: string | number | boolean } = { ...constants };
  for (const field of required) if (values[field] === undefined || values[field] === "") throw missing(field);
  for (const [field, name] of Object.entries(fields)) {
    const value = values[field as keyof OrderFields];
    if (name !== undefined && value !== undefined) body[name] = value;
  }
  return body;
}

const sideOf = (side: "sender" | "receiver", order: PostOrder): { readonly [field: string]: string | undefined } => {
  const { name, phone, address, province, area, email } = order[side];
  return Object.fromEntries(
    Object.entries({ name, phone, address, province, area, email }).map(([field, value]) => [
      `${side}.${field}`,
      value,
    ]),
  );
};

const missing = (field: string): AdapterError =>
  new AdapterError("post.missing_field", `The order lacks ${field}, which this carrier asks for.`, {
    retry: "operator",
  });

const named = ({ customer, order }: PostProfile, orderNumber: string): Fields => ({
  [order.fields.customer ?? "CustomerCode"]: customer,
  [order.fields.orderNumber ?? "OrderNumber"]: orderNumber,
});

/** Every line the carrier has under our number, page by page. */
async function track(profile: PostProfile, http: HttpClient, orderNumber: string, call: PostCall) {
  const { track: page, answer: says, urls } = profile;
  const parcels: CarrierParcel[] = [];
  let lastId: string | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const asked = { ...named(profile, orderNumber), pageSize: page.pageSize, lastId: lastId ?? 0 };
    const answer = await ask(profile, http, urls.track, asked, call, true);
    const code = codeIn(profile, answer);
    if (isOneOf(code, says.none)) return parcels;
    if (!isOneOf(code, says.done)) throw refused("question", answer, profile);
    const lines = at(answer, page.list);
    if (!Array.isArray(lines)) throw odd("no list of statuses");
    for (const line of lines) parcels.push(parcelOf(profile, orderNumber, line));
    lastId = page.lastId === undefined ? undefined : textAt(lines.at(-1), page.lastId);
    if (lines.length < page.pageSize || lastId === undefined) return parcels;
  }
  throw odd("a list without end");
}

function parcelOf(profile: PostProfile, asked: string, line: unknown): CarrierParcel {
  const { track: page, times } = profile;
  const orderNumber = textAt(line, page.orderNumber);
  const code = textAt(line, page.status);
  if (!isFields(line) || orderNumber !== asked || code === undefined) throw odd("a line that is not about this order");
  const waybill = numberOf(textAt(line, page.waybill));
  const happenedAt = timeOf(times, textAt(line, page.time));
  return {
    orderNumber,
    status: statusOf(profile, legOf(asked), code) ?? unknownStatus(code),
    ...(waybill === undefined ? {} : { waybill }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
  };
}

/** `postOrderNumber` writes the leg into the number; any other number is a delivery. */
const legOf = (orderNumber: string): "collection" | "delivery" =>
  /-T\d+$/.test(orderNumber) ? "collection" : "delivery";

/** @throws AdapterError always */
export function unknownStatus(code: string): never {
  const shown = /^-?\d{1,6}$/.test(code) ? code : "?";
  throw new AdapterError("post.unknown_status", `The carrier tells status ${shown}, which the profile does not know.`, {
    retry: "operator",
  });
}

async function ask(
  profile: PostProfile,
  http: HttpClient,
  url: string,
  body: Fields,
  { signal }: PostCall,
  repeatable: boolean,
): Promise<Fields> {
  const { token, tokenHeader } = profile;
  const secret = typeof token === "string" ? token : await token();
  const answer = await http.call({
    url,
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      accept: "application/json",
      [tokenHeader]: tokenHeader.toLowerCase() === "authorization" ? `Bearer ${secret}` : secret,
    },
    body: JSON.stringify(body),
    repeatable,
    ...(signal === undefined ? {} : { signal }),
  });
  const { status } = answer;
  if (status === 401 || status === 403)
    throw new AdapterError("post.login_refused", `The carrier refuses the token (HTTP ${status}).`, {
      retry: "operator",
    });
  // A relay in between says 502 or 504 of an order that may well be there.
  if (status >= 500 || status === 408 || status === 429)
    throw new AdapterError("post.no_answer", `The carrier answers ${status}.`, helpOfStatus(answer));
  if (refusedUnread.has(status))
    throw new AdapterError("post.refused", `The carrier refuses the call (HTTP ${status}).`, { retry: "operator" });
  if (status < 200 || status > 299) throw odd(`HTTP ${status}`);
  return readObject(answer.text()) ?? fail(odd("no JSON object"));
}

/** What these mean leaves no order behind; 409, say, may mean that it is there. */
const refusedUnread: ReadonlySet<number> = new Set([400, 404, 405, 413, 414, 415, 422]);

const codeIn = ({ answer }: PostProfile, fields: Fields): string =>
  textAt(fields, answer.code) ?? fail(odd("no status code"));

/** Refused in an answer of the form that was agreed. Only a code that the profile knows for it says that nothing is there. */
function refused(what: string, answer: Fields, profile: PostProfile): AdapterError {
  const code = codeOf(codeIn(profile, answer));
  const shown = /^-?[A-Za-z0-9]{1,10}$/.test(code) ? code : "?";
  if (!isOneOf(code, profile.answer.refused)) return odd(`code ${shown} to the ${what}`);
  return new AdapterError("post.refused", `The carrier refuses the ${what} (code ${shown}).`, { retry: "operator" });
}

const odd = (what: string): AdapterError =>
  new AdapterError("post.odd_answer", `The carrier's answer cannot be taken: ${what}.`, { retry: "operator" });

function fail(error: AdapterError): never {
  throw error;
}
