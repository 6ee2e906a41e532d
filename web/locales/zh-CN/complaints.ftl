### 服务台的投诉页面。

## 投诉：列表

complaints-search = 编号、客户、产品、内容
complaints-filter = 显示哪些投诉
complaints-more = 显示更多
complaints-all = 全部投诉
complaints-none-found = 没有符合的投诉。
complaint-choose = 请在左侧选择一件投诉。
complaint-unknown = 没有这件投诉。
filter-open = 未结案
filter-late = 逾期
filter-waiting = 待我处理
filter-closed = 已结案
none-open = 没有未结案的投诉。
none-late = 没有逾期的投诉。
none-waiting = 没有等待您或您部门处理的投诉。
none-closed = 还没有结案的投诉。
waits-for-approval = 待核决

## 进度

stage-received = 受理
stage-valid = 成立
stage-not_valid = 不成立
stage-answered = 已答复
stage-closed = 结案
stage-resubmitted = 重新提出

## 期限

duty-look = 当日查看
duty-answer = 答复客户
duty-stage = 部门处理
duty-report = 调查报告
duty-opinion = 综合意见
duty-close = 结案
duty-return_visit = 回访客户
due-in = { $duty }：剩 { $span }
due-late = { $duty }：逾期 { $span }
due-nothing = 无期限
ended-at = { $time } 结束
days = { $days } 天
stages-title = 处理阶段
stage-nth = { $place }. { $office }
stage-to-come = 未开始
stage-left = 剩 { $span }
stage-late-by = 逾期 { $span }
stage-was-late = 曾逾期 { $span }
stage-done = 按时完成
stage-skipped = 未经过
owed-title = 期限
owed-by = { $time } 前
owed-no-time = 未规定期限
owed-done = { $time } 完成
owed-done-late = { $time } 逾期完成

## 催办与洽办

notes-open = { $count } 张催办单、洽办单待答复
note-reminder = 催办单 · { $office }：{ $duty }应于 { $time } 前完成。
note-inquiry = 洽办单 · { $office }：{ $duty }应于 { $time } 前完成，请说明逾期原因。
note-title-reminder = { $label } 的催办单
note-title-inquiry = { $label } 的洽办单
note-answer = 答复
note-answer-lead = 请说明处理情况；只是看过可以留空。
note-text = 处理情况
note-answered = 已答复。
office-none = 投诉经办人

## 核决

who-decides = 有核决权限的主管
list-or = { " 或 " }
proposal-title = 等待{ $who }核决
beyond-authority = { $sum }超出您的权限，由{ $who }核决；您的意见将提交核决。
beyond-authority-refused = 金额超出您的权限，由{ $who }核决，请提请核决。
found-valid = 成立
found-not-valid = 不成立
outcome-finding = 仅告知结果
outcome-allowance = 折让
outcome-compensation = 赔款
outcome-goods_back = 退货
outcome-reprocessing = 重处理
because = 原因：{ $cause }
decided-by = 核决人：{ $name }
decided-as = 核决人：{ $name }（{ $office }）
decide-valid = 认定
decide-outcome = 处理方式
decide-amount = 金额（元）
decide-cause = 原因
decide-solution = 解决方案
decide-signed-by = 签署主管
decide-signed-by-hint = 留空为您本人。
yuan = { $amount } 元

## 操作

