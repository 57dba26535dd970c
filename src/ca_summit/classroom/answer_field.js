/* Show an exercise with a field; the kernel judges what is sent. */
const element = (name, parts = {}, ...children) => {
  const made = Object.assign(document.createElement(name), parts);
  made.append(...children);
  return made;
};

const choices = (shown, name, send) => shown.options.map((option) => {
  const radio = element("input", { type: "radio", name, value: option });
  radio.addEventListener("keydown", (event) => { if (event.key === "Enter") send(); });
  return element("label", {}, radio, ` ${option}`);
});

const items = (shown) => shown.options.map((option, at) => element("div", { textContent: `${"ABCDEFGH"[at]}  ${option}` }));

/** Build the form; `ask(text)` sends what was typed or chosen. */
export const build = (shown, ask) => {
  const name = `ca-${Math.random().toString(36).slice(2)}`;
  const field = element("input", { type: "text", spellcheck: false, autocomplete: "off", id: name });
  const choose = ["choice", "true-false"].includes(shown.kind);
  const form = element("div", { className: "ca-answer", lang: shown.language || "" });
  const typed = () => {
    if (!choose) return field.value;
    const chosen = form.querySelector("input:checked");
    return chosen ? chosen.value : "";
  };
  const send = () => ask(typed());
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") send(); });
  const check = element("button", { type: "button", textContent: shown.words.check });
  check.addEventListener("click", send);
  const said = element("p", { className: "ca-said" });
  said.setAttribute("role", "status");
  form.append(
    element("p", {}, element("strong", { textContent: shown.title }), ` (${shown.about})`),
    element("p", { textContent: shown.question, id: `${name}-q` }),
    ...(shown.kind === "order" ? items(shown) : []),
    ...(choose ? choices(shown, name, send) : [element("label", { htmlFor: name, textContent: `${shown.words.field} ` }), field, ` ${shown.unit} `]),
    element("p", { className: "ca-rule", textContent: shown.rule }),
    check,
    said,
  );
  field.setAttribute("aria-describedby", `${name}-q`);
  // Keys typed here are no commands of the notebook.
  form.addEventListener("keydown", (event) => event.stopPropagation());
  // Notebook 7 takes keys on their way down, unless the focused element itself says no.
  form.querySelectorAll("input, button").forEach((part) => { part.dataset.lmSuppressShortcuts = "true"; });
  return { form, said, check };
};

export default {
  render: ({ model, el }) => {
    let patience = 0;
    const { form, said, check } = build(model.get("shown"), (text) => {
      said.textContent = "…";
      check.disabled = true;
      clearTimeout(patience);
      patience = setTimeout(() => { said.textContent = model.get("shown").words.silent; check.disabled = false; }, 8000);
      model.send({ answer: text });
    });
    const tell = () => {
      const [outcome, message] = model.get("said");
      if (outcome === undefined) return; // emptied, so that the same answer is told again
      clearTimeout(patience);
      said.textContent = message;
      said.dataset.outcome = outcome;
      check.disabled = false;
    };
    model.on("change:said", tell);
    if (model.get("said").length) tell();
    el.append(form);
    return () => model.off("change:said", tell);
  },
};
