const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes as people read it: "0 B", "1.2 KiB", "640 MiB". */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let scaled = bytes / 1024, unit = 0;
  // What would be rounded to 1024 has the next unit.
  while (scaled >= 1023.5 && unit < UNITS.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${UNITS[unit]}`;
}
