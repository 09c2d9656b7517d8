import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { AdapterError, isNotifyAddress, type Notifier } from "../shared/core.ts";

export interface EmailOptions {
  /** The office's mail server. */
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). Otherwise STARTTLS, which is insisted on unless `tls` is `optional`. */
  readonly secure?: boolean;
  readonly tls?: "required" | "optional";
  /** Authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  readonly user?: string;
  readonly password?: string;
  /** Sender, `UBND xã Cờ Đỏ <motcua@codo.example>`; the domain names the messages too. */
  readonly from: string;
  readonly replyTo?: string;
  /** Of connecting, of the greeting, and of any silence after it; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Connections kept to the server; 2 by default. */
  readonly connectionsMax?: number;
}

/**
 * Mail through the office's SMTP server. Subject and text are UTF-8. The Message-ID is made of the idempotency key: what goes
 * out again after an unknown outcome is the same message to whoever looks at ids.
 */
export function emailNotifier(options: EmailOptions): Notifier {
  const { timeoutMs = 10_000, user, password, ca, secure = false } = options;
  const transport = createTransport({
    host: options.host,
    port: options.port,
    secure,
    requireTLS: !secure && options.tls !== "optional",
    pool: true,
    maxConnections: options.connectionsMax ?? 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
  });
  const domain = /@([^\s@<>]+?)>?\s*$/.exec(options.from)?.[1] ?? "localhost";
  return {
    channels: new Set(["email"]),
    async send({ address, rendered, language, attachments = [] }, { idempotencyKey, signal }) {
      signal.throwIfAborted();
      if (!isNotifyAddress("email", address)) return { skipped: "message.bad_address" };
      const key = createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 40);
      try {
        const sending = transport.sendMail({
          from: options.from,
          to: { name: "", address },
          ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
          subject: rendered.subject,
          text: rendered.text,
          attachments: attachments.map(({ fileName, mediaType, bytes }) => ({
            filename: fileName,
            contentType: mediaType,
            content: Buffer.from(bytes),
          })),
          messageId: `<${key}@${domain}>`,
          // Out-of-office answers and other robots leave it alone (RFC 3834).
          headers: { "auto-submitted": "auto-generated", "content-language": language },
        });
        await orBrokenOff(sending, signal);
      } catch (error) {
        throw mailErrorOf(error);
      }
      return { providerRef: `${key}@${domain}` };
    },
    async close() {
      transport.close();
    },
  };
}

/** A mail on its way cannot be called back; who broke off need not wait for its end. */
async function orBrokenOff(sending: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const breakOff = (): void => reject(signal.reason);
  signal.addEventListener("abort", breakOff, { once: true });
  try {
    await Promise.race([sending, promise]);
  } finally {
    signal.removeEventListener("abort", breakOff);
  }
}

/** What SMTP and its connection say; never their texts, which repeat the address. */
function mailErrorOf(error: unknown): AdapterError {
  const { code, syscall, responseCode } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly [field: string]: unknown;
  };
  const status = typeof responseCode === "number" ? responseCode : 0;
  if (code === "ETLS")
    return new AdapterError("email.no_tls", "The mail server offers no encryption, or cannot show who it is.", {
      retry: "operator",
    });
  if (status >= 400 && status < 500)
    return new AdapterError("email.deferred", `The mail server asks to come again (SMTP ${status}).`, {
      retry: "later",
    });
  if (code === "EAUTH" || code === "ENOAUTH")
    return new AdapterError("email.login_refused", "The mail server refuses the login.", { retry: "operator" });
  if (status >= 500)
    return new AdapterError("email.refused", `The mail server refuses the message (SMTP ${status}).`, {
      retry: "operator",
    });
  if (code === "EDNS" || syscall === "connect" || syscall === "getaddrinfo")
    return new AdapterError("email.unreachable", "The mail server cannot be reached.", { retry: "later" });
  return new AdapterError("email.no_answer", "The mail server stopped answering; the mail may have gone out.", {
    retry: "later",
  });
}
