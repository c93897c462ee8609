// Relative times stay true while a page is open. Same words as alliance/web/moments.py.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function amount(seconds) {
  const whole = (unit) => Math.floor(seconds / unit);
  if (seconds < HOUR) return `${whole(MINUTE)} min`;
  if (seconds < 2 * DAY) return `${whole(HOUR)} h`;
  if (seconds < 60 * DAY) return `${whole(DAY)} days`;
  if (seconds < 730 * DAY) return `${whole(30 * DAY)} months`;
  return `${whole(365 * DAY)} years`;
}

/** The distance from `now` to `at`, both in milliseconds, in words. */
export function relative(at, now) {
  const seconds = Math.abs(at - now) / 1000;
  if (seconds < MINUTE) return "now";
  return at > now ? `in ${amount(seconds)}` : `${amount(seconds)} ago`;
}

export function keepTimesCurrent() {
  const update = () => {
    for (const words of document.querySelectorAll("time [data-relative]")) {
      words.textContent = relative(Date.parse(words.parentElement.dateTime), Date.now());
    }
  };
  if (document.querySelector("time [data-relative]")) setInterval(update, 20_000);
}
