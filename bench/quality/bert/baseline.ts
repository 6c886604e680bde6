import { fitLogisticRegression } from "cartwright/linear";
import { createAnalyser, fitTransformTfidf } from "cartwright/text";
import { type Figures, figuresOf } from "./figures";
import type { LabelledSet } from "./labelled-set";

/** How careful the logistic regression may be; the validation set chooses. */
const STRENGTHS = [1, 3, 10, 30];

/** TF-IDF of words and pairs of words, and logistic regression on it: what BERT has to beat. */
export async function baseline({ train, validation, test, labels }: LabelledSet): Promise<Figures & { C: number }> {
  const analyse = createAnalyser({ nGrams: [1, 2] });
  const terms = (texts: readonly string[]): string[][] => texts.map((text) => analyse(text));
  const { model, vectors } = fitTransformTfidf(terms(train.texts), { sublinear: true, minDocuments: 2 });
  let best: { figures: Figures; C: number; accuracy: number } | undefined;
  for (const C of STRENGTHS) {
    const fitted = await fitLogisticRegression(vectors, train.targets, { C, classWeights: "balanced" });
    const judge = (part: typeof test): Figures => {
      const known = fitted.predictProbability(model.transform(terms(part.texts))).data;
      const all = new Float64Array(part.texts.length * labels.length);
      // A handful of texts may lack a label.
      for (let row = 0; row < part.texts.length; row++) {
        fitted.classes.forEach((label, place) => {
          all[row * labels.length + label] = known[row * fitted.classes.length + place]!;
        });
      }
      return figuresOf(part, all, labels.length);
    };
    const accuracy = judge(validation).macroF1;
    if (best === undefined || accuracy > best.accuracy) best = { figures: judge(test), C, accuracy };
  }
  return { ...best!.figures, C: best!.C };
}
