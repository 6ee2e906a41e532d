### 各页面共用的文字：取值名称、错误、时间。

brand = Fieldbook 现场服务

## 语言

language-zh-CN = 中文
language-en = English

## 操作

action-close = 关闭
action-retry = 重试
action-discard = 放弃

## 时间

time-just-now = 刚刚
time-ago = { $span }前
time-minutes = { $count } 分钟
time-hours = { $count } 小时
time-days = { $count } 天

## 工单状态

state-assigned = 已派工
state-on_site = 已到场
state-working = 处理中
state-finished = 完工待签
state-signed = 已签认
state-changed = 签后有改动
state-cancelled = 已取消
state-travelling = 已出发
state-to_be_continued = 待续修
state-waiting_for_parts = 待件
state-taken_away = 已携回修护

## 需关注的情况

attention-conflict = 两人同时填写，内容不一致
attention-worked_after_reassignment = 改派后原技术员仍有作业
attention-finished_twice = 不止一名技术员报了完工
attention-cancelled_after_arrival = 取消时技术员已到场
attention-changed_after_signature = 客户签认后内容有改动
attention-signed_twice = 有多次签名
attention-seal_invalid = 签认封存记录核验不通过
attention-void_trip = 有技术员空跑
attention-signature_refused = 客户没有签字
attention-customer_absent = 当时没有人可以签字
attention-amendment_open = 签字后正在更正，尚未重新签字
attention-fee_without_consent = 收费前未征得客户同意
attention-fee_without_leader = 收费未经领导同意
attention-charge_not_due = 收了此类服务不收的费用
attention-collected_beyond_charges = 收款多于应收费用
attention-collected_above_limit = 现场收款超过限额
attention-money_open = 收款尚未上交
attention-service_types_differ = 付费方式有多个决定
attention-fee_disputed = 由谁付费有争议
attention-survey_missing = 满意度单还没有填
attention-survey_unfit = 有一份评分不在评分范围内
attention-return_visit_late = 回访晚于期限
attention-rework_due = 回访发现问题
attention-charges_differ = 客户已付与应付不一致
attention-unreadable = 有无法识别的条目
attention-no_lead = 多人出工，未指定负责人
attention-several_leads = 指定了不止一名负责人
attention-appointment_refused = 客户不同意改约
attention-appointments_differ = 同时约了两个时间
attention-delay_foreseen = 预计晚到
attention-checks_differ = 同一检查项结果不一致
attention-classes_differ = 同时定了不同的故障等级
attention-analysis_due = 重大故障，待写分析报告
attention-stopped_again = 多次中断未修妥
attention-stopped_and_finished = 一人报中断，另一人报完工
attention-promises_differ = 同时许诺了两个完工日期
attention-promise_at_risk = 许诺的日期难以兑现
attention-request_pending = 现场领件申请待审批
attention-decisions_differ = 领件申请的审批前后不一
attention-problem_reported = 上报了较大问题
attention-disagreement = 客户对原因或责任有异议
attention-customer_wish = 客户要求换货或退款
attention-repeat_repair = 同一故障重复维修
attention-order_missing = 无单先修，待补单
attention-serial_used_twice = 编号重复使用
attention-strokes_copied = 签名笔迹与另一签名相同
attention-name_differs = 姓名与名册不符
attention-terms_differ = 条款与制度不符
attention-clock_unproven = 时间未能证实
attention-clock_wrong = 手机时钟不准

## 叫修

urgency-general = 一般
urgency-urgent = 紧急
work-repair = 维修
work-installation = 安装
work-inspection = 巡检
work-return_visit = 回访
work-internal = 内部工作
service_type-A = 有费服务（A）
service_type-B = 合同服务（B）
service_type-C = 免费服务（C）
service_type-D = 内部及其他（D）

## 检查与换件

check-good = 正常
check-defect = 异常
check-not_applicable = 不适用
swap-part = 配件
swap-terminal = GPS 终端
swap-sim = SIM 卡

