/** The part of bpmn-moddle used here; the package brings no types for its entry. */
declare module "bpmn-moddle" {
  export class BpmnModdle {
    /** @throws Error when the text is no XML or no BPMN definitions */
    fromXML(xml: string): Promise<{
      readonly rootElement: unknown;
      readonly warnings: readonly {
        readonly message: string;
        readonly property?: string;
        readonly value?: string;
        readonly element?: unknown;
      }[];
    }>;
  }
}
