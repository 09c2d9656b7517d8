export { type TransferEndpoint, type TransferEndpointOptions, transferEndpoint } from "./endpoint.ts";
export { type HttpTransfer, type HttpTransferOptions, httpTransfer } from "./transport.ts";