## 过程

event-assigned = 派工
event-cancelled = 取消
event-arrived = 到场
event-started = 开始处理
event-finished = 完工
event-reopened = 撤回完工
event-void_trip = 空跑
event-crew_joined = 加入同行
event-crew_left = 退出同行
event-lead_named = 指定负责人
event-contact_attempted = 联系客户
event-appointment_set = 改约
event-appointment_refused = 客户不同意改约
event-departed = 出发
event-delay_foreseen = 预计晚到
event-site_noted = 填写现场记录
event-data_corrected = 更正资料
event-check_answered = 填写检查项
event-class_set = 定故障等级
event-suspended = 中断离场
event-resumed = 再次到场
event-completion_promised = 许诺完工日期
event-promise_at_risk = 许诺日期难以兑现
event-exception_noted = 注明例外
event-reported = 上报单位
event-disagreement_noted = 客户有异议
event-wish_noted = 客户要求换货或退款
event-part_requested = 申请领件
event-request_decided = 审批领件
event-permission_noted = 口头许可
event-dealer_informed = 通知经销商
event-dealer_named = 经销商的产品
event-repeat_noted = 重复维修
event-order_linked = 补单
event-struck = 划去记录

## 签认

sign_off-acceptance = 客户验收签认
sign_off-fee_consent = 客户同意收费
sign_off-return_visit = 被回访人确认
sign_off-take_away = 物品交付带走维修
sign_off-goods_return = 物品归还并验收
sign_off-refused = 客户没有签字
sign_off-absent = 无人可以签字

seal-seal_too_large = 记录超出允许的大小。
seal-seal_malformed = 记录格式被破坏，不是完整的封存记录。
seal-seal_unknown_format = 记录由更新的版本生成，请升级后再核验。
seal-seal_voucher_changed = 服务凭证的内容在签名之后被改过。
seal-seal_other_visit = 这份签认属于另一张工单。
seal-seal_strokes = 签名笔迹缺失或已损坏。
seal-seal_mark = 签认下方的内容不符：缺少签字或印章，或在无人签字处出现了签字。
seal-seal_check_address = 记录中的核验地址不可用。
seal-seal_other_paper = 该签认属于另一类单据。
seal-seal_fee_consent = 同意收费时的状态不符合要求。
seal-seal_signer = 没有写明签名人。
seal-seal_certificate = 记录中的证书不属于该设备和机构。
seal-seal_no_certificate = 记录中没有设备证书。
seal-seal_other_organisation = 设备证书由另一机构密钥签发。
seal-seal_receipt = 记录中的服务器回执不属于该设备和机构。
seal-work_statement = 对这项工作的作者声明不属于该设备或单位。
seal-seal_revoked_device = 签署所用的设备当时已被停用。
seal-seal_signature = 设备签名与记录不符。
seal-seal_other_key = 封存所用的密钥不是该手机登记的密钥。
seal-seal_unknown_heads = 工单里没有客户签名时的那个版本。
seal-sign_before_finish = 签名时工作还没有完工或资料不全。
seal-seal_content = 凭证内容与签名时工单的内容不一致。
seal-seal_key = 设备密钥当时无法完成封存。

## 规则不允许的原因

