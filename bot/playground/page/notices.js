// Short notices: toasts that pass, and an alert that wants to be read.

import { byId, element } from "./dom.js";

const SHOWN_MS = 4000;

export function toast(text, { link } = {}) {
  const made = element("p", { class: "toast", dir: "auto" }, text);
  if (link) made.append(" ", element("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, "Open"));
  byId("toasts").append(made);
  setTimeout(() => made.classList.add("is-leaving"), SHOWN_MS);
  setTimeout(() => made.remove(), SHOWN_MS + 400);
}

export function alert(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export function failed(error) {
  toast(error instanceof Error ? error.message : String(error));
}
