### 派工看板：派工人员的看板页面。

page-title-attention = （{ $count }）{ $title }

## 页眉

connection-connecting = 正在连接…
connection-live = 实时 · { $since } 起
connection-broken = 正在重连 · { $since } 断开
connection-stale = 连接已于 { $since } 中断，下面是当时的情况。{ $reason }
people-open = 人员与手机
call-out-new = 登记叫修
call-out-new-float =
    .aria-label = 登记叫修
    .title = 登记叫修

## 筛选

filters =
    .aria-label = 按状态筛选工单
filter-all = 全部
filter-attention = 需关注
filter-assigned = 已派工
filter-on_site = 已到场
filter-working = 处理中
filter-finished = 完工待签
filter-signed = 已签认
filter-cancelled = 已取消
search-label = 搜索工单
search =
    .placeholder = 搜索客户、单号、产品、技术员
    .title = 按 / 键开始搜索
day-label = 日期范围
day-current = 今天
day-later = 以后
day-all = 全部日期

## 手机

devices-summary = 手机 { $count } 台{ $offline ->
    [0] {""}
   *[other] ，{ $offline } 台离线
}{ $unsent ->
    [0] {""}
   *[other] ，{ $unsent } 台有未发送的工作
}
devices-title = { $offline ->
    [0] 每台手机 { $minutes } 分钟内都有联络
   *[other] { $offline } 台手机超过 { $minutes } 分钟没有联络
}
device-line = { $device } · { $heard }
device-heard = 最近联络
device-state-heard = 联络正常
device-state-offline = 离线：超过 { $minutes } 分钟没有联络
device-state-revoked = 已停用
device-heard-at = 最近联络：{ $at }
device-unsent = 未发送
device-unsent-none = 最近联络时没有报告未发送的内容
device-oldest = 其中最早的一项
device-unknown = 未知手机
device-person = 使用人
device-state = 状态
device-enrolled = 登记时间
revoke-open = 停用这台手机
revoke-title = 停用“{ $device }”？
revoke-lead = { $name }的这台手机将不能再读取或上传任何内容，不能恢复；以后请作为新设备登记。
revoke-unsent = 已送达的工作仍然有效。尚未送达的内容会留在这台手机里，但不能再上传。
revoke-submit = 停用
revoke-done = “{ $device }”已停用。

## 列表

visits-title = 工单
column-when = 预约
column-number = 单号
column-customer = 客户
column-product = 产品 / 故障
column-technician = 技术员
column-state = 状态
column-signature = 客户签名
column-counts = 检查 · 换件 · 照片
group-attention-current = 需要关注
group-attention-later = 需要关注
group-attention-all = 需要关注
group-others-current = 今日工单
group-others-later = 以后的工单
group-others-all = 其他工单
no-appointment = 未约时间
no-technician = 未派技术员
late-by = 预约已过 { $span }
signature-of = { $name }的签名
signed-by-stamp = 客户盖章，印章照片见“照片”。
unsigned-reason = 原因：{ $reason }
unsigned-words = 客户原话：“{ $words }”
count-checks = 检查完成 { $done } 项，共 { $total } 项
count-parts = 换件 { $count } 项
count-photos = 照片已到 { $done } 张，共 { $total } 张
evidence-incomplete = 凭证不全：缺 { $count } 张照片
list-loading = 正在读取看板…
list-error = 看板读取失败
list-nothing = 还没有工单
list-nothing-next = 客户来电后，登记叫修并派给技术员，工单就会出现在这里。
list-more = 显示更多（还有 { $count } 张）
list-no-match = 没有符合条件的工单
list-no-match-next = 换个关键词或状态，或查看全部日期。
list-show-all = 显示全部工单
announcement = { $number }：{ $state }。

## 工单详情

visit = 工单
visit-loading = 正在读取工单…
visit-error = 工单读取失败
visit-gone = 没有这张工单
visit-back-to-board = 回到看板
visit-technician = 技术员：{ $name }
visit-appointment = 预约：{ $time }
visit-late-by = 已过 { $span }，尚无人到场
by-at = { $name } · { $time }
person-unknown = 未知人员
reason = 原因：{ $reason }
who-where = { $name } · { $where }

step-assigned = 派工
step-on_site = 到场
step-working = 开始
step-finished = 完工
step-signed = 签认
step-cancelled = 取消

section-sign-offs = 客户签认
section-call-out = 叫修内容
section-customer = 客户
section-asset = 产品
section-findings = 故障情况
section-treatment = 处理经过
section-parts = 换件
section-checklist = 检查项目
section-photos = 照片
section-timeline = 经过
nothing-written = 还没有填写。
parts-none = 没有换件。
checklist-none = 这张工单没有检查项目。
photos-none = 没有照片。

fact-received = 叫修时间
fact-service-type = 收费方式
fact-work = 工作类别
fact-urgency = 紧急程度
fact-customer = 客户名称
fact-address = 地址
fact-contact = 联系人
fact-phone = 电话
fact-product = 产品
fact-model = 型号
fact-serial = 机号
fact-plate = 车牌号

