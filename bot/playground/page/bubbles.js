// One message → one row of the log: bubble, reply header, text, document, buttons, time.

import { avatar, botAvatar, element, icon } from "./dom.js";
import { formatted, snippet, webAddress } from "./entities.js";
import { clockTime, dayKey } from "./times.js";

// A letter of a script written from right to left, and one of any other script.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const LETTER = /\p{L}/u;

const SERVICE = {
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "The group became a supergroup",
  group_chat_created: (message) => `${senderName(message)} created the group`,
  new_chat_members: (message) => joined(message),
  left_chat_member: (message) => `${message.left_chat_member.first_name} left`,
  pinned_message: (message) => `${senderName(message)} pinned a message`,
};

// view: { me, chat, botUsername } and the deeds onPress(message, button, node), onReply(message),
// onJump(messageId), onCommand(text), onDeepLink(payload), onCopy(text), onQuery(text).
export function row(message, view) {
  const service = Object.keys(SERVICE).find((key) => key in message);
  if (service) return serviceRow(message, SERVICE[service](message));
  const isMine = message.from?.id === view.me.id && !message.sender_chat;
  const name = senderName(message);
  const stack = element("div", { class: "stack" }, bubble(message, { ...view, isMine, name }));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) stack.append(keyboard(message, rows, view));
  const made = element("article", {
    class: `row ${isMine ? "is-mine" : "is-theirs"}`,
    "aria-label": `${isMine ? "You" : name}, ${clockTime(message.date)}`,
    "data-message-id": message.message_id,
    "data-sender": senderId(message),
    "data-day": dayKey(message.date),
    "data-testid": "message",
  });
  if (showsSenders(view.chat) && !isMine) made.append(picture(message, name));
  made.append(stack);
  return made;
}

export function senderName(message) {
  return message.sender_chat?.title || message.from?.first_name || "Channel";
}

function senderId(message) {
  return message.sender_chat?.id ?? message.from?.id ?? 0;
}

function picture(message, name) {
  return message.from?.is_bot ? botAvatar() : avatar(senderId(message), name);
}

function showsSenders(chat) {
  return chat.type === "group" || chat.type === "supergroup";
}

function joined(message) {
  const names = message.new_chat_members.map((member) => member.first_name).join(", ");
  const isInvited = message.new_chat_members.some((member) => member.id !== message.from?.id);
  return isInvited ? `${senderName(message)} added ${names}` : `${names} joined`;
}

function serviceRow(message, text) {
  return element(
    "div",
    { class: "service", "data-message-id": message.message_id, "data-day": dayKey(message.date) },
    element("span", { dir: "auto" }, text),
  );
}

function bubble(message, view) {
  const made = element("div", { class: "bubble" });
  if (showsSenders(view.chat) && !view.isMine) {
    const tint = `tint-text-${Math.abs(senderId(message)) % 5}`;
    made.append(element("p", { class: `sender ${tint}`, dir: "auto" }, view.name));
  }
  if (message.forward_origin) made.append(forwardLine(message.forward_origin));
  if (message.reply_to_message) made.append(replyHeader(message.reply_to_message, view));
  if (message.document) made.append(documentCard(message.document));
  made.append(textOf(message, view));
  made.append(foot(message, view));
  made.append(
    element(
      "button",
      { type: "button", class: "reply-button", "aria-label": "Reply", "data-testid": "reply", onclick: () => view.onReply(message) },
      icon("reply"),
    ),
  );
  made.addEventListener("dblclick", (event) => {
    if (!event.target.closest("a, button")) view.onReply(message);
  });
  return made;
}

function textOf(message, view) {
  const text = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const made = element("div", { class: "text", dir: "auto", "data-testid": "message-text" });
  if (endsRightToLeft(text)) made.classList.add("ends-right-to-left");
  if (text) made.append(formatted(text, entities, view));
  else if (!message.document) made.append(element("i", { class: "unknown" }, "This page cannot show this kind of message."));
  return made;
}

// Then the time cannot stand behind the last word, which is on the left.
function endsRightToLeft(text) {
  const letter = LETTER.exec(text.slice(text.lastIndexOf("\n") + 1));
  return letter !== null && RIGHT_TO_LEFT.test(letter[0]);
}

function foot(message, view) {
  const time = element("time", { datetime: new Date(message.date * 1000).toISOString() }, clockTime(message.date));
  const made = element("span", { class: "foot" });
  if (message.edit_date) made.append(element("span", { class: "edited" }, "edited"));
  made.append(time);
  if (view.isMine) made.append(element("span", { class: "ticks", "aria-label": "sent" }, "✓✓"));
  return made;
}

function replyHeader(replied, view) {
  return element(
    "button",
    { type: "button", class: "quoted", "data-testid": "quoted", onclick: () => view.onJump(replied.message_id) },
    element("b", { dir: "auto" }, senderName(replied)),
    element("span", { dir: "auto" }, snippet(replied)),
  );
}

function forwardLine(origin) {
  const name = origin.sender_user?.first_name || origin.sender_user_name || origin.chat?.title || origin.sender_chat?.title || "someone";
  return element("p", { class: "forwarded", dir: "auto" }, `Forwarded from ${name}`);
}

function documentCard(file) {
  return element(
    "div",
    { class: "document" },
    element("span", { class: "document-icon" }, icon("file")),
    element("p", {}, element("b", { dir: "auto" }, file.file_name || "File"), element("span", {}, size(file.file_size || 0))),
  );
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function keyboard(message, rows, view) {
  const made = element("div", { class: "keyboard", "data-testid": "keyboard" });
  for (const buttons of rows) {
    made.append(element("div", { class: "keyboard-row" }, ...buttons.map((b) => button(message, b, view))));
  }
  return made;
}

function button(message, given, view) {
  const label = element("span", { class: "label", dir: "auto" }, given.text);
  const style = given.style ? ` style-${given.style}` : "";
  const shared = { class: `key${style}`, "data-testid": "key", title: given.url };
  const url = given.url ? webAddress(given.url) : null;
  if (url) {
    const made = element("a", { ...shared, href: url.href, target: "_blank", rel: "noopener noreferrer" }, label, icon("link"));
    view.onLink?.(made, url);
    return made;
  }
  const made = element("button", { ...shared, type: "button" }, label);
  made.addEventListener("click", () => deed(message, given, made, view));
  return made;
}

function deed(message, given, made, view) {
  if (given.callback_data) view.onPress(message, given, made);
  else if (given.copy_text) view.onCopy(given.copy_text.text);
  else if ("switch_inline_query_current_chat" in given) view.onQuery(given.switch_inline_query_current_chat);
  else view.onUnknownButton(given);
}
