import {
  type CheckedMessages,
  checkMessages,
  type Fault,
  isMessageKind,
  type MessageKind,
  type MessageLanguage,
  type MessageValues,
  messageKinds,
  type messageLimits,
  type RenderedMessage,
  renderMessage,
  smsParts,
} from "@motcua/core";
import { vietnamMessages } from "@motcua/core/vietnam";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { readDocument } from "../definition/read.ts";
import { templatesOver } from "../message-templates.ts";

const help = `motcua message: tin nhắn cho người dân / messages to citizens

  motcua message preview [--kind accepted] [--channel email|sms|zalo] [--lang vi|en] [--templates FILE] [--json]
  motcua message lint [FILE] [--sms-parts 3] [--strip-accents]

  preview    với giá trị mẫu; không có --kind thì xem mọi loại / with sample values; every kind without --kind
  lint       kiểm tra mẫu tin; tệp YAML hoặc JSON thay từng phần của mẫu có sẵn
             checks templates; a YAML or JSON file replaces parts of the built-in ones
`;

const options = {
  kind: { type: "string" },
  channel: { type: "string" },
  lang: { type: "string" },
  templates: { type: "string" },
  "sms-parts": { type: "string" },
  "strip-accents": { type: "boolean" },
  json: { type: "boolean" },
} as const;

type Channel = "email" | "sms" | "zalo";
const channels: readonly Channel[] = ["email", "sms", "zalo"];

/** Exit status: 0 done, 1 faulty templates, 2 wrong use. */
export async function runMessage(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [what, file, ...more] = positionals;
  if ((what !== "preview" && what !== "lint") || more.length > 0 || (what === "preview" && file !== undefined))
    return wrongUse(io, "viết: message preview hoặc message lint", "write: message preview, or message lint");
  const parts = values["sms-parts"];
  if (parts !== undefined && !/^[1-9]$/.test(parts))
    return wrongUse(io, "--sms-parts từ 1 đến 9", "--sms-parts is 1 to 9");
  const limits = {
    ...(parts === undefined ? {} : { smsParts: Number(parts) }),
    ...(values["strip-accents"] === true ? { smsAccents: "strip" as const } : {}),
  };
  const checked = await checkedFrom(what === "lint" ? file : values.templates, limits, io);
  if (typeof checked === "number") return checked;
  if (what === "preview") return preview(checked, values, io);
  const count = Object.keys(messageKinds).length;
  io.stdout(`${count} loại tin, 2 ngôn ngữ: không có lỗi / ${count} kinds in 2 languages: no fault\n`);
  return exitDone;
}

function wrongUse(io: CliIo, vi: string, en: string): number {
  printFault(io, usageFault(vi, en));
  return exitUsage;
}

/** The built-in templates with a file's laid over them, part by part; or an exit status, when that has been said. */
async function checkedFrom(
  file: string | undefined,
  limits: Partial<typeof messageLimits>,
  io: CliIo,
): Promise<CheckedMessages | number> {
  let templates: { readonly [kind: string]: unknown } = vietnamMessages;
  if (file !== undefined) {
    const document = await readDocument(file, io);
    if (document === undefined) return exitUsage;
    if (!document.ok) return refused(io, [document.error]);
    templates = templatesOver(document.value);
  }
  const checked = checkMessages(templates, limits);
  return checked.ok ? checked.value : refused(io, checked.error);
}

function refused(io: CliIo, faults: readonly Fault[]): number {
  for (const fault of faults)
    printFault(io, {
      ...fault,
      text: fault.path === undefined ? fault.text : { vi: `${fault.path}: ${fault.text.vi}`, en: fault.text.en },
    });
  return exitRefused;
}

/** Nobody's: what a reader sees in place of a dossier. */
const samples: { readonly [language in MessageLanguage]: MessageValues } = {
  vi: {
    ref: "H26.1-261126-0012",
    procedure: "Đăng ký thành lập hộ kinh doanh",
    office: "Trung tâm Phục vụ hành chính công xã Mẫu",
    name: "Nguyễn Văn Mẫu",
    link: "https://tracuu.example.vn/H26.1-261126-0012",
    hotline: "1022",
    promisedOn: "02/12/2026",
    newDate: "04/12/2026",
    until: "25/12/2026",
    reason: "thiếu bản sao giấy chứng nhận",
    amount: "100.000 đồng",
  },
  en: {
    ref: "H26.1-261126-0012",
    procedure: "Household business registration",
    office: "Public service centre of Mẫu commune",
    name: "Nguyễn Văn Mẫu",
    link: "https://tracuu.example.vn/H26.1-261126-0012",
    hotline: "1022",
    promisedOn: "2 December 2026",
    newDate: "4 December 2026",
    until: "25 December 2026",
    reason: "the copy of the certificate is missing",
    amount: "100.000 VND",
  },
};

function preview(
  messages: CheckedMessages,
  values: { readonly [option: string]: string | boolean | undefined },
  io: CliIo,
): number {
  const { kind, channel = "email", lang = "vi" } = values;
  if (typeof kind === "string" && !isMessageKind(kind)) {
    const known = Object.keys(messageKinds).join(", ");
    return wrongUse(io, `--kind là một trong ${known}`, `--kind is one of ${known}`);
  }
  const through = channels.find((known) => known === channel);
  if (through === undefined)
    return wrongUse(io, "--channel là email, sms hoặc zalo", "--channel is email, sms or zalo");
  if (lang !== "vi" && lang !== "en") return wrongUse(io, "--lang là vi hoặc en", "--lang is vi or en");
  const kinds = kind === undefined ? (Object.keys(messageKinds) as MessageKind[]) : [kind as MessageKind];
  const shown = kinds.map((each) => ({ kind: each, ...renderMessage(messages, each, lang, samples[lang]) }));
  io.stdout(
    values.json === true
      ? `${JSON.stringify(shown)}\n`
      : shown.map((one) => `# ${one.kind}\n${asSent(one, through)}\n`).join("\n"),
  );
  return exitDone;
}

function asSent(message: RenderedMessage, channel: Channel): string {
  if (channel === "email") return `${message.subject}\n\n${message.text}`;
  if (channel === "zalo") return message.text;
  const parts = smsParts(message.short);
  return `${message.short}\n(${message.short.length} ký tự, ${parts} phần / ${message.short.length} characters, ${parts} SMS parts)`;
}
