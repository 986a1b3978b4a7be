/*
 * screens.js - what the screens are to show: a scene by its kind with what that kind needs, for one screen or several; and the emergency.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { keyed, labelled, send } from "./actions.js";

/* Each kind with the fields that it needs. */
const NEEDED = {
	board: ["stage"], around: ["stage", "competitor"], duel: ["stage", "competitor", "other"], turns: [], latest: ["stage"], now: ["stage", "competitor"], order: ["stage"],
	podium: ["stage"], medals: [], lower: ["stage", "competitor"], caption: ["words"], countdown: ["words", "minutes"], message: ["words"], address: [], blank: [],
};
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;

function reload_box() {
	const input = el("input", { type: "checkbox", id: "ask-reload" });
	return [input, el("label", { class: "check", for: "ask-reload" }, input, ` ${t("reload_too")}`)];
}

/* The members of a scene, from the fields' values. */
function scene_from(kind, values, stages, now_ms) {
	const [contest, stage] = values.stage.split("/");
	const scene = { kind };
	if (NEEDED[kind].includes("stage"))
		Object.assign(scene, { contest, stage });
	if (kind === "duel")
		scene.competitors = [values.competitor, values.other];
	else if (NEEDED[kind].includes("competitor"))
		scene.competitor = values.competitor;
	if (kind === "turns")
		scene.scenes = stages.filter(({ phase }) => phase !== "waiting").map((one) => ({ kind: "board", contest: one.contest, stage: one.stage }));
	if (kind === "countdown")
		Object.assign(scene, { to: Math.round(now_ms) + Number(values.minutes) * 60000, title: values.words });
	else if (NEEDED[kind].includes("words"))
		scene.text = values.words;
	return scene;
}

export async function screen_ask(net, { stages, here }) {
	const names = el("input", { type: "text", id: "ask-screen", value: "main", maxlength: "400" });
	const kind = el("select", { id: "ask-kind" }, ...Object.keys(NEEDED).map((value) => el("option", { value, text: t(`scene_${value}`) })));
	const inputs = {
		stage: el("select", { id: "ask-stage" }, ...stages.map(({ id, words }) => el("option", { value: id, text: words, ".selected": id === here }))),
		competitor: el("input", { type: "text", id: "ask-competitor", maxlength: "64" }),
		other: el("input", { type: "text", id: "ask-other", maxlength: "64" }),
		words: el("input", { type: "text", id: "ask-words", maxlength: "200" }),
		minutes: el("input", { type: "text", id: "ask-minutes", inputmode: "numeric", value: "10" }),
	};
	const labels = { stage: "stage", competitor: "competitor_number", other: "competitor_other", words: "words", minutes: "minutes" };
	const fields = Object.entries(inputs).map(([id, input]) => [id, labelled(t(labels[id]), `ask-${id}`, input)]);
	const fault = el("p", { class: "field-fault", role: "alert" });
	const [reload, reload_line] = reload_box();
	const choose = () => fields.forEach(([id, node]) => (node.hidden = !NEEDED[kind.value].includes(id)));
	kind.addEventListener("change", choose);
	choose();
	const named = () => names.value.split(/[\s,，、;；]+/).filter((name) => name);
	const check = () => {
		const right = named().length > 0 && named().every((name) => NAME.test(name));
		const timed = kind.value !== "countdown" || /^\d{1,4}$/.test(inputs.minutes.value);
		text(fault, !right ? `▲ ${t("screen_name_wrong")}` : !timed ? `▲ ${t("minutes_wrong")}` : "");
		return right && timed;
	};
	const choice = await ask(t("screen"), [el("p", { class: "muted", text: t("screen_note") }), labelled(t("screen_names"), "ask-screen", names), labelled(t("scene"), "ask-kind", kind),
		...fields.map(([, node]) => node), reload_line, fault], [{ value: "", text: t("stay") }, { value: "do", text: t("put_on_screen"), class: "main", check }]);
	if (choice !== "do")
		return;
	const values = Object.fromEntries(Object.entries(inputs).map(([id, input]) => [id, input.value.trim()]));
	const scene = scene_from(kind.value, values, stages, net.time());
	if (reload.checked)
		scene.reload = Math.round(net.time());
	for (const screen of new Set(named()))
		if (!await send(net, "screen", keyed({ screen, scene })))
			return;
}

/* Over every screen at once, until it is ended. */
export async function emergency_ask(net) {
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
