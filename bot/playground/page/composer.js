// Where one writes: text, commands menu, replies, documents, reply keyboards, the Start button.

import { byId, element } from "./dom.js";
import { failed, toast } from "./notices.js";
import { senderName } from "./bubbles.js";
import { snippet } from "./entities.js";

const MAX_TEXT = 4096;
const MAX_FILE_BYTES = 20 * 1024 ** 2;

const text = byId("text");
const menu = byId("menu");
const list = byId("commands");
let deeds = {};
let known = [];
let offered = [];
let chosen = -1;
let repliedTo = null;

export function startComposer(given) {
  deeds = given;
  byId("write").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("input", () => {
    grow();
    offerByText();
  });
  text.addEventListener("keydown", onKey);
  text.addEventListener("blur", () => setTimeout(hideCommandsUnlessInUse, 150));
  menu.addEventListener("click", toggleMenu);
  byId("start").addEventListener("click", () => deeds.onSend("/start"));
  byId("restart").addEventListener("click", () => deeds.onRestart());
  byId("replying-cancel").addEventListener("click", () => replyTo(null));
  startFiles();
}

// place: { canWrite, isEmptyPrivate, isBlocked }.
export function setPlace({ canWrite, isEmptyPrivate, isBlocked }) {
  byId("write").hidden = !canWrite || isEmptyPrivate || isBlocked;
  byId("start").hidden = !isEmptyPrivate || isBlocked;
  byId("restart").hidden = !isBlocked;
  byId("read-only").hidden = canWrite;
}

export function setCommands(commands) {
  known = commands;
  menu.hidden = commands.length === 0;
}

export function replyTo(message) {
  repliedTo = message;
  byId("replying").hidden = message === null;
  if (message === null) return;
  byId("replying-name").textContent = senderName(message);
  byId("replying-text").textContent = snippet(message);
  text.focus();
}

// Ready to write, where that does not push a keyboard onto the screen.
export function focus() {
  if (matchMedia("(hover: hover)").matches) text.focus({ preventScroll: true });
}

export function putText(given) {
  text.value = given;
  grow();
  text.focus();
}

export function clear() {
  putTextQuietly("");
  replyTo(null);
  hideCommands();
}

// markup: a reply keyboard, a wish for a reply, or the end of one; message carries it.
export function obeyMarkup(markup, message) {
  const keys = byId("reply-keyboard");
  if (markup?.keyboard) {
    keys.replaceChildren(...markup.keyboard.map((row) => keyRow(row, markup)));
    keys.hidden = false;
  } else if (markup?.remove_keyboard) {
    keys.hidden = true;
  } else if (markup?.force_reply) {
    replyTo(message);
  }
  const hint = markup?.input_field_placeholder;
  text.placeholder = hint || "Message";
}

function keyRow(row, markup) {
  return element("div", { class: "keyboard-row" }, ...row.map((given) => key(given, markup)));
}

function key(given, markup) {
  const label = typeof given === "string" ? given : given.text;
  const isPlain = typeof given === "string" || Object.keys(given).every((name) => name === "text" || name === "style");
  const press = () => {
    if (!isPlain) return toast("Chats and places cannot be picked in the playground: type instead.");
    if (markup.one_time_keyboard) byId("reply-keyboard").hidden = true;
    return deeds.onSend(label);
  };
  return element("button", { type: "button", class: "key", onclick: press }, label);
}

function submit() {
  const whole = text.value.trim();
  if (!whole) return;
  const replied = repliedTo;
  clear();
  for (const part of parts(whole)) deeds.onSend(part, replied?.message_id);
}

// As Telegram's clients do, a long text is sent as several messages, cut between paragraphs or words.
function parts(whole) {
  if (whole.length <= MAX_TEXT) return [whole];
  const head = whole.slice(0, MAX_TEXT);
  const cut = Math.max(head.lastIndexOf("\n"), MAX_TEXT / 2 < head.lastIndexOf(" ") ? head.lastIndexOf(" ") : -1);
  const end = cut > 0 ? cut : MAX_TEXT;
  return [whole.slice(0, end).trim(), ...parts(whole.slice(end).trim())];
}

function putTextQuietly(given) {
  text.value = given;
  grow();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
  byId("write").classList.toggle("has-text", text.value.trim() !== "");
}

function onKey(event) {
  if (event.isComposing) return;
  if (!list.hidden && onListKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape") {
    replyTo(null);
  }
}

function onListKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose((chosen + step + offered.length) % offered.length);
  else if (event.key === "Escape") hideCommands();
  else if (event.key === "Tab" && chosen >= 0) complete(offered[chosen]);
  else if (event.key === "Enter" && chosen >= 0) take(offered[chosen]);
  else return false;
  event.preventDefault();
  return true;
}

function toggleMenu() {
  if (list.hidden) offer(known);
  else hideCommands();
  text.focus();
}

function offerByText() {
  const typed = /^\/(\w*)$/.exec(text.value);
  if (!typed) return hideCommands();
  const fitting = known.filter((one) => one.command.startsWith(typed[1].toLowerCase()));
  return fitting.length ? offer(fitting) : hideCommands();
}

function offer(commands) {
  if (commands.length === 0) return;
  offered = commands;
  list.replaceChildren(...commands.map(option));
  list.hidden = false;
  menu.setAttribute("aria-expanded", "true");
  text.setAttribute("aria-expanded", "true");
  choose(0);
}

function option(one, i) {
  const made = element(
    "li",
    { role: "option", id: `command-${i}`, class: "command", "data-testid": "command" },
    element("b", {}, `/${one.command}`),
    element("span", { dir: "auto" }, one.description),
  );
  // Before the text field loses its focus and takes the list away.
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => take(one));
  return made;
}

function choose(i) {
  chosen = i;
  [...list.children].forEach((child, n) => {
    child.setAttribute("aria-selected", String(n === i));
    if (n === i) child.scrollIntoView({ block: "nearest" });
  });
  text.setAttribute("aria-activedescendant", `command-${i}`);
}

function take(one) {
  clear();
  deeds.onSend(`/${one.command}`);
}

function complete(one) {
  hideCommands();
  putText(`/${one.command} `);
}

function hideCommands() {
  list.hidden = true;
  chosen = -1;
  menu.setAttribute("aria-expanded", "false");
  text.setAttribute("aria-expanded", "false");
  text.removeAttribute("aria-activedescendant");
}

function hideCommandsUnlessInUse() {
  if (!byId("composer").contains(document.activeElement)) hideCommands();
}

function startFiles() {
  const picker = byId("file");
  const wall = document.querySelector(".wall");
  const drop = byId("drop");
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    for (const file of picker.files) sendFile(file);
    picker.value = "";
  });
  wall.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.hidden = false;
  });
  wall.addEventListener("dragleave", (event) => {
    if (!wall.contains(event.relatedTarget)) drop.hidden = true;
  });
  wall.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.hidden = true;
    for (const file of event.dataTransfer.files) sendFile(file);
  });
}

async function sendFile(file) {
  if (file.size > MAX_FILE_BYTES) {
    toast("Bots can read files of at most 20 MB.");
    return;
  }
  try {
    await deeds.onDocument(file.name, await base64(file));
  } catch (error) {
    failed(error);
  }
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(binary);
}
