### 持有单据的人使用的核验页面。

check-title = 核验服务单据
check-language = English
check-asking = 正在查找记录……
check-not-asked = 尚未核验

## 服务器所知道的记录

check-held = 记录真实，未被改动
check-held-amended = 记录真实，但之后有更新
check-with = 由{ $organisation }保存，自 { $since } 起未被改动。
check-with-undated = 由{ $organisation }保存。
check-number = 编号
check-kind = 签署内容
check-signed-at = 签署时间
check-compare-number = 这还不能说明您手中的纸没有改动：单号应与此相同，并请打开 PDF 与纸上逐项核对，尤其是金额。
check-nothing-later = 此后没有改动，也没有再签署。
check-later = 之后发生的：
check-later-signed = 有改动，客户已于 { $at } 签字确认。
check-later-accepted = 有改动，公司已于 { $at } 确认，客户未签字。
check-later-open = 有改动，尚无人签字。
check-later-sign_off = { $kind }，{ $at }。
check-device-certified = 签署所用的手机属于该公司。
check-device-out-title = 请向公司询问这份记录
check-device-out-later = 签署所用的手机后来于 { $at } 停用；此记录在停用之前已经收到。
check-device-out = 签署所用的手机已于 { $at } 停用，此记录在停用之后才收到。请向公司询问。
check-pdf = 下载 PDF
check-pdf-newest = 下载最新的 PDF
check-unknown = 这里没有这份记录
check-unknown-why = 技术员的手机可能还没有上传：没有信号时，可能要等到晚上。
check-unknown-do = 请稍后再试。若一直查不到，请致电公司；请用您已有的电话，不要用单据上的号码。
check-other-number = 二维码不属于这张单据
check-other-number-why = 二维码写的编号是 { $code }，而它指向的记录编号是 { $here }。请向公司询问。

## 文件

check-file-title = 核验文件
check-file-lead = 单据的 PDF、封存记录，或导出的服务记录。查看是否被改动。
check-file-choose = 选择文件
check-file-kept = 文件只用于核验，不会保存。
check-file-asking = 正在核验 { $name }……
check-file-not-checked = 文件未能核验
check-file-valid = 文件未被改动
check-file-not-ours = 文件未被改动，但本服务器不认识它
check-file-not-ours-why = 没有任何内容能证明它是在本公司的设备上签署的。
check-file-record = 自签署以来，一个字也没有改动。
check-file-pdf = 页面内容与签署内容完全一致。
check-file-export = 签署的内容未被改动。
check-file-uncovered = 其中 { $of } 条记录有 { $n } 条没有签名，任何拿到文件的人都可能添加。
check-file-invalid = 文件无效
check-file-records-count = 只以下面列出的内容为准，不以页面为准。
check-file-other = 这个文件不是您扫描的单据
check-file-other-why = 单据上的二维码属于另一份记录，不在这个文件里。
check-file-same = 就是您扫描的单据的记录
check-too-large = 文件太大，不可能是这里的单据。
check-record-not-here = 本服务器没有这份记录，公司自己的服务器上可能有。
check-note-put_out_later = 签署所用的手机已于 { $at } 停用。只有那部手机自己的时钟表明签署在此之前。
check-note-device_unknown = 这里不知道签署所用的手机属于谁。

check-reason-export_nothing_sealed = 这个文件中没有任何签署，任何人都可能编写它。
check-reason-paper_pages = 页面被改动过，或文件被其他程序重新保存过。
check-reason-paper_other_layout = 页面由另一版本制作，这里无法比对。
check-reason-paper_no_seal = 这个 PDF 里没有签署记录。
check-reason-seal_malformed = 这不是签署记录，或已损坏。
check-reason-seal_certificate = 记录中的手机证书不相符。
check-reason-seal_no_certificate = 记录没有表明签署所用的手机属于谁。
check-reason-seal_other_organisation = 手机不是由记录所写的公司认证的。
check-reason-seal_revoked_device = 签署所用的手机在此之前已经停用。
check-reason-export_change = 有一条记录被改动，或缺少其他记录所依据的一条。
check-reason-export_other_document = 其中的记录属于另一次服务，与文件所写不符。
check-reason-export_malformed = 这不是导出的服务记录，或已损坏。
check-reason-other = 文件的某一部分不相符。
