// The playground's control routes as functions. Each returns parsed JSON or throws an Error whose
// message is a sentence.

export const chats = () => ask("chats");
export const people = () => ask("people");
export const messages = (chatId) => ask(`messages?chat_id=${chatId}`);
export const clock = () => ask("clock");

export function commands(chatId, userId, language) {
  return ask(`commands?chat_id=${chatId}&user_id=${userId}&language=${encodeURIComponent(language)}`);
}

export const send = (body) => ask("send", body);
export const sendDocument = (body) => ask("document", body);
export const press = (body) => ask("press", body);
export const block = (userId) => ask("block", { user_id: userId });
export const unblock = (userId) => ask("unblock", { user_id: userId });
export const setClock = (shiftSeconds) => ask("clock", { shift_seconds: shiftSeconds });

// Calls onEvent for all that happens. onLost and onBack tell when the connection breaks and returns.
export function listen({ onEvent, onLost, onBack }) {
  const source = new EventSource("/control/events");
  let wasLost = false;
  source.onmessage = (event) => onEvent(JSON.parse(event.data));
  source.onerror = () => {
    if (!wasLost) onLost();
    wasLost = true;
  };
  source.onopen = () => {
    if (wasLost) onBack();
    wasLost = false;
  };
}

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/control/${path}`, options).catch(() => {
    throw new Error("The playground does not answer. Is it still running?");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `The playground said ${response.status}.`);
  return answer;
}
