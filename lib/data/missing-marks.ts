/** Cells that people write for "nothing here". In a column of numbers they are read as missing, and a note says so. */
export const MISSING_MARKS = ["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", "-", "?"];
