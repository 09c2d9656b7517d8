export { type HttpAnswer, type HttpCall, type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
export { HttpError, type HttpErrorCode, isUnknownOutcome, wasNotSent } from "../shared/http-error.ts";
export { helpOfStatus } from "../shared/http-status.ts";