refusal-not_assigned = 这张工单没有派给您，或已改派。
refusal-cancelled = 工单已由服务台取消。
refusal-already_arrived = 已经登记到场。
refusal-not_arrived = 请先登记到场。
refusal-already_started = 已经开始处理。
refusal-not_started = 请先开始处理。
refusal-already_finished = 工单已完工，要修改请先撤回完工。
refusal-incomplete = 资料还不完整。
refusal-sign_before_finish = 完工之后客户才能签名。
refusal-collect_before_finish = 完工之后才能收款。请先点“处理完毕”。
refusal-signed = 客户已签字。需要更正时，请先打开更正。
refusal-content_changed = 展示之后内容有变化，请再给客户看一遍。
refusal-swap_incomplete = 换件信息不全。
refusal-swap_same_serial = 旧件号与新件号相同。
refusal-no_such_check = 工单里没有这项检查。
refusal-no_such_part_line = 没有这一行换件，或已划去。
refusal-reason_missing = 请填写原因。
refusal-text_too_long = 文字过长。
refusal-signer_missing = 请填写签字人姓名。
refusal-no_strokes = 还没有签名。
refusal-stamp_missing = 请先拍下客户的印章。
refusal-words_missing = 请写下客户的原话。
refusal-other_paper = 这一项要在另一张单据上签字。
refusal-not_signed = 还没有人签字，不需要更正。
refusal-amendment_open = 已经打开更正。请先更正，再请客户签字。
refusal-no_such_amendment = 没有这项更正，或者它已经签字或认可。
refusal-nothing_charged = 请先记录费用。
refusal-amount_out_of_range = 请核对金额：必须大于零。
refusal-charge_not_due = 此类服务不收这项费用。
refusal-no_such_charge = 没有您记的这项费用，或者它已经划去。
refusal-fee_not_agreed = 请先征得客户对收费的同意。
refusal-leader_consent_missing = 未经领导同意，此处不得收费。请联系领导。
refusal-fee_open = 由谁付费尚未判定，请不要收款。
refusal-beyond_charges = 金额多于已记录的费用。不得收取记录以外的费用。
refusal-above_fee_limit = 金额超过现场收款限额。请申请开票。
refusal-no_survey = 本次服务不需要填满意度单。
refusal-grade_out_of_scale = 请至少给出一项评分，并在所示范围内。
refusal-survey_reasons_missing = 请询问为什么不是满分，并记录原因。
refusal-not_a_return_visit = 本次上门不是回访。
refusal-return_visit_incomplete = 回访记录还不完整。
refusal-photo_unusable = 这张照片无法使用。
refusal-no_lead = 多人出工还没有指定负责人，请服务台指定。
refusal-already_departed = 已经登记出发。
refusal-stopped = 工作已中断，请先登记继续处理。
refusal-not_stopped = 工作没有中断，无需登记继续。
refusal-consent_missing = 请填写由谁同意这个时间。
refusal-entry_incomplete = 还有内容没有填写。
refusal-not_a_number = 这里请填写数字。
refusal-nothing_to_correct = 这里已经是这个值。
refusal-class_lowered = 现场只能上调故障等级，要下调请联系服务台。
refusal-promise_missing = 请先向客户许诺完工日期。
refusal-receipt_first = 物品离开客户须有收据：请选“带回维修”。
refusal-promise_needs_document = 许诺完工日期须有依据，请填写依据文件。
refusal-no_such_entry = 没有这条记录，或已划去。
refusal-not_strikable = 这条记录不能划去。
refusal-already_decided = 这项申请已经审批。
refusal-not_filled_in = 有一项没有填写，或填写有误。
refusal-receipt_number = 收据须使用本机号段内的编号。
refusal-taking_not_signed = 客户尚未在携回单上签字。
refusal-not_inspected = 尚未验讫。请先检验并记录检验人。
refusal-not_booked = 商品尚未办理入库。
refusal-already_returned = 商品已经还给客户。
refusal-return_first = 请先还商品。
refusal-holder_unclear = 现在由谁保管不明确，请查看交接记录。
refusal-no_number_range = 本设备尚未分配单号段，请联网同步一次后再试。
refusal-goods_not_returned = 携回的商品尚未归还并签收。
refusal-document_full = 这份单据记录过多。请先收尾（完工并签名，或暂停工作），再请服务台另开一份继续。
refusal-survey_before_finish = 完工之后才请客户评分。请先点“处理完毕”。
refusal-exception_not_allowed = 公司规定不允许以此为例外。
refusal-gone_elsewhere = 此事项已转交他人，请联系服务台。
refusal-not_paid_work = 本次修护不收费。
refusal-not_yours_to_strike = 这条记录不能由您划去，请联系服务台。
refusal-disposition_not_allowed = 按旧件的情况，不允许这样处置。
refusal-approver_missing = 请写明旧件留给客户的原因和批准人。
refusal-promise_needs_reason = 晚于要求交期。请写明原因和已报告的人。
refusal-answer_time_missing = 请向客户承诺答复时间。
refusal-not_your_day = 这是别人的日报。
refusal-minutes_out_of_range = 请填写分钟数：至少 1 分钟，最多一整天。
refusal-work_text_missing = 请说明做了什么。
refusal-no_such_work = 这一天没有这项工作，或已划去。
refusal-report_changed = 日报显示之后有变化，请再看一遍后确认。

