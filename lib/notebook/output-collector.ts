import type { IopubMessage } from "./messages";
import type { DisplayOutput, MimeBundle, Output, ResultOutput } from "./nbformat";

/** Outputs of cells as a notebook stores them, from the messages a kernel broadcasts. One collector serves one notebook. */
export class OutputCollector {
  /** Displays that a later cell may still update, by display id. */
  readonly #displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  #outputs: Output[] = [];
  #clearBeforeNext = false;

  /** Begins a cell; its outputs go into `outputs`. */
  begin(outputs: Output[]): void {
    this.#outputs = outputs;
    this.#clearBeforeNext = false;
  }

  /** Takes one message in; messages that are no outputs are ignored. */
  add({ type, content }: IopubMessage): void {
    if (type === "clear_output") {
      if (content.wait === true) this.#clearBeforeNext = true;
      else this.#outputs.length = 0;
    } else if (type === "update_display_data") {
      this.#update(content);
    } else {
      const output = toOutput(type, content);
      if (output) this.#append(output, displayId(content));
    }
  }

  #append(output: Output, id: string | undefined): void {
    if (this.#clearBeforeNext) this.#outputs.length = 0;
    this.#clearBeforeNext = false;
    const last = this.#outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      last.text = carriage(last.text + output.text);
      return;
    }
    if (output.output_type === "stream") output.text = carriage(output.text);
    this.#outputs.push(output);
    if (id === undefined || !("data" in output)) return;
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
  }

  #update(content: Record<string, unknown>): void {
    for (const shown of this.#displays.get(displayId(content) ?? "") ?? []) {
      shown.data = content.data as MimeBundle;
      shown.metadata = (content.metadata ?? {}) as Record<string, unknown>;
    }
  }
}

const displayId = (content: Record<string, unknown>): string | undefined =>
  (content.transient as { display_id?: string } | undefined)?.display_id;

function toOutput(type: string, content: Record<string, unknown>): Output | undefined {
  const data = content.data as MimeBundle;
  const metadata = (content.metadata ?? {}) as Record<string, unknown>;
  switch (type) {
    case "stream":
      return { output_type: "stream", name: content.name as "stdout" | "stderr", text: String(content.text) };
    case "display_data":
      return { output_type: "display_data", data, metadata };
    case "execute_result":
      return { output_type: "execute_result", data, metadata, execution_count: Number(content.execution_count) };
    case "error": {
      const traceback = content.traceback as string[];
      return { output_type: "error", ename: String(content.ename), evalue: String(content.evalue), traceback };
    }
    default:
      return undefined;
  }
}

/** What a terminal would show in the end: a carriage return takes the line back, so a progress line is kept once. */
function carriage(text: string): string {
  if (!text.includes("\r")) return text;
  const lines = text.replace(/\r+\n/g, "\n").split("\n");
  return lines.map((line) => overwrite(line)).join("\n");
}

/** `abc\rX` shows `Xbc`. A trailing return is kept: what follows may still overwrite. */
function overwrite(line: string): string {
  const [first = "", ...later] = line.replace(/\r+$/, "").split("\r");
  const shown = later.reduce((before, text) => text + before.slice(text.length), first);
  return line.endsWith("\r") ? `${shown}\r` : shown;
}
