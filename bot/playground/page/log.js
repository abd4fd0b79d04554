// The messages of the open chat: rows in order, days between them, scrolling, unread count.

import { byId, element } from "./dom.js";
import { row } from "./bubbles.js";
import { longDay } from "./times.js";

const NEAR_BOTTOM_PX = 120;
const STUCK_PX = 16;

const log = byId("log");
const jump = byId("jump");
const jumpCount = byId("jump-count");
let nBelow = 0;
let scrollTimer = 0;

log.addEventListener("scroll", () => {
  if (isNearBottom()) nBelow = 0;
  showJump();
  showStuckDays();
});
new ResizeObserver(showStuckDays).observe(log);
jump.addEventListener("click", () => toBottom({ smoothly: true }));

export function fill(messages, view) {
  log.replaceChildren(...messages.map((message) => row(message, view)));
  nBelow = 0;
  arrange();
  toBottom({});
  showJump();
}

export function add(message, view, { isMine }) {
  const wasNear = isNearBottom();
  const made = row(message, view);
  made.classList.add("is-new");
  log.append(made);
  arrange();
  if (isMine) toBottom({});
  else if (wasNear) show(made);
  else nBelow += 1;
  showJump();
}

export function replace(message, view) {
  const old = find(message.message_id);
  if (!old) return false;
  const wasNear = isNearBottom();
  const hadFocus = old.contains(document.activeElement);
  const made = row(message, view);
  old.replaceWith(made);
  arrange();
  if (wasNear && made === lastRow()) show(made);
  if (hadFocus) made.querySelector(".key")?.focus({ preventScroll: true });
  return true;
}

export function remove(messageId) {
  const old = find(messageId);
  if (!old) return;
  old.classList.add("is-leaving");
  old.removeAttribute("data-message-id");
  setTimeout(() => {
    old.remove();
    arrange();
    showJump();
  }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180);
}

export function jumpTo(messageId) {
  const found = find(messageId);
  if (!found) return false;
  found.scrollIntoView({ block: "center", behavior: "smooth" });
  found.classList.add("is-found");
  setTimeout(() => found.classList.remove("is-found"), 1400);
  return true;
}

function find(messageId) {
  return log.querySelector(`[data-message-id="${CSS.escape(String(messageId))}"]`);
}

function lastRow() {
  return [...log.children].findLast((child) => child.matches(".row"));
}

// Dates between days; bubbles of one sender stand together.
function arrange() {
  for (const old of log.querySelectorAll(".day")) old.remove();
  let previous = null;
  for (const child of [...log.children]) {
    const isNewDay = child.dataset.day !== previous?.dataset.day;
    if (isNewDay) child.before(day(child.dataset.day));
    const follows = !isNewDay && previous?.dataset.sender === child.dataset.sender;
    child.classList.toggle("is-first", !follows);
    previous?.classList.toggle("is-last", !follows);
    previous = child;
  }
  previous?.classList.add("is-last");
}

function day(key) {
  return element("p", { class: "day", "data-testid": "day" }, element("span", {}, longDay(new Date(key))));
}

// A message taller than the window is shown from its beginning, as one wants to read it.
function show(made) {
  const isTall = made.offsetHeight > log.clientHeight - 60;
  if (isTall) log.scrollTo({ top: made.offsetTop - 48, behavior: "smooth" });
  else toBottom({ smoothly: true });
}

function toBottom({ smoothly = false }) {
  log.scrollTo({ top: log.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
}

function isNearBottom() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM_PX;
}

// A date that floats over the text is shown only while one scrolls.
function showStuckDays() {
  const top = log.getBoundingClientRect().top;
  for (const one of log.querySelectorAll(".day")) {
    one.classList.toggle("is-stuck", one.getBoundingClientRect().top - top < STUCK_PX);
  }
  log.classList.add("is-scrolling");
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(() => log.classList.remove("is-scrolling"), 900);
}

function showJump() {
  jump.hidden = isNearBottom();
  jumpCount.hidden = nBelow === 0;
  jumpCount.textContent = String(nBelow);
}
