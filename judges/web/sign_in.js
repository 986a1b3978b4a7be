/*
 * sign_in.js - the page before anybody is signed in: scan the card, or type the code that stands on it.
 */
import { el, text } from "/assets/js/dom.js";
import { t, language, language_choose } from "/assets/js/text.js";
import { card_of } from "./card.js";

/* Shows the sign-in in `place`; `reason` says why one has to sign in again. `on_card({token, code})` gets what was entered. */
export function sign_in_view(place, reason, on_card) {
	const input = el("input", { type: "text", id: "code", autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": "code-hint code-fault" });
	const fault = el("p", { id: "code-fault", class: "field-fault", role: "alert", text: reason ? `▲ ${reason}` : "" });
	const form = el("form", { class: "sign-in-form", on_submit: (event) => {
		event.preventDefault();
		const card = card_of(input.value);
		if (card)
			on_card(card);
		else
			text(fault, `▲ ${t("code_missing")}`);
	} },
	el("label", { for: "code", text: t("code") }), input, el("p", { id: "code-hint", class: "muted", text: t("code_hint") }), fault,
	el("button", { type: "submit", class: "main", text: t("sign_in") }));
	const other = language() === "en" ? ["zh", "中文"] : ["en", "English"];
	place.replaceChildren(el("main", { class: "sign-in" }, el("img", { src: "/assets/icons/icon.svg", alt: "", width: 72, height: 72 }),
		el("h1", { text: t("sign_in_title") }), el("p", { text: t("sign_in_scan") }), form,
		el("button", { type: "button", class: "plain", text: other[1], lang: other[0], on_click: () => language_choose(other[0]) })));
}