steps = 可以做什么
steps-more = 更多记录
recorded = { $label } 已记录。
asked-done = { $label } 已提请核决。
reason = 理由
note = 备注
do-decide = 核决
do-ask_approval = 提请核决
do-approve = 同意
do-decline = 退回
do-answer = 答复客户
do-close = 结案
do-hand_on = 转交部门
do-reopen = 客户不接受，重新提出
do-call_out = 派人上门
do-paper = 投诉处理书
do-number = 编号
do-promise = 承诺答复时间
do-add_words = 补充客户意见
do-classify = 原因分类
do-remedy = 补救措施
do-correct = 纠正措施
do-investigate = 调查结束
do-report = 调查报告
do-talk = 与客户交涉
do-opine = 综合意见
do-ask_customer = 回访客户
do-object = 部门异议（签呈）
do-no_loss = 未造成损失：异常处理单
do-set_case = 国外、上门
answer-lead = 以书信或电话转答。投诉处理表不得影印给客户。
answer-text = 答复内容
in-writing-tick = 书面答复
in-writing = 书面
by-mouth = 口头
close-lead = 须已核决，或已认定未造成损失。
close-lead-satisfied = 须已核决，且回访客户表示满意。
close-refused = 还不能结案：尚未核决。
close-refused-satisfied = 还不能结案：须已核决且客户满意。
hand-on-to = 转交
remedy-lead = 本案的补救措施。
correct-lead = 防止再次发生的纠正措施。
investigate-lead = 调查结束后三天内提出报告。
talk-lead = 一日内作出综合意见。
object-lead = 在另行核决前，原决议有效。
no-loss-lead = 以异常处理单代替本案，随后可以结案。
abnormality-note = 异常处理单内容
object-by = 部门
done-on = 日期
ended-on = 结束日期
what-was-done = 措施内容
what-was-found = 调查结果
what-it-says = 内容
what-came-of-it = 交涉结果
what-customer-said = 客户意见
class = 分类
class-quality = 品质异常
class-non_quality = 非品质异常（人为、运输、搬运）
grade = 满意程度
satisfied = 满意
not-satisfied = 不满意
case-domestic = 国内
strike = 作废
strike-title = 作为错误作废
strike-lead = 内容仍可查看，但不再有效。
is-struck = 已作废
reopen-title = 客户不接受处理结果
reopen-lead = 新填一份投诉并附上 { $label }；{ $label } 保持不变。
reopen-words = 客户不接受的理由（原话）
reopened-done = 已重新提出，编号 { $label }。
numbered-done = 编号为 { $label }。
call-out-lead = 登记一条叫修，派谁去在叫修登记中决定。
call-out-address = 地址
call-out-phone = 电话
call-out-model = 型号
call-out-work = 事由
call-out-service-type = 服务类型
call-out-fault = 故障内容
call-out-done = 已登记叫修。

## 内容

facts-title = 受理内容
fact-complainant = 投诉人
fact-customer = 客户
fact-product = 产品
fact-order = 订单
fact-quantity = 数量
fact-defective = 不良 { $count } 件
fact-demand = 客户要求
fact-samples = 样品
fact-promised = 承诺答复时间
fact-owner = 负责人
fact-case = 案件
pieces = { $count } 件
link-visit = 相关工单
link-earlier = 原投诉
link-later = 后续投诉
link-register = 叫修登记
way = 处理经过
happened-received = 受理
happened-numbered = 编号
happened-owner_passed = 转交负责人
happened-words_added = 客户补充
happened-joint_inspection_asked = 要求会勘
happened-samples_taken = 取样
happened-answer_promised = 承诺答复时间
happened-classified = 原因分类
happened-remedied = 补救措施
happened-corrected = 纠正措施
happened-decided = 核决
happened-answered = 答复客户
happened-closed = 结案
happened-case_set = 案件类别
happened-handed_on = 转交部门
happened-investigated = 调查结束
happened-report_given = 调查报告
happened-talks_held = 与客户交涉
happened-opinion_given = 综合意见
happened-approval_asked = 提请核决
happened-approval_declined = 核决退回
happened-customer_asked = 回访客户
happened-objected = 部门异议
happened-no_loss_found = 未造成损失：异常处理单
happened-call_out_entered = 派人上门
happened-reopened_by = 客户不接受，重新提出
happened-struck = 作废
alike-title = 同一客户或同一产品的其他投诉（{ $count }）
same-thing = 同一序列号
copies-title = 结案表分送
copy-original = 正本：{ $office }
copy-of = 第 { $place } 联：{ $office }
copies-not-customer = 投诉处理表不得影印给客户。

## 需要注意

flag-numbered_twice = 有两个编号。
flag-owner_unclear = 同时转交给了两个人。
flag-answer_time_missing = 没有向客户承诺答复时间。
flag-class_disputed = 有两个原因分类。
flag-decision_disputed = 有两个核决结果。
flag-answered_before_decision = 核决之前已答复客户。
flag-answer_not_written = 严重投诉仅口头答复，须书面答复。
flag-closed_undecided = 未核决即结案。
flag-joint_inspection = 要求会勘。
flag-changed_after_resubmission = 重新提出之后仍有新的记录。
flag-unreadable = 有内容本版本无法识别。

## 投诉处理书

paper-title = 投诉处理书
paper-number = 编号
paper-date = 日期
paper-complainant = 投诉人
paper-product = 产品
paper-finding = 认定
paper-cause = 原因
paper-solution = 解决方案
paper-amount = 金额
paper-signed = 公司签署：{ $name }
paper-customer-signs = 客户签章（折让）：
paper-print = 打印
