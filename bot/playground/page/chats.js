// The list of chats: picture, name, last line, time, unread count.

import { avatar, botAvatar, byId, element } from "./dom.js";
import { senderName } from "./bubbles.js";
import { snippet } from "./entities.js";
import { clockTime, dayKey, weekday } from "./times.js";

const list = byId("chats");

export function chatTitle(chat, botName) {
  return chat.type === "private" ? botName : chat.title || "Chat";
}

export function chatPicture(chat, botName) {
  if (chat.type === "private") return botAvatar();
  // One number apart, so that the first group and the first channel differ in colour.
  if (chat.type === "channel") return avatar(chat.id - 1, chat.title || "?", "channel");
  return avatar(chat.id, chat.title || "?", "group");
}

// rows: [{ chat, last, nUnread, isOpen }] in the order to be shown.
export function showChats(rows, { botName, now, onOpen }) {
  const focused = document.activeElement?.dataset?.chatId;
  list.replaceChildren(...rows.map((one) => entry(one, { botName, now, onOpen })));
  if (focused) list.querySelector(`[data-chat-id="${CSS.escape(focused)}"]`)?.focus();
}

function entry({ chat, last, nUnread, isOpen }, { botName, now, onOpen }) {
  const title = chatTitle(chat, botName);
  const made = element(
    "button",
    {
      type: "button",
      class: `chat${isOpen ? " is-open" : ""}`,
      "aria-current": isOpen ? "true" : undefined,
      "data-chat-id": chat.id,
      "data-testid": "chat",
      onclick: () => onOpen(chat.id),
    },
    chatPicture(chat, botName),
    element(
      "span",
      { class: "chat-lines" },
      element("span", { class: "chat-line" }, element("b", { dir: "auto" }, title), time(last, now)),
      element("span", { class: "chat-line" }, preview(chat, last), badge(nUnread)),
    ),
  );
  return made;
}

function preview(chat, last) {
  const made = element("span", { class: "preview", dir: "auto" });
  if (!last) made.append("No messages yet");
  else if (chat.type === "group" || chat.type === "supergroup") {
    made.append(element("i", {}, `${senderName(last)}: `), snippet(last));
  } else made.append(snippet(last));
  return made;
}

function time(last, now) {
  if (!last) return null;
  const isToday = dayKey(last.date) === now.toDateString();
  const date = new Date(last.date * 1000);
  const text = isToday ? clockTime(last.date) : weekday(date);
  return element("time", {}, text);
}

function badge(n) {
  return n ? element("span", { class: "badge", "data-testid": "unread", "aria-label": `${n} unread` }, String(n)) : null;
}
