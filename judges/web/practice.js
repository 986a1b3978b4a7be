/*
 * practice.js - begins a rehearsal of the ceremony: which screens are to show it. The results are invented, nothing is written down.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { labelled, send } from "./actions.js";

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;

export async function practice_ask(net, { contest, stage, words }) {
	const names = el("input", { type: "text", id: "ask-screens", value: "main", maxlength: "400" });
	const fault = el("p", { class: "field-fault", role: "alert" });
	const named = () => [...new Set(names.value.split(/[\s,，、;；]+/).filter((name) => name))];
	const check = () => {
		const right = named().length > 0 && named().length <= 16 && named().every((name) => NAME.test(name) && name !== "all");
		text(fault, right ? "" : `▲ ${t("screen_name_wrong")}`);
		return right;
	};
	const choice = await ask(t("practice_do"), [el("p", { class: "dialog-what", text: words }), el("p", { text: t("practice_will") }), labelled(t("screen_names"), "ask-screens", names), fault],
		[{ value: "", text: t("stay") }, { value: "do", text: t("practice_do"), class: "main", check }]);
	if (choice === "do")
		await send(net, "practice", { contest, stage, screens: named() });
}