## 错误

error-offline = 连不上服务器。请检查网络后重试。
error-unknown = 服务器没有接受（{ $code }）。
error-malformed = 服务器看不懂这次提交，请刷新页面后重试。
error-too_large = 一次提交的内容过大，请分几次提交：缩短文字或缩小图片。若仍被拒绝，请先完成这一份，再请服务台另开一份。
error-upgrade_application = 当前页面版本过旧，请刷新页面。
error-upgrade_server = 服务器版本过旧，请联系管理员升级。
error-unauthenticated = 尚未登录，或登录已过期。
error-token_expired = 登录凭据已过期，请重试。
error-clock_skew = 本机时间不准，请校准后重试。
error-device_revoked = 服务台已停用这台手机，不能再接收。本机已录入的内容会移交服务台审核；照片仍在本机，请把手机交给服务台。
error-enrolment_code = 登记码不对、已用过或已过期，请让服务台再发一个。
error-forbidden = 您没有这项权限。
error-not_found = 没有找到，可能已不在您的范围内。
error-conflict = 情况已有变化，请看过最新内容再操作。
error-epoch_changed = 服务器数据已恢复到另一时点，将重新同步，本机内容不会丢失。
error-pos_ahead = 服务器数据已恢复到另一时点，将重新同步，本机内容不会丢失。
error-offset = 上传没有接上，将从断点继续。
error-hash_mismatch = 上传的文件不完整，将重新上传。
error-invalid = 有内容填写不正确，请检查后再提交。
error-rate_limited = 操作过于频繁，请稍候再试。
error-unavailable = 服务器正忙，请稍后再试。
error-internal = 服务器内部出错，已记录。请稍后再试。

## 携回修护的进度

repair-stage-taken = 携回
repair-stage-in_repair = 修护中
repair-stage-inspected = 验讫
repair-stage-ready = 可领取
repair-stage-returned = 已还商品

## 商品领取收据

receipt-valid = 收据有效
receipt-void = 收据作废
receipt-missing = 收据遗失，已出具说明

## 携回修护需要留意的

repair-flag-holder_unclear = 记录中有不止一个保管人
repair-flag-left_again = 凭旧收据再次携出
repair-flag-taking_unsigned = 客户未签字即已转交
repair-flag-return_unsigned = 已还商品，客户未签字
repair-flag-changed_after_signature = 客户签收归还后又有改动
repair-flag-returned_uninspected = 未经检验即已归还
repair-flag-inspected_apart = 归还人不知情的检验记录
repair-flag-inspection_disputed = 检验结论不一致
repair-flag-inspected_by_other = 检验人与规定不符
repair-flag-inspected_by_repairer = 由维修人自行记为检验合格
repair-flag-returned_unbooked = 未入库即已归还
repair-flag-receipt_outstanding = 已还商品，收据未收回
repair-flag-receipt_voided_early = 归还前收据已作废
repair-flag-awaits_decision = 无法修复，待主管决定
repair-flag-promise_missing = 没有承诺日期
repair-flag-promise_disputed = 承诺了两个日期
repair-flag-promise_duty_open = 承诺日期无法兑现，待处理
repair-flag-not_collected = 三次通知未领：报公司并邮寄
repair-flag-invoice_outstanding = 已还商品，未申请开票
repair-flag-invoice_other_day = 开票日期与归还日期不同
repair-flag-not_fitted_and_tested = 部件未在客户处装机测试
repair-flag-seal_invalid = 一份签字封存未通过验证
repair-flag-unreadable = 有一条记录无法识别

