// What `findEnclosure` runs to see whether an enclosure works.
process.stdout.write("hello");
