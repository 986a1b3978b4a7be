/* A small event: two judges, a chief, three competitors, two stages. */
const aspects = [
	{ id: "A1", title: "孔距", method: "points", min: 0, max: 10, step: "0.5" },
	{ id: "A2", title: "表面", method: "points", min: 0, max: 10, step: "0.5" },
];

export function demo_event() {
	const module = { id: "practical", title: { "zh-CN": "实操", en: "Practical" }, judges: ["j1", "j2"], shadows: ["trainee"], signatures: ["judge"],
		panel: { over: "sheet", combine: "mean", decimals: 2 }, criteria: [{ id: "A", title: "尺寸", aspects }],
		penalties: [{ id: "late", title: "超时", points: "-0.5", per: "each" }] };
	return {
		event: "demo", title: { "zh-CN": "演示", en: "Demo" }, organiser: "试金石", starts: "2018-04-21", ends: "2018-04-22",
		people: [
			{ id: "j1", name: "张一", role: "judge" }, { id: "j2", name: "李二", role: "judge" },
			{ id: "j3", name: "赵三", role: "judge" }, { id: "chief", name: "陈主裁", role: "chief" },
			{ id: "steward", name: "吴", role: "steward" }, { id: "watcher", name: "监督", role: "scrutineer" },
			{ id: "mc", name: "何静", role: "mc" },
			{ id: "trainee", name: "见习", role: "shadow" },
		],
		contests: [{
			id: "mould", title: { "zh-CN": "模具工", en: "Mould making" }, entry: "person",
			competitors: [{ id: "001", name: "王秀英", unit: "众泰" }, { id: "002", name: "李明", unit: "顺虎" },
				{ id: "003", name: "周杰", unit: "众泰" }],
			stages: [
				{ id: "prelim", title: { "zh-CN": "预赛", en: "Preliminary" }, modules: [module], decimals: 2,
					advance: { top: 2, ties: "all" } },
				{ id: "final", title: { "zh-CN": "决赛", en: "Final" }, carry: [{ stage: "prelim", weight: 1 }],
					modules: [{ ...module, judges: ["j3"], shadows: undefined, signatures: undefined, panel: undefined, penalties: [] }], decimals: 2 },
			],
			awards: [{ id: "gold", title: { "zh-CN": "一等奖", en: "First prize" }, ranks: [1, 1] }],
		}],
	};
}
