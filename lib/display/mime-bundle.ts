/**
 * One output in several forms, keyed by MIME type: a viewer shows the richest form it knows. JSON types carry plain
 * objects; every other type carries text (base64 for binary pictures).
 */
export type MimeBundle = Readonly<Record<string, unknown>>;
