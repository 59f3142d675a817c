/** A share from 0 to 1 as a whole percentage, "-" for none; what is not all is never 100%, and what is not none never 0%. */
export function rateText(rate: number | null): string {
  if (rate === null) return "-";
  const percent = Math.round(rate * 100);
  if (percent === 100 && rate < 1) return ">99%";
  if (percent === 0 && rate > 0) return "<1%";
  return `${percent}%`;
}
