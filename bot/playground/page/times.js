// Instants as the page prints them: 24 hours, British order, in the browser's zone.

const LOCALE = "en-GB";

// seconds: Unix time, as Telegram's messages carry it.
export const clockTime = (seconds) => hour(new Date(seconds * 1000));
export const dayKey = (seconds) => new Date(seconds * 1000).toDateString();

export const hour = (date) => date.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit" });

export const weekday = (date) => date.toLocaleDateString(LOCALE, { weekday: "short" });

export const shortDay = (date) =>
  date.toLocaleDateString(LOCALE, { weekday: "short", day: "numeric", month: "short" });

export const longDay = (date) =>
  date.toLocaleDateString(LOCALE, { weekday: "long", day: "numeric", month: "long" });
