// Elements, made without any markup in text: nothing that a server says can become part of the page.

/** `on…` are listeners, `true` and `false` say whether an attribute is there, the rest are attributes. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return element;
}

/** A value that may be written in another direction than the page. */
export const bdi = (text) => h("bdi", {}, text);

export const lead = (text) => h("p", { class: "lead" }, text);

export const button = (text, kind, onclick) => h("button", { type: "button", class: kind, onclick }, text);

/** Names and values beside each other. */
export const facts = (pairs) =>
  h("dl", { class: "facts" }, pairs.map(([name, ...values]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...values))));

/** A field with its label, a hint, and a place for what is wrong with what was typed. */
export function field({ id, label, hint, ...attributes }) {
  const fault = h("p", { id: `${id}-fault`, class: "fault", hidden: true });
  const describedBy = [hint && `${id}-hint`, `${id}-fault`].filter(Boolean).join(" ");
  const input = h("input", { id, name: id, autocomplete: "off", "aria-describedby": describedBy, ...attributes });
  const told = hint && h("p", { id: `${id}-hint`, class: "hint" }, hint);
  const say = (text) => {
    fault.textContent = text ?? "";
    fault.hidden = !text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) input.focus();
  };
  input.addEventListener("input", () => say());
  return { node: h("div", { class: "field" }, h("label", { for: id }, label), told, input, fault), input, say };
}

/** A place whose text is read aloud as it appears: at once for `alert`, in its turn for `status`. */
export function spoken(role) {
  const place = h("p", { class: role === "alert" ? "problem" : "status", role });
  place.say = (text = "") => (place.textContent = text);
  return place;
}

/** Runs `act` when the form is sent, once at a time; its buttons rest meanwhile. */
export function form(act, ...parts) {
  const form = h("form", { novalidate: true }, ...parts);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      await act(event.submitter);
    } finally {
      form.ariaBusy = "false";
    }
  });
  return form;
}
