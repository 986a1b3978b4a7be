/*
 * screens.js - directing the screens: which there are and what each shows now, a scene looked at before it is put on one, several or all of them; and the
 * emergency.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { keyed, labelled, send } from "./actions.js";
import { refusal_text } from "./sheet.js";
import { SceneForm } from "./scene_form.js";
import { ScreenList, Small, pair_form } from "./screen_list.js";

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;
const LOOK_MS = 250;

function reload_box() {
	const input = el("input", { type: "checkbox", id: "ask-reload" });
	return [input, el("label", { class: "check", for: "ask-reload" }, input, ` ${t("reload_too")}`)];
}

class Director {
	constructor(net, { stages, here, may }) {
		this.net = net;
		this.names = el("input", { type: "text", id: "ask-screen", maxlength: "1000", on_input: () => this.choice_draw() });
		this.list = new ScreenList({ stages, chosen: () => this.named(), choose: (name, whether) => this.choose(name, whether) });
		this.preview = new Small(t("preview"));
		this.preview.show("/screen?preview&lang=both");
		this.said = el("p", { role: "status" });
		this.put = el("button", { type: "button", class: "main", text: t("put_on_screen"), ".disabled": true, on_click: () => this.carry_out() });
		this.add = el("button", { type: "button", text: t("playlist_add"), ".disabled": true, on_click: () => this.playlist_add() });
		[this.reload, this.reload_line] = reload_box();
		this.ready = new Promise((done) => (this.on_message = (event) => event.source === this.preview.frame.contentWindow && event.origin === location.origin && event.data?.ready && done()));
		this.form = new SceneForm(net, { stages, here, may, on_change: () => this.look_soon() });
		this.build();
	}

	build() {
		const all = el("button", { type: "button", text: t("screens_all"), on_click: () => this.names_set(this.list.list.map(({ name }) => name)) });
		this.close = el("button", { type: "button", text: t("close"), on_click: () => this.root.close() });
		this.root = el("dialog", { class: "screens", "aria-labelledby": "dialog-title" }, el("h2", { text: t("screen"), id: "dialog-title", tabindex: "-1" }), el("div", { class: "director" },
			el("section", { class: "director-screens", "aria-label": t("screen") }, pair_form(this.net, (name) => this.choose(name, true)), el("p", { class: "muted", text: t("screen_note") }), this.list.root),
			el("section", { class: "director-scene", "aria-label": t("scene") }, this.form.root, el("h3", { text: t("preview") }), this.preview.root)),
		el("div", { class: "choices director-do" }, el("div", { class: "director-names" }, labelled(t("screen_names"), "ask-screen", this.names), all, this.reload_line), this.said, this.close, this.add, this.put));
		this.root.addEventListener("close", () => this.release());
	}

	open() {
		addEventListener("message", this.on_message);
		this.net.watch("screens", { snapshot: (told) => this.told(told), change: (told) => this.told(told) });
		document.body.append(this.root);
		this.root.showModal();
		this.root.querySelector("h2").focus();
		this.look_soon();
	}

	release() {
		removeEventListener("message", this.on_message);
		clearTimeout(this.looking);
		this.net.unwatch("screens");
		this.root.remove();
	}

	told({ screens }) {
		if (screens.length === 1 && this.names.value === "" && this.list.list.length === 0)
			this.names.value = screens[0].name;
		this.list.show(screens);
	}

	/* ---- which screens ---- */

	named() {
		return this.names.value.split(/[\s,，、;；]+/).filter((name) => name);
	}

	names_set(names) {
		this.names.value = names.join(" ");
		this.choice_draw();
	}

	choose(name, whether) {
		const others = this.named().filter((one) => one !== name);
		this.names_set(whether ? [...others, name] : others);
	}

	choice_draw() {
		this.list.show(this.list.list);
	}

	/* ---- which scene ---- */

	look_soon() {
		if (!this.form)
			return;
		clearTimeout(this.looking);
		this.put.disabled = this.add.disabled = true;
		this.looking = setTimeout(() => this.look(), LOOK_MS);
	}

	/* Only what was seen in the preview can be put on a screen. */
	async look() {
		const wrong = this.form.wrong();
		this.form.tell(wrong);
		if (wrong)
			return;
		const asked = (this.asked = this.form.scene());
		try {
			const told = await this.net.ask("look", { scene: asked });
			await this.ready;
			if (asked !== this.asked)
				return;
			this.preview.frame.contentWindow.postMessage(told, location.origin);
			this.put.disabled = false;
			this.add.disabled = asked.kind === "turns";
		} catch (refusal) {
			if (asked === this.asked)
				this.form.tell(refusal_text(refusal));
		}
	}

	playlist_add() {
		this.form.playlist_add(this.form.scene());
		text(this.said, `● ${t("playlist_added", { count: this.form.playlist.length })}`);
	}

	async carry_out() {
		const names = [...new Set(this.named())];
		if (names.length === 0 || !names.every((name) => NAME.test(name)) || names.includes("all")) {
			text(this.said, `▲ ${t("screen_name_wrong")}`);
			this.names.focus();
			return;
		}
		const scene = this.form.scene();
		if (this.reload.checked)
			scene.reload = Math.round(this.net.time());
		for (const screen of names)
			if (!await send(this.net, "screen", keyed({ screen, scene })))
				return;
		this.reload.checked = false;
		text(this.said, `● ${t("screen_done", { names: names.join(", ") })}`);
	}
}

/* `may`: the methods of this role. */
export function screen_ask(net, choice) {
	if (!document.querySelector("dialog[open]"))
		new Director(net, choice).open();
}

/* Over every screen at once, until it is ended. */
export async function emergency_ask(net) {
	document.querySelector("dialog.screens[open]")?.close();
	if (document.querySelector("dialog[open]"))
		return;
	const words = el("textarea", { id: "ask-emergency", rows: "3", maxlength: "400", ".value": t("emergency_words") });
	const [reload, reload_line] = reload_box();
	const choice = await ask(t("emergency"), [el("p", { class: "muted", text: t("emergency_note") }), labelled(t("words"), "ask-emergency", words), reload_line],
		[{ value: "", text: t("stay") }, { value: "over", text: t("emergency_over") }, { value: "do", text: t("emergency_do"), class: "main", check: () => words.value.trim() !== "" }]);
	if (choice === "")
		return;
	const scene = choice === "do" ? { kind: "emergency", text: words.value.trim() } : { kind: "over" };
	if (reload.checked)
		scene.reload = Math.round(net.time());
	await send(net, "screen", keyed({ screen: "all", scene }));
}
