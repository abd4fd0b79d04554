// The chat page as a whole: what it knows, and what happens when something happens.

import * as control from "./control.js";
import * as composer from "./composer.js";
import * as log from "./log.js";
import { botAvatar, byId, element } from "./dom.js";
import { chatPicture, chatTitle, showChats } from "./chats.js";
import { deepLink, shared } from "./entities.js";
import { alert, failed, toast } from "./notices.js";
import { now, refresh as refreshClock, startClock } from "./clock.js";

const TYPING_MS = 5000;
const BOT_NAME = "Nutgraf";

const app = byId("app");
const known = { people: [], me: null, chats: new Map(), messages: new Map(), openId: null, unread: new Map() };
let typingTimer = 0;
let handling = Promise.resolve();

start().catch(failed);

async function start() {
  composer.startComposer({ onSend: send, onDocument: sendDocument, onRestart: restart });
  byId("block").addEventListener("click", () => block().catch(failed));
  byId("back").addEventListener("click", () => app.classList.remove("shows-chat"));
  byId("person").addEventListener("change", (event) => become(Number(event.target.value)).catch(failed));
  document.addEventListener("visibilitychange", markRead);
  control.listen({
    onEvent: (event) => {
      // One after the other: a message must find the chat that an event before it brought.
      handling = handling.then(() => handle(event)).catch(failed);
    },
    onLost: () => setStatus("connecting…"),
    onBack: () => load().catch(failed),
  });
  await startClock();
  await load();
}

async function load() {
  known.people = await control.people();
  const stored = Number(sessionStorage.getItem("person"));
  const wanted = known.me?.id || stored;
  const person = known.people.find((one) => one.id === wanted) || known.people[0];
  if (!person) {
    setStatus("nobody is here yet");
    return;
  }
  showPeople(person);
  await become(person.id);
}

function showPeople(person) {
  byId("person-label").hidden = known.people.length < 2;
  byId("person").replaceChildren(
    ...known.people.map((one) => element("option", { value: one.id, selected: one.id === person.id }, personName(one))),
  );
}

function personName({ first_name: name, language_code: language }) {
  return language ? `${name} (${language})` : name;
}

async function become(personId) {
  const isOther = known.me?.id !== personId;
  known.me = known.people.find((one) => one.id === personId);
  sessionStorage.setItem("person", String(personId));
  await loadChats();
  const open = !isOther && known.chats.has(known.openId) ? known.openId : personId;
  await openChat(open);
}

// A person sees their own private chat and the groups and channels that exist.
async function loadChats() {
  const all = await control.chats();
  const mine = all.filter((chat) => chat.type !== "private" || chat.id === known.me.id);
  known.chats = new Map(mine.map((chat) => [chat.id, chat]));
  showList();
}

async function openChat(chatId) {
  known.openId = chatId;
  known.unread.delete(chatId);
  app.classList.add("shows-chat");
  const messages = await control.messages(chatId);
  if (known.openId !== chatId) return;
  known.messages = new Map(messages.map((message) => [message.message_id, message]));
  showHead();
  log.fill(messages, view());
  composer.clear();
  composer.obeyMarkup(messages.findLast((message) => isReplyMarkup(message))?.reply_markup, messages.at(-1));
  showPlace();
  showIntroduction();
  showList();
  composer.focus();
  await loadCommands();
}

async function loadCommands() {
  const { id, language_code: language } = known.me;
  composer.setCommands(await control.commands(known.openId, id, language || ""));
}

async function handle(event) {
  if (known.me === null) {
    if (event.type === "chat") await load();
    return;
  }
  const deeds = {
    message: () => onMessage(event.message),
    edited: () => onEdited(event.message),
    deleted: () => onDeleted(event),
    chat_action: () => onChatAction(event),
    chat: () => onChat(),
    draft: () => onChatAction({ ...event, action: "typing" }),
    commands: () => loadCommands(),
    clock: () => refreshClock(),
  };
  await deeds[event.type]?.();
}

