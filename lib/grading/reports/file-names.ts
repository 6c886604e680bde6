/**
 * The names of the students' files, without an ending. Two ids that would make one name, also where capitals do not count,
 * get different ones.
 */
export function studentFileNames(ids: readonly string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    let name = safeFileName(id);
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safeFileName(id)} ${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** A student's id as the name of a file: whatever it is, it stays in its folder. */
function safeFileName(id: string): string {
  const plain = id
    .normalize("NFC")
    .replace(/[^\p{L}\p{N} ._@-]/gu, "_")
    .replace(/^\.+/, "_")
    .replace(/[. ]+$/, "_")
    .slice(0, 100);
  return plain === "" ? "_" : plain;
}
