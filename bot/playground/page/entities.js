// A message's text and entities → DOM nodes. Offsets are UTF-16 units, as in JavaScript's strings.

import { element } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

// actions: onCommand(text), onDeepLink(payload), onCopy(text), botUsername.
export function formatted(text, entities = [], actions = {}) {
  const ordered = entities
    .map(({ offset, length, ...rest }) => ({ ...rest, start: offset, end: offset + length }))
    .filter((entity) => entity.start >= 0 && entity.end <= text.length && entity.start < entity.end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const made = document.createDocumentFragment();
  made.append(...nodes(text, 0, text.length, ordered, actions));
  return made;
}

// What a chat list or a reply header shows of a message, in one line.
export function snippet(message) {
  const text = message.text || message.caption || (message.document && message.document.file_name);
  const entities = message.entities || message.caption_entities || [];
  const hidden = entities.filter((entity) => entity.type === "spoiler");
  return hidden
    .reduce(masked, text || "Message")
    .replace(/\s+/g, " ")
    .slice(0, 140);
}

function masked(text, { offset, length }) {
  return text.slice(0, offset) + "▒".repeat(length) + text.slice(offset + length);
}

function nodes(text, start, end, entities, actions) {
  const made = [];
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    const inside = others.filter((other) => other.start < entity.end);
    // Entities that overlap the end of this one go on behind it.
    const behind = inside
      .filter((other) => other.end > entity.end)
      .map((other) => ({ ...other, start: entity.end }));
    const within = inside.map((other) => ({ ...other, end: Math.min(other.end, entity.end) }));
    made.push(text.slice(at, entity.start));
    const children = nodes(text, entity.start, entity.end, within, actions);
    made.push(shown(entity, children, text.slice(entity.start, entity.end), actions));
    at = entity.end;
    rest = [...behind, ...others.filter((other) => other.start >= entity.end)];
  }
  made.push(text.slice(at, end));
  return withoutBreaksAroundBlocks(made);
}

// A block begins its own line; the line break that the text has there would make an empty one.
function withoutBreaksAroundBlocks(made) {
  const isBlock = (node) => node instanceof Element && node.matches("pre, blockquote");
  return made
    .map((node, i) => {
      if (typeof node !== "string") return node;
      let line = node;
      if (isBlock(made[i - 1])) line = line.replace(/^\n/, "");
      if (isBlock(made[i + 1])) line = line.replace(/\n$/, "");
      return line;
    })
    .filter((node) => node !== "");
}

function shown(entity, children, text, actions) {
  if (entity.type in TAGS) return element(TAGS[entity.type], {}, ...children);
  if (BLOCKS.has(entity.type)) return block(entity, children);
  switch (entity.type) {
    case "code":
      return element("code", { title: "Copy", onclick: () => actions.onCopy?.(text) }, ...children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, children, actions);
    case "url":
      return link(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`, children, actions);
    case "email":
      return element("a", { href: `mailto:${text}` }, ...children);
    case "bot_command":
      return command(text, children, actions);
    case "date_time":
      return element("time", { class: "when" }, ...children);
    case "mention":
    case "hashtag":
    case "cashtag":
    case "text_mention":
    case "phone_number":
      return element("span", { class: "mention" }, ...children);
    default:
      return element("span", {}, ...children);
  }
}

function link(address, children, actions) {
  const url = webAddress(address);
  if (url === null) return element("span", { class: "mention" }, ...children);
  const deep = deepLink(url, actions.botUsername);
  const made = element(
    "a",
    { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href },
    ...children,
  );
  if (deep !== null) {
    made.addEventListener("click", (event) => {
      event.preventDefault();
      actions.onDeepLink?.(deep);
    });
  }
  return made;
}

// The address as a URL if a browser may open it, else null.
export function webAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

// The payload of t.me/<bot>?start=…, or null for any other address.
export function deepLink(url, botUsername) {
  if (url.host !== "t.me" || !botUsername) return null;
  if (url.pathname.slice(1).toLowerCase() !== botUsername.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}

// What t.me/share/url would share, or null for any other address.
export function shared(url) {
  if (url.host !== "t.me" || url.pathname !== "/share/url") return null;
  return url.searchParams.get("url");
}

function command(text, children, actions) {
  return element(
    "button",
    { type: "button", class: "command-link", onclick: () => actions.onCommand?.(text) },
    ...children,
  );
}

function spoiler(children) {
  const inner = element("span", { class: "spoiler-text" }, ...children);
  const made = element(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text: show" },
    inner,
  );
  const reveal = () => {
    made.classList.add("is-shown");
    for (const name of ["role", "tabindex", "aria-label"]) made.removeAttribute(name);
  };
  made.addEventListener("click", reveal);
  made.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  });
  return made;
}

function block(entity, children) {
  if (entity.type === "pre") {
    const code = element("code", {}, ...children);
    return element("pre", { "data-language": entity.language, dir: "ltr", tabindex: "0" }, code);
  }
  if (entity.type === "blockquote") return element("blockquote", { dir: "auto" }, ...children);
  return expandable(children);
}

function expandable(children) {
  const inner = element("div", { class: "quote-text" }, ...children);
  const more = element("button", { type: "button", class: "quote-more", "aria-expanded": "false" }, "Show all");
  const made = element("blockquote", { class: "expandable", dir: "auto" }, inner, more);
  const toggle = () => {
    const isOpen = made.classList.toggle("is-open");
    more.setAttribute("aria-expanded", String(isOpen));
    more.textContent = isOpen ? "Show less" : "Show all";
  };
  more.addEventListener("click", toggle);
  // Whether it needs the button is known only when it has its width.
  requestAnimationFrame(() => {
    if (inner.scrollHeight <= inner.clientHeight + 2) made.classList.add("is-short");
  });
  return made;
}
