import { strings } from "./strings";
import type { UnixMillis } from "./units";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const two = (n: number): string => String(n).padStart(2, "0");

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 14:31:47 in local time. */
export function clockTime(at: UnixMillis): string {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** 17 Sep, with the year only when it is not that of `now`. */
export function dayName(at: UnixMillis, now: UnixMillis): string {
  const d = new Date(at);
  const name = `${d.getDate()} ${MONTHS[d.getMonth()] ?? ""}`;
  return d.getFullYear() === new Date(now).getFullYear() ? name : `${name} ${d.getFullYear()}`;
}

/** `2026-09-17` as 17 Sep 2026; what is no such day stays as it is. */
export function isoDayName(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? day : `${Number(date)} ${name} ${year}`;
}

/** 17 Sep 2026, 14:31:47.208: what the title of a relative time says. */
export function exactTime(at: UnixMillis): string {
  const d = new Date(at);
  const ms = String(d.getMilliseconds()).padStart(3, "0");
  return `${d.getDate()} ${MONTHS[d.getMonth()] ?? ""} ${d.getFullYear()}, ${clockTime(at)}.${ms}`;
}

/** now, 21 s ago, 4 min ago, 3 h ago, 2 d ago, then the date; "in 24 s" for what is still to come. */
export function relativeTime(at: UnixMillis, now: UnixMillis): string {
  const gap = Math.abs(now - at);
  if (gap < SECOND) return strings.kit.now;
  if (gap >= 7 * DAY) return dayName(at, now);
  const [count, unit] =
    gap < MINUTE
      ? [gap / SECOND, "s"]
      : gap < HOUR
        ? [gap / MINUTE, "min"]
        : gap < DAY
          ? [gap / HOUR, "h"]
          : [gap / DAY, "d"];
  const text = `${Math.floor(Number(count))} ${unit}`;
  return at > now ? strings.kit.ahead(text) : strings.kit.ago(text);
}
