/* texts.js - the verifying page's words. The verdicts' sentences are those of certificates/verify.c. */

export const TEXTS = {
	"zh-CN": {
		title: "证书验证",
		verdicts: {
			valid: "真实有效",
			revoked: "已撤销",
			not_genuine: "不真实",
			unknown_issuer: "签发单位不明",
			unreadable: "无法读取",
		},
		sentences: {
			valid: "此证书由下列单位签发，内容未被改动。",
			revoked: "此证书确由下列单位签发，但已不再有效。",
			not_genuine: "内容与签名不符，请勿采信此证书。",
			unknown_issuer: "此处不掌握该单位的公钥，无法判断真伪。",
			unreadable: "这不是完整的证书地址，请重新扫描二维码。",
		},
		fields: {
			holder: "获奖者", unit: "单位", award: "奖项", contest: "项目", event: "赛事", score: "成绩",
			date: "日期", id: "编号", issuer: "签发单位", since: "撤销日期", reason: "撤销原因", replaced_by: "替代证书",
			stage: "成绩单", time: "时间", head: "账本校验值",
		},
		compare: "请将以上内容与纸质证书逐项核对。",
		paste: "或粘贴证书二维码中的网址",
		check: "验证",
		checking: "正在验证……",
		offline: "签名在您的手机上验证，网址中 # 之后的内容不会发送到服务器。",
		listMissing: "撤销名单暂时无法取得：签名已验证，但不能确定证书是否已被撤销。",
		keysMissing: "公钥名单无法取得，请稍后重试。",
		other: "English",
	},
	en: {
		title: "Certificate verification",
		verdicts: {
			valid: "Genuine and valid",
			revoked: "Revoked",
			not_genuine: "Not genuine",
			unknown_issuer: "Unknown issuer",
			unreadable: "Unreadable",
		},
		sentences: {
			valid: "Issued by the organisation below, and not altered.",
			revoked: "The organisation below did issue this certificate, but it is no longer valid.",
			not_genuine: "What it says does not match its signature. Do not rely on this certificate.",
			unknown_issuer: "This list does not have the issuer's key, so nothing can be said.",
			unreadable: "This is not a complete certificate address. Please scan the code again.",
		},
		fields: {
			holder: "Holder", unit: "Unit", award: "Award", contest: "Contest", event: "Event", score: "Score",
			date: "Date", id: "Number", issuer: "Issuer", since: "Revoked since", reason: "Reason", replaced_by: "Replaced by",
			stage: "Result list", time: "Time", head: "Ledger's head",
		},
		compare: "Please compare each line with the paper.",
		paste: "Or paste the address from a certificate's code",
		check: "Verify",
		checking: "Checking …",
		offline: "The signature is checked on your own device: what stands behind the # is never sent to a server.",
		listMissing: "The list of revoked certificates cannot be fetched now: the signature is good, but whether the certificate was revoked is not known.",
		keysMissing: "The list of keys cannot be fetched. Please try again later.",
		other: "中文",
	},
};

export const SHAPES = { valid: "✓", revoked: "–", not_genuine: "✕", unknown_issuer: "?", unreadable: "!" };
