/*
 * screen_list.js - the screens that there are: a picture of each as it is now, what it shows, whether anybody is there; and a new one gets its name.
 * The picture is the screen's own page once more, made small: it cannot differ from what hangs in the hall.
 */
import { el, text, attr, rows } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { labelled, tell_refusal } from "./actions.js";
import { scene_words } from "./scene_form.js";

const SIZE = { width: 1920, height: 1080, theme: "dark", lang: "both" };

/* A page of this program made small, as wide as its box is. `address` may change. */
export class Small {
	constructor(title) {
		this.frame = el("iframe", { title, tabindex: "-1", loading: "lazy" });
		this.root = el("div", { class: "small", inert: true }, this.frame);
		new ResizeObserver(() => this.scale()).observe(this.root);
	}

	show(address, { width, height } = SIZE) {
		Object.assign(this, { width, height });
		Object.assign(this.frame.style, { width: `${width}px`, height: `${height}px` });
		this.root.style.aspectRatio = `${width} / ${height}`;
		if (this.frame.getAttribute("src") !== address)
			this.frame.setAttribute("src", address);
		this.scale();
	}

	scale() {
		if (this.width && this.root.clientWidth)
			this.frame.style.transform = `scale(${this.root.clientWidth / this.width})`;
	}
}

function state_words({ pages, gone }) {
	if (pages.length)
		return `● ${t("screen_there", { count: pages.length })}`;
	return gone ? `▲ ${t("screen_gone", { time: time_of_day(gone, false) })}` : `○ ${t("screen_never")}`;
}

export class ScreenList {
	/* `chosen()` gives the names that are chosen, `choose(name, whether)` changes that. */
	constructor({ stages, chosen, choose }) {
		Object.assign(this, { stages, chosen, choose, list: [] });
		this.items = el("ul", { class: "screen-list" });
		this.none = el("p", { class: "muted", text: t("screens_none") });
		this.root = el("div", {}, this.none, this.items);
	}

	show(list) {
		this.list = list;
		this.none.hidden = list.length > 0;
		rows(this.items, list, (one) => one.name, (one) => this.make(one), (node, one) => this.update(node, one));
	}

	make(one) {
		const small = new Small(`${t("screen_picture")}: ${one.name}`);
		const id = `screen-${one.name}`;
		const box = el("input", { type: "checkbox", id, on_change: () => this.choose(one.name, box.checked) });
		const node = el("li", { class: "card screen-card" }, small.root, el("label", { class: "check", for: id }, box, ` ${one.name}`), el("span", { class: "state" }), el("span", { class: "muted" }));
		node.small = small;
		return node;
	}

	update(node, one) {
		const page = one.pages[0] ?? SIZE;
		const [, label, state, words] = node.children;
		label.firstChild.checked = this.chosen().includes(one.name);
		attr(state, "data-state", one.pages.length ? "live" : one.gone ? "offline" : "waiting");
		text(state, state_words(one));
		text(words, scene_words(one.pages.length ? { ...one.scene, kind: one.pages[0].kind } : one.scene, this.stages));
		node.small.show(`/screen/${encodeURIComponent(one.name)}?thumb&theme=${page.theme}&lang=${page.lang}`, page);
	}
}

/* A new screen shows a code: typed here with a name, it becomes that name. */
export function pair_form(net, done) {
	const code = el("input", { type: "text", id: "pair-code", inputmode: "numeric", autocomplete: "off", maxlength: "8", placeholder: "123 456" });
	const name = el("input", { type: "text", id: "pair-name", maxlength: "64", placeholder: "hall-2" });
	const button = el("button", { type: "submit", text: t("pair_do") });
	const form = el("form", { class: "pair-form", on_submit: async (event) => {
		event.preventDefault();
		try {
			const answer = await net.ask("adopt", { code: code.value.replaceAll(/\D/g, ""), screen: name.value.trim() });
			code.value = name.value = "";
			done(answer.screen);
		} catch (refusal) {
			await tell_refusal(refusal);
		}
	} }, labelled(t("pair_code"), "pair-code", code), labelled(t("screen_name"), "pair-name", name), button);
	return form;
}
