import { type Static, Type } from "@sinclair/typebox";
import { EVENT_TYPES, type EventType } from "../models/history-with";

const strict = { additionalProperties: false } as const;
const Id = Type.String({ maxLength: 512 });
const Count = Type.Integer({ minimum: 1, maximum: 1000, default: 10 });

const Kind = Type.Unsafe<EventType>({ type: "string", enum: EVENT_TYPES });

/** Body of POST /recommend. `recent` is what the user did just now, folded into this one answer and not remembered. */
export const RecommendBody = Type.Object(
  {
    user: Id,
    k: Type.Optional(Count),
    recent: Type.Optional(Type.Array(Type.Object({ item: Id, type: Kind }, strict), { maxItems: 50 })),
  },
  strict,
);
/** Body of POST /similar. */
export const SimilarBody = Type.Object({ item: Id, k: Type.Optional(Count) }, strict);
/** Body of POST /explain. */
export const ExplainBody = Type.Object({ user: Id, item: Id }, strict);
/** Body of POST /search. */
export const SearchBody = Type.Object(
  {
    query: Type.String({ maxLength: 2048 }),
    k: Type.Optional(Count),
    filters: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String(), { maxItems: 100 }))),
  },
  strict,
);
/** Body of POST /suggest: a query as far as it is typed. */
export const SuggestBody = Type.Object({ text: Type.String({ maxLength: 2048 }), k: Type.Optional(Count) }, strict);
/** Body of POST /predict: one text or several, one of the two. */
export const PredictBody = Type.Object(
  {
    text: Type.Optional(Type.String()),
    texts: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 1000 })),
  },
  strict,
);
/** Body of POST /events. `time` is ISO 8601 or milliseconds since 1970; now unless given. */
export const EventBody = Type.Object(
  {
    user: Id,
    item: Id,
    type: Kind,
    time: Type.Optional(Type.Unsafe<string | number>({ type: ["string", "number"] })),
  },
  strict,
);

/** Body of POST /admin/load and /admin/promote: a number, never a path. */
export const VersionBody = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 999_999_999 }) }, strict);

const ScoredItem = Type.Object({ item: Type.String(), score: Type.Number() });
const Model = Type.String({ description: "name of the saved version that answered" });

export const RecommendAnswer = Type.Object({
  user: Type.String(),
  items: Type.Array(Type.Object({ item: Type.String(), score: Type.Number(), source: Type.String() })),
  model: Model,
});
export const SimilarAnswer = Type.Object({ item: Type.String(), items: Type.Array(ScoredItem), model: Model });
export const ExplainAnswer = Type.Object({
  user: Type.String(),
  item: Type.String(),
  score: Type.Number(),
  contributions: Type.Array(Type.Object({ item: Type.String(), amount: Type.Number() })),
  model: Model,
});
export const SearchAnswerSchema = Type.Object({
  query: Type.String(),
  items: Type.Array(
    Type.Object({ id: Type.String(), score: Type.Number(), fields: Type.Record(Type.String(), Type.String()) }),
  ),
  total: Type.Integer(),
});
export const SuggestAnswer = Type.Object({
  text: Type.String(),
  completions: Type.Array(Type.String()),
  didYouMean: Type.Optional(Type.String()),
});
export const PredictAnswer = Type.Object({
  predictions: Type.Array(
    Type.Object({ label: Type.String(), probabilities: Type.Record(Type.String(), Type.Number()) }),
  ),
});
export const EventAnswer = Type.Object({
  accepted: Type.Boolean(),
  stored: Type.Boolean({ description: "true when the event log has it" }),
});
export const StatusAnswer = Type.Object({ status: Type.String() });
export const ReadyAnswer = Type.Object({
  status: Type.String(),
  model: Type.Optional(Type.String()),
  redis: Type.Optional(Type.String({ description: "up or down, where one is used; the server answers either way" })),
  modelFailure: Type.Optional(Type.String({ description: "why the latest version is not in service" })),
});
/** One version of the registry. */
export const VersionAnswer = Type.Object({
  version: Type.Integer(),
  stage: Type.String(),
  model: Type.String(),
  added: Type.String(),
  note: Type.Optional(Type.String()),
  parent: Type.Optional(Type.Integer()),
  inService: Type.Boolean({ description: "true when this process answers with it" }),
});
export const VersionsAnswer = Type.Object({ versions: Type.Array(VersionAnswer) });
export const ErrorAnswer = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String(), path: Type.String() }),
});

/** Answer schemas of a route: its own for success, the one shape for every refusal. */
export function answers(success: object, status = 200): Record<string, object> {
  return { [status]: success, "4xx": ErrorAnswer, "5xx": ErrorAnswer };
}

export type RecommendRequest = Static<typeof RecommendBody>;
export type SimilarRequest = Static<typeof SimilarBody>;
export type ExplainRequest = Static<typeof ExplainBody>;
export type SearchRequest = Static<typeof SearchBody>;
export type SuggestRequest = Static<typeof SuggestBody>;
export type PredictRequest = Static<typeof PredictBody>;
export type VersionRequest = Static<typeof VersionBody>;
export type EventRequest = Static<typeof EventBody>;
