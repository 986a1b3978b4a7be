/*
 * scene_form.js - a scene as the desk makes it: its kind, the fields that this kind needs, and the scene that comes of them.
 * honours_rows() and playlist_scene() are pure.
 */
import { el, text } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { labelled } from "./actions.js";
import { DrawForm } from "./draw_form.js";

/* Each kind with the fields that it needs. */
export const NEEDED = {
	board: ["stage"], around: ["stage", "competitor"], duel: ["stage", "competitor", "other"], turns: ["playlist"], latest: ["stage"], now: ["stage", "competitor"], order: ["stage"],
	progress: ["contest"], podium: ["stage"], medals: [], honours: ["words", "list"], draw: ["words", "draw"], pictures: ["words", "pictures"], lower: ["stage", "competitor"], caption: ["words"],
	countdown: ["words", "minutes"], message: ["words"], address: [], blank: [],
};
const WORDLESS = ["honours", "draw", "pictures", "countdown"]; /* their words are a title, which may be missing */
const SECONDS = 12;
const LEVELS = { 国: "national", 省: "province", 市: "city", n: "national", p: "province", c: "city" };

/* "国家级, 王秀英, 众泰模具, 一等奖" line by line, as typed or pasted out of a sheet: [[level, name, unit, honour]]. */
export function honours_rows(words) {
	return words.split(/\r?\n/).map((line) => line.split(/\t|,|，|;|；/).map((part) => part.trim())).filter((parts) => parts.length >= 2 && parts[1] !== "")
		.map(([level, name, unit = "", honour = ""]) => [LEVELS[level[0]?.toLowerCase()] ?? level, name, unit, honour]);
}

/* The leaderboards that there are, where nobody has put a list together. */
export function playlist_scene(list, stages) {
	const scenes = list.length ? list : stages.filter(({ phase }) => phase !== "waiting").map(({ contest, stage }) => ({ kind: "board", contest, stage }));
	return { kind: "turns", scenes };
}

/* A file's text: UTF-8, else as Chinese spreadsheets write it. */
async function file_text(file) {
	const bytes = await file.arrayBuffer();
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder("gb18030").decode(bytes);
	}
}

export function scene_words(scene, stages) {
	const stage = stages.find((one) => one.contest === scene?.contest && one.stage === scene?.stage);
	return [scene?.kind ? t(`scene_${scene.kind}`) : t("scene_default"), stage?.words, scene?.competitor].filter((part) => part).join(" · ");
}

export class SceneForm {
	/* `stages` as the desk has them, `here` the id of the one in hand, `may` the methods of this role; `on_change()` at each change. */
	constructor(net, { stages, here, may, on_change }) {
		const contests = [...new Map(stages.map(({ contest, contest_words }) => [contest, contest_words])).entries()];
		Object.assign(this, { net, stages, contests, on_change, playlist: [], pictures: [] });
		this.drawn = new DrawForm(net, { contests, may, on_drawn: () => this.on_change() });
		this.kind = el("select", { id: "ask-kind" }, ...Object.keys(NEEDED).map((value) => el("option", { value, text: t(`scene_${value}`) })));
		this.make_inputs(here);
		this.fault = el("p", { class: "field-fault", role: "alert" });
		this.extra = el("div", { class: "scene-extra" });
		const labels = { stage: "stage", contest: "scene_contest", competitor: "competitor_number", other: "competitor_other", words: "words", minutes: "minutes", list: "honours_list" };
		this.fields = Object.entries(this.inputs).map(([id, input]) => [id, labelled(t(labels[id]), `ask-${id}`, input)]);
		this.root = el("div", { class: "scene-form" }, labelled(t("scene"), "ask-kind", this.kind), ...this.fields.map(([, node]) => node), this.extra, this.fault);
		this.kind.addEventListener("change", () => this.choose());
		this.root.addEventListener("input", () => this.on_change());
		this.choose();
	}

	make_inputs(here) {
		this.inputs = {
			stage: el("select", { id: "ask-stage" }, ...this.stages.map(({ id, words }) => el("option", { value: id, text: words, ".selected": id === here }))),
			contest: el("select", { id: "ask-contest" }, el("option", { value: "", text: t("scene_all_contests") }), ...this.contests.map(([value, words]) => el("option", { value, text: words }))),
			competitor: el("input", { type: "text", id: "ask-competitor", maxlength: "64" }),
			other: el("input", { type: "text", id: "ask-other", maxlength: "64" }),
			words: el("input", { type: "text", id: "ask-words", maxlength: "200" }),
			minutes: el("input", { type: "text", id: "ask-minutes", inputmode: "numeric", value: "10" }),
			list: el("textarea", { id: "ask-list", rows: "6", placeholder: t("honours_example") }),
		};
	}

