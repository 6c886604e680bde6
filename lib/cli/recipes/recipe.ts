import type { BundleContent } from "../../bundle";
import type { ProgressListener } from "../../contracts";
import type { DuplicateRule, Events, UserItemMatrix } from "../../interactions";
import type { RecommenderParts } from "../../serving";

/** A value of a hyper-parameter. */
export type SettingValue = string | number;

/** Hyper-parameters by name, as given on the command line. */
export type Settings = Readonly<Record<string, SettingValue>>;

/** One hyper-parameter, which is a flag of its own name. */
export interface Hyperparameter {
  /** As in code: "cgSteps"; the flag is --cg-steps. */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** What holds when it is not given, for the help. */
  readonly standard: string;
  /** From the flag's text; throws commander's InvalidArgumentError. */
  readonly parse: (text: string) => SettingValue;
}

/** What a recipe may use. */
export interface FitInput {
  readonly matrix: UserItemMatrix;
  readonly events: Events;
  /** The matrix of some of the events, made as `matrix` was: for models that hold some out. */
  readonly matrixOf: (events: Events) => UserItemMatrix;
  readonly seed: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
  /** Reads what is known about the items, one text per item of the matrix for each column. For content models. */
  readonly itemTexts: () => Promise<readonly ItemTexts[]>;
  /** An earlier model of this kind to go on from, whose users and items come first in the matrix. */
  readonly from?: BundleContent;
}

/** One column about the items. */
export interface ItemTexts {
  readonly column: string;
  /** Words to be cut, or one category. */
  readonly kind: "text" | "category";
  /** One per item, in the matrix's order; empty where nothing is known. */
  readonly texts: readonly string[];
}

/** A fitted model in both its forms. */
export interface Fitted {
  readonly scorer: RecommenderParts["scorer"];
  readonly content: BundleContent;
}

/** How the command line fits one kind of model. */
export interface Recipe {
  /** As `--model` names it, and as bundles call it. */
  readonly name: string;
  readonly summary: string;
  readonly hyperparameters: readonly Hyperparameter[];
  /** True when the settings ask for ratings, so that a value column is needed. */
  readonly needsValues?: (settings: Settings) => boolean;
  /** True when the settings ask for times. */
  readonly needsTimes?: (settings: Settings) => boolean;
  /** True when times help where there are some. */
  readonly usesTimes?: boolean;
  /** What pairs that stand several times are worth unless the person says. */
  readonly duplicates?: (settings: Settings, hasValues: boolean) => DuplicateRule;
  /** True when training can go on from an earlier model. */
  readonly goesOn?: boolean;
  readonly fit: (input: FitInput, settings: Settings) => Promise<Fitted>;
  /** Back from a bundle. */
  readonly load: (content: BundleContent) => RecommenderParts["scorer"];
}