## 旧件处置方式

disposition-return = 返司
disposition-local_sale = 当地销售
disposition-local_destruction = 当地销毁
disposition-give_away = 赠送
disposition-kept_by_customer = 留给客户

## 旧件进度

old_part-progress-completed = 完工
old_part-progress-promised = 已回复
old_part-progress-handed_over = 已回收
old_part-progress-shipped = 已返司
old_part-progress-judged = 已责任鉴定
old_part-progress-disposed = 已处置
old_part-progress-withdrawn = 无旧件（已撤销）

## 旧件下一步

old_part-next-hand_over = 交给库管员
old_part-next-acknowledge = 库管员确认接收
old_part-next-label = 贴标识
old_part-next-pack = 装箱并登记清单
old_part-next-request_freight = 申请运费
old_part-next-ship = 发运
old_part-next-receive = 总部仓库接收
old_part-next-review = 开始鉴定
old_part-next-judge = 责任判定
old_part-next-claim = 向供应商索赔
old_part-next-dispose = 处置
old_part-next-paper = 补齐处置单据
old_part-next-remittance = 收回货款

## 旧件需要留意的

old_part-flag-holder_unclear = 记录中有不止一个保管人
old_part-flag-disposition_not_allowed = 处置方式与旧件情况不符
old_part-flag-disposition_disputed = 处置意见不一致
old_part-flag-stock_discrepancy = 未经允许留在客户处，库存差异
old_part-flag-promise_unexcused = 承诺日期晚于要求，无原因或未报告
old_part-flag-unacknowledged = 已交出，未确认接收
old_part-flag-shipped_unlisted = 发运无装箱清单
old_part-flag-shipped_unlabelled = 发运无标识
old_part-flag-shipped_without_freight = 发运未申请运费
old_part-flag-disposed_otherwise = 实际处置与规定不符
old_part-flag-disposal_paper_missing = 缺少处置单据
old_part-flag-sale_too_low = 售价偏低，无说明
old_part-flag-sale_quotes_missing = 低于市价，报价不足三家
old_part-flag-sale_unapproved = 低于市价，未经批准
old_part-flag-discrepancy = 库管员发现不符
old_part-flag-unreadable = 有一条记录无法识别

## 投诉进度

complaint-stage-received = 已受理
complaint-stage-valid = 成立
complaint-stage-not_valid = 不成立
complaint-stage-answered = 已答复
complaint-stage-closed = 结案
complaint-stage-resubmitted = 重新提出

## 投诉需要留意的

complaint-flag-numbered_twice = 有两个编号
complaint-flag-owner_unclear = 同时转给了两个人
complaint-flag-answer_time_missing = 没有承诺答复时间
complaint-flag-class_disputed = 原因分类不一致
complaint-flag-decision_disputed = 有两个核决结果
complaint-flag-answered_before_decision = 核决之前已答复客户
complaint-flag-answer_not_written = 重大投诉未书面答复
complaint-flag-closed_undecided = 未核决即结案
complaint-flag-joint_inspection = 请求会同查看
complaint-flag-changed_after_resubmission = 重新提出后又有改动
complaint-flag-unreadable = 有一条记录无法识别

## 在手机上开立的文件与公司登记不符之处

doubt-name_differs = 姓名与名册不符
doubt-terms_differ = 条款与制度不符
doubt-number_foreign = 编号不在本机号段内

## 超时可注明的例外

exception-holiday = 节假日
exception-no_tickets = 买不到车票
exception-customer_wish = 客户要求改时间
