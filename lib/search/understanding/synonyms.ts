import { requirePositive, ValueError } from "../../contracts";
import type { SearchAnalyser } from "../documents/search-analyser";

/** Words that mean the same: each group is a list of words or phrases. */
export type SynonymGroups = readonly (readonly string[])[];

/**
 * Looks up what else the words of a query are called. Words are compared as an index compares them, by their stems, so
 * "sofas" finds the group of "sofa".
 */
export class Synonyms {
  private readonly groupsOf = new Map<string, (readonly string[])[]>();
  private longest = 1;

  /**
   * @param analyser of the index
   * @param groups   each with two members at least
   * @param weight   what a synonym counts against a word that was typed, above 0; 0.5 unless given
   * @throws ValueError when a group has fewer members, or a member has no word
   */
  constructor(
    private readonly analyser: SearchAnalyser,
    groups: SynonymGroups,
    private readonly weight = 0.5,
  ) {
    requirePositive("weight", weight);
    groups.forEach((group, n) => {
      if (group.length < 2) throw new ValueError(`groups[${n}] must have at least 2 members, received ${group.length}`);
      for (const member of group) {
        const terms = this.termsOf(analyser.words(member));
        if (terms === "") throw new ValueError(`groups[${n}]: ${JSON.stringify(member)} must hold a word`);
        this.groupsOf.set(terms, [...(this.groupsOf.get(terms) ?? []), group]);
        this.longest = Math.max(this.longest, analyser.words(member).length);
      }
    });
  }

  /** The other members of the groups that a query names, by weight: what a search takes as `also`. */
  expand(query: string): Record<string, number> {
    const words = this.analyser.words(query);
    const also: Record<string, number> = {};
    const typed = new Set(words.map((word) => this.termsOf([word])));
    for (let start = 0; start < words.length; start++) {
      for (let length = 1; length <= this.longest && start + length <= words.length; length++) {
        const terms = this.termsOf(words.slice(start, start + length));
        for (const member of (this.groupsOf.get(terms) ?? []).flat()) {
          const isTyped = this.analyser.words(member).every((word) => typed.has(this.termsOf([word])));
          if (!isTyped) also[member] = this.weight;
        }
      }
    }
    return also;
  }

  private termsOf(words: readonly string[]): string {
    return words.map((word) => this.analyser.term(word) ?? word).join(" ");
  }
}