async function onMessage(message) {
  const isOfOthers = message.chat.type === "private" && message.chat.id !== known.me.id;
  if (isOfOthers) return;
  if (!known.chats.has(message.chat.id)) await loadChats();
  const chat = known.chats.get(message.chat.id);
  if (!chat) return;
  chat.last_message = message;
  const isMine = message.from?.id === known.me.id && !message.sender_chat;
  if (message.chat.id === known.openId) {
    byId("introduction")?.remove();
    known.messages.set(message.message_id, message);
    log.add(message, view(), { isMine });
    if (!isMine) setStatus("");
    if (isReplyMarkup(message)) composer.obeyMarkup(message.reply_markup, message);
    showPlace();
  }
  if (!isMine && (message.chat.id !== known.openId || document.hidden)) countUnread(message.chat.id);
  showList();
}

function onEdited(message) {
  const chat = known.chats.get(message.chat.id);
  if (chat?.last_message?.message_id === message.message_id) chat.last_message = message;
  if (message.chat.id === known.openId) {
    known.messages.set(message.message_id, message);
    log.replace(message, view());
  }
  showList();
}

function onDeleted({ chat_id: chatId, message_id: messageId }) {
  const chat = known.chats.get(chatId);
  if (chatId === known.openId) {
    known.messages.delete(messageId);
    log.remove(messageId);
  }
  if (chat?.last_message?.message_id === messageId) {
    chat.last_message = chatId === known.openId ? [...known.messages.values()].at(-1) : undefined;
    showList();
  }
}

function onChatAction({ chat_id: chatId, action }) {
  if (chatId !== known.openId) return;
  const words = { typing: "typing", upload_document: "sending a file" };
  setStatus(words[action] || "busy", { isTyping: true });
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => setStatus(""), TYPING_MS);
}

async function onChat() {
  const people = await control.people();
  known.people = people;
  showPeople(known.me);
  await loadChats();
  showHead();
  showPlace();
}

async function send(text, replyTo) {
  const body = { chat_id: known.openId, sender_id: known.me.id, text };
  if (replyTo) body.reply_to_message_id = replyTo;
  try {
    await control.send(body);
  } catch (error) {
    failed(error);
  }
}

async function sendDocument(fileName, contentBase64) {
  await control.sendDocument({
    chat_id: known.openId,
    sender_id: known.me.id,
    file_name: fileName,
    content_base64: contentBase64,
  });
}

async function block() {
  byId("more").open = false;
  await control.block(known.me.id);
}

// As in Telegram: whoever restarts a bot says /start again.
async function restart() {
  try {
    await control.unblock(known.me.id);
  } catch (error) {
    failed(error);
  }
  await send("/start");
}

async function press(message, button, node) {
  if (node.classList.contains("is-waiting")) return;
  node.classList.add("is-waiting");
  node.setAttribute("aria-busy", "true");
  try {
    const body = { chat_id: message.chat.id, message_id: message.message_id, sender_id: known.me.id, data: button.callback_data };
    showAnswer((await control.press(body)).answer);
  } catch (error) {
    failed(error);
  }
  node.classList.remove("is-waiting");
  node.removeAttribute("aria-busy");
}

function showAnswer(answer) {
  if (answer === null) toast("The bot did not answer the button.");
  else if (answer.url) toast("The bot wants to open a page.", { link: answer.url });
  else if (answer.text && answer.show_alert) alert(answer.text);
  else if (answer.text) toast(answer.text);
}

function view() {
  return {
    me: known.me,
    chat: known.chats.get(known.openId),
    botUsername: botUsername(),
    onPress: press,
    onReply: (message) => composer.replyTo(message),
    onJump: (messageId) => log.jumpTo(messageId) || toast("That message is gone."),
    onCommand: (text) => send(text),
    onDeepLink: followDeepLink,
    onLink: followInside,
    onCopy: (text) => copy(text),
    onQuery: (text) => composer.putText(`@${botUsername()} ${text}`),
    onUnknownButton: () => toast("This kind of button does nothing in the playground."),
  };
}

