// Times as the reader's own language and place have them.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const longDayWithYear = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const near = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const isTime = (date) => date instanceof Date && !Number.isNaN(date.getTime());

/** A Date, or null where a server gives none that can be read. */
export function timeOf(text) {
  const date = new Date(text ?? NaN);
  return isTime(date) ? date : null;
}

export const clockTime = (date) => clock.format(date);
export const wholeTime = (date) => whole.format(date);

/** "Today", "Yesterday", "Monday, 2 March". */
export function dayOf(date, now = new Date()) {
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) return capital(near.format(days, "day"));
  return (date.getFullYear() === now.getFullYear() ? longDay : longDayWithYear).format(date);
}

export const isSameDay = (one, other) => Boolean(one && other) && midnight(one).getTime() === midnight(other).getTime();
