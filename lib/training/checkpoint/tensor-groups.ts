import type { Tensor } from "../../bundle";

/** One flat record of arrays from several groups: "group/name". */
export function joinGroups(
  groups: Readonly<Record<string, Iterable<readonly [string, Tensor]> | undefined>>,
): Record<string, Tensor> {
  const joined: Record<string, Tensor> = {};
  for (const [group, entries] of Object.entries(groups)) {
    for (const [name, tensor] of entries ?? []) joined[`${group}/${name}`] = tensor;
  }
  return joined;
}

/** The arrays of one group, by their own names; empty when there is no such group. */
export function groupOf(tensors: Readonly<Record<string, Tensor>>, group: string): Map<string, Tensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${group}/`));
  return new Map(own.map(([name, tensor]) => [name.slice(group.length + 1), tensor]));
}
