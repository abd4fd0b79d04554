// Builds elements. Text goes in as text nodes only: nothing here or elsewhere parses HTML.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

// A round picture with an initial; the colour follows from the id, so it stays.
export function avatar(id, title, iconName) {
  const made = element("span", { class: `avatar tint-${Math.abs(id) % 5}`, "aria-hidden": "true" });
  made.append(iconName ? icon(iconName) : [...title.trim()][0] || "?");
  return made;
}

export function botAvatar() {
  const made = avatar(0, "", "mark");
  made.className = "avatar tint-bot";
  return made;
}
