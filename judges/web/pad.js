/*
 * pad.js - the number pad: large keys for the field in hand. A keyboard works as well; the pad never takes the focus.
 */
import { el } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "±", "0", "."];

/* What a field may hold while it is typed: full-width digits and commas become plain ones, anything else goes. */
export function typed_clean(value) {
	const plain = value.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[．。，,]/g, ".").replace(/[－−]/g, "-");
	const kept = plain.replace(/[^0-9.-]/g, "");
	const sign = kept.startsWith("-") ? "-" : "";
	const [whole, ...rest] = kept.replace(/-/g, "").split(".");
	return sign + whole + (rest.length ? `.${rest.join("")}` : "");
}

export class Pad {
	/* `on_next(input)` is called when the judge is done with a field. */
	constructor(on_next) {
		this.on_next = on_next;
		this.input = null;
		this.fresh = false;
		const key = (name, label) => el("button", { type: "button", tabindex: "-1", class: "pad-key", "data-key": name, text: name, "aria-label": label,
			on_pointerdown: (event) => event.preventDefault(), on_click: () => this.press(name) });
		this.sign = key("±", t("pad_sign"));
		this.title = el("p", { class: "pad-title", "aria-live": "off" });
		this.root = el("div", { class: "pad", role: "group", "aria-label": t("pad"), hidden: true }, this.title,
			...KEYS.map((name) => (name === "±" ? this.sign : key(name, name === "." ? t("pad_point") : name))),
			key("⌫", t("pad_back")),
			el("button", { type: "button", tabindex: "-1", class: "pad-key pad-next main", text: t("pad_next"),
				on_pointerdown: (event) => event.preventDefault(), on_click: () => this.on_next(this.input) }));
	}

	/* Opens for a field: its first key replaces what was there. */
	open(input, words, signed) {
		this.input = input;
		this.fresh = true;
		this.title.textContent = words;
		this.sign.disabled = !signed;
		this.root.hidden = false;
		input.select();
	}

	close() {
		this.input = null;
		this.root.hidden = true;
	}

	press(name) {
		const input = this.input;
		if (!input)
			return;
		let value = input.value;
		if (name === "±")
			value = value.startsWith("-") ? value.slice(1) : `-${value}`;
		else if (name === "⌫")
			value = this.fresh ? "" : value.slice(0, -1);
		else if (name === ".")
			value = this.fresh ? "0." : value.includes(".") ? value : `${value || "0"}.`;
		else
			value = this.fresh ? name : value + name;
		this.fresh = false;
		input.value = value;
		input.dispatchEvent(new Event("input", { bubbles: true }));
	}
}
