import type { Events } from "./events";
import { IdVocabulary } from "./id-vocabulary";

/**
 * The same events in the indices of other vocabularies: what a saved or trained model counts by. An id they hold gets
 * their index; one they do not hold gets a new index beyond theirs, in order of first use, so whoever evaluates can tell
 * unknown users and items from known ones and count them.
 *
 * @param events events in vocabularies of their own
 * @param known  the model's vocabularies, of size U and I
 * @returns events whose indices below U and I mean what the model means by them
 */
export function alignEvents(
  events: Events,
  { userIds, itemIds }: { readonly userIds: IdVocabulary; readonly itemIds: IdVocabulary },
): Events {
  const users = align(events.users, events.userIds, userIds);
  const items = align(events.items, events.itemIds, itemIds);
  return { ...events, users: users.codes, userIds: users.ids, items: items.codes, itemIds: items.ids };
}

function align(codes: Uint32Array, from: IdVocabulary, to: IdVocabulary): { codes: Uint32Array; ids: IdVocabulary } {
  const unassigned = -1;
  const target = new Int32Array(from.size).fill(unassigned);
  const added: string[] = [];
  const aligned = codes.map((code) => {
    if (target[code] === unassigned) {
      const id = from.ids[code]!;
      target[code] = to.indexOf(id) ?? to.size + added.push(id) - 1;
    }
    return target[code]!;
  });
  return { codes: aligned, ids: added.length === 0 ? to : IdVocabulary.fromDistinct([...to.ids, ...added]) };
}
