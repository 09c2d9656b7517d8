export { type Envelope, type SampleOffice, sampleOffice } from "./sample-office.ts";
export { type VirtualClock, virtualClock } from "./virtual-clock.ts";
