import { NotSupportedError } from "../../contracts";

interface KernelWithVariables {
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * The variables of the notebook that runs in this process: the course's kernel offers them, and the stock tslab kernel
 * keeps them where its cells find them.
 *
 * @throws NotSupportedError outside a notebook, where they must be given
 */
export function notebookVariables(): Readonly<Record<string, unknown>> {
  const { cartwrightKernel, __tslab__ } = globalThis as {
    cartwrightKernel?: KernelWithVariables;
    __tslab__?: { readonly exports: Readonly<Record<string, unknown>> };
  };
  const variables = cartwrightKernel?.variables ?? __tslab__?.exports;
  if (variables !== undefined) return variables;
  throw new NotSupportedError('outside a notebook, say what is to be checked: check("02-05.3", { solveUser })');
}
