/** The HTML edition of the course: executed notebooks become a static site that works offline, straight from files. */
export { buildBook, type BookNotebook, type BookOptions, type BuiltBook } from "./build-book";