check-open = 未填
check-open-required = 必填，未填

part-quantity = × { $count }
part-number = 物料编码 { $number }
part-old = 旧件
part-new = 新件
part-no-serial = 无编号
part-reason = 更换原因：{ $reason }
part-label-fault = 旧件标签故障：{ $fault }
part-struck = 此行已划去（{ $reason }）· { $name } · { $time }

photo-untitled = 现场照片
photo-enlarge = 放大查看：{ $caption }
photo-pending = 照片还在手机上
photo-error = 照片暂时打不开

signer-with-role = { $name }（{ $role }）
signer-remarks = 客户备注：{ $remarks }
seal-verified = 封存记录核验通过
seal-verified-detail = 工单内容与客户签名时完全一致。
seal-verified-changed = 签名有效，但之后内容有改动
seal-verified-changed-detail = 封存记录本身核验通过；签名只对当时的内容有效，不包括后来的改动。
seal-failed = 封存记录核验不通过
seal-unknown = 记录里有一处对不上。
paper-pdf = 全部签字的 PDF
export-visit = 导出（供核验）
seal-download = 下载封存记录
time-proven = 时间已证实
time-proven-detail = 手机开机后联系过服务器，此后一直在计时；调手机时钟改变不了这个时间。
time-plausible = 时间可信
time-plausible-detail = 以手机时钟为准，与服务器掌握的情况相符；但在所列的两个时间之间，时钟可能被调过。
time-unproven = 时间未证实
time-unproven-detail = 手机时钟与它自己的计时或服务器掌握的情况不符。
time-bounds = 可以确定在 { $earliest } 至 { $latest } 之间。
time-bound-latest = 可以确定在 { $latest } 之前。
time-wall-behind = 手机时钟（单据上印的时间）慢了 { $span }。
time-wall-ahead = 手机时钟（单据上印的时间）快了 { $span }。

timeline-assigned = 派给 { $name }
timeline-reassigned = 改派给 { $name }
timeline-signed = 客户签认
timeline-customer = 客户
timeline-at-desk = 服务台
timeline-on-phone = 手机
timeline-on-device = { $device }

## 需关注：怎么办

