import path from "node:path";
import { type ExecuteReply, type IopubMessage, KernelClient, readKernelSpec } from "cartwright/notebook";

export const root = path.resolve(__dirname, "..", "..");

/** The course's own kernel. */
export const courseKernel = readKernelSpec(path.join(root, "jupyter", "kernels", "tslab"));

/** What one execution brought. */
export interface Run {
  reply: ExecuteReply;
  messages: IopubMessage[];
  /** Contents of the messages of one type. */
  of: (type: string) => Record<string, unknown>[];
  /** All stdout, or all stderr. */
  text: (name: "stdout" | "stderr") => string;
  /** text/plain of the execute_result. */
  value: string | undefined;
  traceback: string;
}

export async function startKernel(cwd = path.join(root, "notebooks")): Promise<KernelClient> {
  return KernelClient.start(courseKernel, { cwd });
}

/** Runs a cell and sorts what came of it. */
export async function run(kernel: KernelClient, code: string, options: { silent?: boolean } = {}): Promise<Run> {
  const messages: IopubMessage[] = [];
  const reply = await kernel.execute(code, { ...options, onMessage: (message) => messages.push(message) });
  const of = (type: string): Record<string, unknown>[] =>
    messages.filter((message) => message.type === type).map(({ content }) => content);
  const text = (name: string): string =>
    of("stream")
      .filter((stream) => stream.name === name)
      .map((stream) => String(stream.text))
      .join("");
  const data = of("execute_result")[0]?.data as Record<string, string> | undefined;
  const traceback = (of("error")[0]?.traceback as string[] | undefined)?.join("\n") ?? "";
  return { reply, messages, of, text, value: data?.["text/plain"], traceback };
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts a cell, interrupts it once it has printed "running", and says how long the interrupt took. */
export async function interruptRunning(kernel: KernelClient, code: string): Promise<Run & { milliseconds: number }> {
  const messages: IopubMessage[] = [];
  let interrupted = 0;
  const reply = await kernel.execute(code, {
    onMessage: (message) => {
      messages.push(message);
      if (interrupted > 0 || !String(message.content.text).includes("running")) return;
      interrupted = performance.now();
      void kernel.interrupt();
    },
  });
  const milliseconds = performance.now() - interrupted;
  const of = (type: string): Record<string, unknown>[] =>
    messages.filter((message) => message.type === type).map(({ content }) => content);
  return { reply, messages, of, text: () => "", value: undefined, traceback: "", milliseconds };
}