	choose() {
		const needed = NEEDED[this.kind.value];
		for (const [id, node] of this.fields)
			node.hidden = !needed.includes(id);
		const extra = { list: () => this.file_field(), pictures: () => this.picture_field(), playlist: () => this.playlist_field(), draw: () => this.drawn.root };
		this.extra.replaceChildren(...needed.map((field) => extra[field]?.()).filter((node) => node));
		this.on_change();
	}

	file_field() {
		const file = el("input", { type: "file", id: "ask-file", accept: ".csv,.txt,text/csv,text/plain", on_change: async () => {
			this.inputs.list.value = await file_text(file.files[0]);
			this.on_change();
		} });
		return labelled(t("honours_file"), "ask-file", file);
	}

	picture_field() {
		const box = el("fieldset", { class: "picture-choice" }, el("legend", { text: t("pictures_choose") }));
		this.pictures = [];
		this.net.ask("pictures").then(({ pictures, folder }) => {
			box.append(...pictures.map(({ name }, n) => el("label", { class: "check", for: `ask-picture-${n}` }, el("input", { type: "checkbox", id: `ask-picture-${n}`, on_change: (event) => {
				this.pictures = event.target.checked ? [...this.pictures, name] : this.pictures.filter((one) => one !== name);
				this.on_change();
			} }), el("img", { src: `/pictures/${encodeURIComponent(name)}`, alt: "", loading: "lazy" }), ` ${name}`)));
			if (pictures.length === 0)
				box.append(el("p", { class: "muted", text: t("pictures_none", { folder }) }));
		}).catch(() => {});
		return box;
	}

	/* A scene as it stands in the form goes to the end of the list that is shown in turn. */
	playlist_add(scene) {
		this.playlist.push({ ...scene, seconds: SECONDS });
	}

	playlist_field() {
		const box = el("fieldset", { class: "playlist" }, el("legend", { text: t("playlist") }));
		const redo = (change) => () => {
			change();
			this.choose();
		};
		box.append(el("p", { class: "muted", text: t(this.playlist.length ? "playlist_note" : "playlist_empty") }), el("ol", {}, ...this.playlist.map((scene, n) => {
			const words = scene_words(scene, this.stages);
			const seconds = el("input", { type: "number", min: "2", max: "3600", value: String(scene.seconds), "aria-label": `${t("playlist_seconds")}: ${words}`,
				on_input: (event) => (scene.seconds = Math.min(3600, Math.max(2, Number(event.target.value) || SECONDS))) });
			return el("li", {}, el("span", { text: words }), seconds, el("span", { "aria-hidden": "true", text: "s" }),
				el("button", { type: "button", text: "▲", "aria-label": `${t("playlist_up")}: ${words}`, ".disabled": n === 0, on_click: redo(() => this.playlist.splice(n - 1, 0, this.playlist.splice(n, 1)[0])) }),
				el("button", { type: "button", text: "✕", "aria-label": `${t("playlist_out")}: ${words}`, on_click: redo(() => this.playlist.splice(n, 1)) }));
		})));
		return box;
	}

	/* What is still wrong, as a sentence; "" where nothing is. */
	wrong() {
		const value = (id) => this.inputs[id].value.trim();
		if (this.kind.value === "countdown" && !/^\d{1,4}$/.test(value("minutes")))
			return t("minutes_wrong");
		if (this.kind.value === "honours" && honours_rows(value("list")).length === 0)
			return t("honours_wrong");
		if (this.kind.value === "pictures" && !this.pictures.length)
			return t("pictures_wrong");
		const empty = NEEDED[this.kind.value].find((id) => ["competitor", "other", "words"].includes(id) && value(id) === "" && !(id === "words" && WORDLESS.includes(this.kind.value)));
		return empty ? t("words_missing", { label: this.root.querySelector(`label[for="ask-${empty}"]`).textContent }) : "";
	}

	tell(words) {
		text(this.fault, words && `▲ ${words}`);
	}

	/* The scene of the fields' values, at this moment of the hub's clock. */
	scene() {
		const value = (id) => this.inputs[id].value.trim();
		const kind = this.kind.value;
		const [contest, stage] = value("stage").split("/");
		const has = (field) => NEEDED[kind].includes(field);
		if (kind === "turns")
			return playlist_scene(this.playlist, this.stages);
		return {
			kind, ...(has("stage") ? { contest, stage } : {}), ...(has("contest") && value("contest") ? { contest: value("contest") } : {}),
			...(kind === "duel" ? { competitors: [value("competitor"), value("other")] } : has("competitor") ? { competitor: value("competitor") } : {}),
			...(kind === "countdown" ? { to: Math.round(this.net.time()) + Number(value("minutes")) * 60000 } : {}),
			...(has("words") ? { [WORDLESS.includes(kind) ? "title" : "text"]: value("words") } : {}),
			...(has("list") ? { rows: honours_rows(value("list")) } : {}), ...(has("pictures") ? { files: this.pictures } : {}), ...(has("draw") ? { draw: this.drawn.name() } : {}),
		};
	}
}
