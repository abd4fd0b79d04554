// The clock of the playground: shows its time and moves it forward, never back.

import * as control from "./control.js";
import { byId } from "./dom.js";
import { failed, toast } from "./notices.js";
import { hour, shortDay } from "./times.js";

const HOUR = 3600;
const MORNING_HOUR = 8;

const slider = byId("clock-slider");
const panel = byId("clock");
let shiftSeconds = 0;
// How far the playground's time is from this browser's, in milliseconds.
let aheadMs = 0;

export const now = () => new Date(Date.now() + aheadMs);

export async function startClock() {
  slider.addEventListener("input", () => describe(Number(slider.value) * HOUR));
  slider.addEventListener("change", () => moveTo(Number(slider.value) * HOUR));
  byId("clock-hour").addEventListener("click", () => moveTo(shiftSeconds + HOUR));
  byId("clock-tomorrow").addEventListener("click", () => moveTo(shiftSeconds + untilMorning()));
  byId("clock-open").addEventListener("click", () => panel.classList.add("is-open"));
  byId("clock-close").addEventListener("click", () => panel.classList.remove("is-open"));
  setInterval(tick, 1000);
  await refresh();
}

export async function refresh() {
  show(await control.clock());
}

async function moveTo(seconds) {
  if (seconds < shiftSeconds) {
    toast("The clock moves forward only.");
    describe(shiftSeconds);
    return;
  }
  try {
    show(await control.setClock(Math.round(seconds)));
  } catch (error) {
    failed(error);
  }
  panel.classList.remove("is-open");
}

function show(answer) {
  shiftSeconds = answer.shift_seconds;
  aheadMs = new Date(answer.now).getTime() - Date.now();
  slider.max = String(Math.max(96, Math.ceil(shiftSeconds / HOUR) + 48));
  describe(shiftSeconds);
}

function describe(seconds) {
  slider.value = String(Math.round(seconds / HOUR));
  byId("clock-shift").textContent = ahead(seconds);
  tick(seconds);
}

function tick(seconds = shiftSeconds) {
  const moment = new Date(now().getTime() + (seconds - shiftSeconds) * 1000);
  byId("clock-now").textContent = `${shortDay(moment)}, ${hour(moment)}`;
  byId("clock-now").setAttribute("datetime", moment.toISOString());
  byId("clock-chip").textContent = hour(moment);
}

function ahead(seconds) {
  const hours = Math.round(seconds / HOUR);
  if (hours === 0) return "real time";
  if (hours < 24) return `${hours} h ahead`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h ahead`;
}

function untilMorning() {
  const morning = now();
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return (morning.getTime() - now().getTime()) / 1000;
}
