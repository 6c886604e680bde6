import { DataError } from "../../contracts";

/** Ids and their places, both ways. */
export class IdIndex {
  private readonly places: ReadonlyMap<string, number>;

  /**
   * @param name what the ids name ("users"), for messages
   * @param ids  in index order
   * @throws DataError when an id stands twice
   */
  constructor(
    name: string,
    readonly ids: readonly string[],
  ) {
    this.places = new Map(ids.map((id, place) => [id, place]));
    if (this.places.size === ids.length) return;
    const twice = ids.find((id, place) => this.places.get(id) !== place);
    throw new DataError(`${name} must hold each id once, ${JSON.stringify(twice)} stands twice`);
  }

  /** Place of an id, or undefined when nobody has it. */
  placeOf(id: string): number | undefined {
    return this.places.get(id);
  }
}