advice-conflict = 填写的每个值都保留在下面，请与技术员核实以哪个为准。
advice-worked_after_reassignment = 原技术员做的工作有效并已保留，请确认由谁收尾。
advice-finished_twice = 两份完工都保留，请确认由谁的记录交给客户。
advice-cancelled_after_arrival = 工作记录已保留，请与客户确认是否继续。
advice-changed_after_signature = 客户的签名不包括后来的改动，必要时请客户重新签认。
advice-signed_twice = 所有签名都保留在“客户签认”中，请与技术员核实为何再次签名。
advice-seal_invalid = 不要当作已签认处理。原因见“客户签认”，请联系技术员。
advice-void_trip = 原因见“经过”。如仍需处理，请与客户重新约定。
advice-signature_refused = 原因和客户原话在“签认”中。请主管当天联系客户；任何人不得强求签字。
advice-customer_absent = 原因在“签认”中。请与客户约定签字时间。
advice-amendment_open = 已签内容保持不变。请客户对更正重新签字，或由领导认可；在此之前库存不随更正变动。
advice-fee_without_consent = 请向技术人员了解事先如何告知，并向客户确认是否同意收费。
advice-fee_without_leader = 此处未经领导同意不得收费。请作决定，不应收的退还客户。
advice-charge_not_due = 请核对本次服务由谁付费，划去该费用或更正服务类型。
advice-collected_beyond_charges = 不得收取记录以外的任何费用。请向技术人员核实，多收的退还客户。
advice-collected_above_limit = 款项已收并已记录。请提醒技术人员：超过限额的费用开票另收。
advice-money_open = 款项上交后由财务确认。
advice-service_types_differ = 各个决定都在“事件”中。请最终确定由谁付费。
advice-fee_disputed = 由技术或质量部门判定由谁付费，判定前不收款。
advice-survey_missing = 请询问客户对本次服务的意见并记录。
advice-survey_unfit = 该评分保留在“事件”中，但不计入。请再次询问客户。
advice-return_visit_late = 按逾期计。下次请提前安排。
advice-rework_due = 须在回访后 24 小时内书面通知维修人员，并安排返修。
advice-charges_differ = 请核对收据与维修收费，与客户结清差额。
advice-unreadable = 其余内容不受影响。请把下面的位置告诉系统管理员。
advice-no_lead = 请指定其中一人负责，否则不能开始处理。
advice-several_leads = 以最后指定的为准，请重新指定。
advice-appointment_refused = 客户原话见“经过”。请另派技术员或收回处理。
advice-appointments_differ = 显示后填写的时间，请与客户核实。
advice-delay_foreseen = 请与客户另约时间，或另派技术员。
advice-checks_differ = 以最后一次为准，其余保留。请与技术员核实。
advice-classes_differ = 显示较高的等级，请确认以哪个为准。
advice-analysis_due = 请安排撰写分析报告：影响、处理、原因、措施。
advice-stopped_again = 原因见“经过”，必要时请派人支援。
advice-stopped_and_finished = 以完工为准。请向报中断的人了解是否还有遗留。
advice-promises_differ = 请告知客户以哪个日期为准。
advice-promise_at_risk = 请协助按期完成，或与客户另行商定。
advice-request_pending = 请审批这项申请。
advice-decisions_differ = 以最后一次审批为准，请核对发料。
advice-problem_reported = 请答复技术员，内容见“经过”。
advice-disagreement = 请与客户沟通，原话见“经过”。
advice-customer_wish = 请处理并答复客户。
advice-repeat_repair = 请查看前次维修及原因。
advice-order_missing = 请补录叫修单并关联本工单。
advice-serial_used_twice = 同一编号的配件也装在了另一工单。请核实编号，并更正填错的一行。
advice-strokes_copied = 没有人两次签得一模一样：两处用了同一笔迹。请向客户核实是否签过字，并询问技术员。
advice-name_differs = 手机上写的技术员或单位名称与公司登记不同。请询问技术员并检查手机。
advice-terms_differ = 此工单在手机上开立，所载条款与公司任何一版制度都不同。已做和已签的内容不变；请对照制度核对费用和期限。
advice-clock_unproven = 手机时钟可能被人调过。工作和签名照样有效。实际时间的范围见“客户签认”和“经过”；请询问技术员。
advice-clock_wrong = 此处显示的时间是准的；单据上印的是手机自己的时间，有偏差。请把手机时钟设为自动校时。
conflict-in = 内容不一致：{ $field }
conflict-in-item = 内容不一致：{ $field }“{ $item }”
conflict-shown = 当前显示
conflict-kept = 另一个值
value-empty = （空）
value-of = { $field }：{ $value }
copied-strokes = 签名（{ $kind }）的笔迹与 { $number } 的签名相同（{ $other }，{ $time }）。
copied-strokes-here = 签名（{ $kind }）的笔迹与本工单的另一签名相同（{ $other }，{ $time }）。
late-work = 工单改派后，{ $person }的手机“{ $device }”又传来 { $changes } 项改动（{ $time }），已并入工单。
late-work-quarantined = 工单改派或手机停用后，{ $person }的手机“{ $device }”又传来 { $changes } 项改动（{ $time }），单独保存，没有并入工单，等待处理。
late-work-take-in = 并入工单
late-work-discard = 不予并入
late-work-discard-lead = 内容仍会保存，但不并入工单，也不再等待处理。
late-work-discard-reason = 为什么不并入？
late-work-discarded = 已决定不并入
late-work-taken-in = 已并入 { $changes } 项改动。
late-work-refused = 其余没有并入（{ $code }）：{ $detail }

field-checklist = 检查项目
field-parts = 换件
field-photos = 照片
field-events = 经过
field-customer = 客户
field-asset = 产品
field-call_out = 叫修内容
field-appointment_at = 预约时间
field-findings = 故障情况
field-treatment = 处理经过
field-sign_offs = 客户签认
field-by = 填写人
field-at = 时间
field-kind = 类别
field-name = 名称
field-quantity = 数量
field-part_number = 物料编码
field-old_serial = 旧件编号
field-new_serial = 新件编号
field-label_fault = 标签故障
field-technician_name = 技术员
field-caption = 说明
field-address = 地址
field-phone = 电话
field-contact = 联系人

## 操作

technician-with-load = { $name }（在办 { $count }）

assign-open = 改派
assign-title = 改派工单 { $number }
assign-lead = 现由{ $name }负责。改派后，工单会从原技术员的手机转到新技术员的手机。
assign-begun = { $name }{ $state }。改派后，其已做的工作和签名仍然有效。
assign-technician = 技术员
assign-reason = 改派原因
assign-submit = 确认改派
assign-done = { $number } 已改派给{ $name }。


call-out-appointment = 预约到场时间

people-title = 人员与手机
people-lead = 给技术员发一个登记码，他就能在自己的手机上登记。登记码只能用一次。
people-name = 新技术员姓名
people-add = 添加并发登记码
people-none = 还没有技术员。在上面填写姓名，添加第一位。
people-phone = { $device }（{ $heard }）
people-no-phone = 还没有登记手机
people-new-code = 发登记码

code-for = { $name }的登记码
code-left = { $left } 后失效
code-expired = 登记码已失效
code-another = 再发一个
code-copy = 复制
code-copied = 已复制
code-step-open = 在技术员的手机上打开 Fieldbook 应用。
code-own-address = 手机找不到这个地址：它只在本机有效。请用服务器的网络地址打开本页，再发登记码。
code-step-address = 服务器地址填写：
code-step-enter = 输入上面的登记码，确认。