// Links that a Telegram client follows by itself must not leave the page.
function followInside(node, url) {
  const payload = deepLink(url, botUsername());
  const address = shared(url);
  if (payload === null && address === null) return;
  node.addEventListener("click", (event) => {
    event.preventDefault();
    if (payload !== null) followDeepLink(payload);
    else copy(address, "Telegram would now ask with whom to share. The link is copied.");
  });
}

async function followDeepLink(payload) {
  if (known.openId !== known.me.id) await openChat(known.me.id);
  await send(payload ? `/start ${payload}` : "/start");
}

async function copy(text, notice = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
    toast(notice);
  } catch {
    toast(text);
  }
}

function botUsername() {
  const members = [...known.chats.values()].flatMap((chat) => chat.members || []);
  return members.find((member) => member.is_bot)?.username || "";
}

function showHead() {
  const chat = known.chats.get(known.openId);
  if (!chat) return;
  byId("chat-title").textContent = chatTitle(chat, BOT_NAME);
  byId("chat-avatar").replaceWith(withId(chatPicture(chat, BOT_NAME), "chat-avatar"));
  setStatus("");
}

function withId(node, id) {
  node.id = id;
  return node;
}

function setStatus(text, { isTyping = false } = {}) {
  const status = byId("chat-status");
  status.classList.toggle("is-typing", isTyping);
  status.textContent = text || describe(known.chats.get(known.openId));
}

function describe(chat) {
  if (!chat) return "";
  if (chat.type === "private") return "bot";
  const n = (chat.members || []).length;
  if (chat.type === "channel") return n === 1 ? "1 subscriber" : `${n} subscribers`;
  return n === 1 ? "1 member" : `${n} members`;
}

function showPlace() {
  const chat = known.chats.get(known.openId);
  if (!chat) return;
  const mine = (chat.members || []).find((member) => member.id === known.me.id);
  const isAdmin = ["creator", "administrator"].includes(mine?.status);
  const isPrivate = chat.type === "private";
  const isBlocked = isPrivate && !(chat.members || []).some((member) => member.is_bot);
  byId("more").hidden = !isPrivate || isBlocked || known.messages.size === 0;
  composer.setPlace({
    canWrite: chat.type !== "channel" || isAdmin,
    isEmptyPrivate: isPrivate && known.messages.size === 0,
    isBlocked,
  });
}

function showIntroduction() {
  if (known.openId !== known.me.id || known.messages.size > 0) return;
  byId("log").append(
    element(
      "section",
      { class: "introduction", id: "introduction" },
      botAvatar(),
      element("h2", {}, "What can this bot do?"),
      element("p", {}, "Nutgraf reads the news, keeps the articles on one event together, and brings you a digest in the sources’ own sentences, at the time you choose."),
      element("p", { class: "introduction-note" }, "This page stands for Telegram. Press Start, as you would there."),
    ),
  );
}

function showList() {
  const rows = [...known.chats.values()]
    .map((chat) => ({ chat, last: chat.last_message, nUnread: known.unread.get(chat.id) || 0, isOpen: chat.id === known.openId }))
    .sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || Number(b.chat.type === "private") - Number(a.chat.type === "private"));
  showChats(rows, { botName: BOT_NAME, now: now(), onOpen: (id) => openChat(id).catch(failed) });
  const n = [...known.unread.values()].reduce((sum, one) => sum + one, 0);
  document.title = n ? `(${n}) Nutgraf playground` : "Nutgraf playground";
}

function countUnread(chatId) {
  known.unread.set(chatId, (known.unread.get(chatId) || 0) + 1);
}

function markRead() {
  if (document.hidden || known.openId === null) return;
  known.unread.delete(known.openId);
  showList();
}

function isReplyMarkup(message) {
  const markup = message.reply_markup;
  return Boolean(markup && !markup.inline_keyboard);
}
