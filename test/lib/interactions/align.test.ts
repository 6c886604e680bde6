import assert from "node:assert/strict";
import fc from "fast-check";
import { alignEvents, compactEvents, eventsFromColumns } from "cartwright/interactions";

const ids = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 30 });

describe("alignEvents", () => {
  it("keeps every event's ids, gives known ids the model's index, and unknown ones an index beyond it", () =>
    fc.assert(
      fc.property(ids, ids, (trained, seen) => {
        const model = compactEvents(eventsFromColumns({ user: trained, item: trained }));
        const test = eventsFromColumns({ user: seen, item: [...seen].reverse() });
        const aligned = alignEvents(test, model);
        seen.forEach((id, n) => {
          const user = aligned.users[n]!;
          assert.equal(aligned.userIds.idOf(user), id);
          assert.equal(aligned.itemIds.idOf(aligned.items[n]!), [...seen].reverse()[n]);
          assert.equal(model.userIds.indexOf(id), user < model.userIds.size ? user : undefined);
        });
      }),
    ));

  it("leaves events that are in the model's vocabularies as they are", () => {
    const events = eventsFromColumns({ user: ["u", "v", "u"], item: ["x", "x", "y"] });
    const aligned = alignEvents(events, events);
    assert.deepEqual([...aligned.users], [...events.users]);
    assert.equal(aligned.userIds, events.userIds);
  });
});
