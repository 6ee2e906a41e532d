### 工单：单独页面比看板侧栏多出的文字。

visit-whole = 完整页面
section-revisions = 修订版本
section-decisions = 待主管决定

## 冲突

settle-open = 以此为准
settle-title = 确定：{ $field }
settle-lead = 今后以“{ $value }”为准。其他值保留在历史中，之后可以重新确定。
settle-confirmed-by = 客户方由谁确认？
settle-submit = 以此为准
settle-done = 已确定：{ $field }。

field-product = 产品
field-model = 型号
field-serial = 序列号
field-plate = 车牌号

## 决定

decide-report = 工作已完成，报告是否通过？
decide-amendment = 有一处更正没有客户签认：{ $reason }
decide-request = 申请配件：{ $name } × { $count }（{ $reason }）
decision-note = 备注
approve-title = 通过 { $number } 的报告？
approve-lead = 已签认的内容不会因此改变。
approve-submit = 通过
approve-done = { $number } 的报告已通过。
accept-title = 认可这处更正？
accept-lead = 更正原因：{ $reason }。客户签认的内容保持原样，库存按更正后的内容计算。
accept-submit = 认可
accept-done = 更正已认可。
request-approve = 批准
request-decline = 不批准
request-approve-title = 批准领用 { $name }？
request-decline-title = 不批准领用 { $name }？
request-lead = { $name } × { $count }：{ $reason }
request-reason = 原因
request-approved = { $name } 可以发放。
request-declined = { $name } 未批准，技术员会收到通知。

## 修订版本

revision = 第 { $number } 版
revision-signed = 客户已签认
revision-accepted = 主管已认可
revision-unsigned = 未签认
revision-charges = 费用
revision-part-added = 增加：{ $name } × { $count }
revision-part-struck = 划去：{ $name } × { $count }
revision-section-changed = 内容有变化
revision-section-parties = 客户或产品
revision-section-order = 单据
revision-section-times = 人员与时间
revision-section-checklist = 检查项
revision-section-photos = 照片
revision-section-details = 现场记录与日期
yuan = ¥{ NUMBER($amount, minimumFractionDigits: 2) }

## 历史

history-title = 全部更改
history-more = 显示更多
history-unknown = 没有命令名的更改
history-at = 现场 { $time }
history-received = 收到 { $time }
command-open_visit = 建立工单
command-open_without_order = 无单先行
command-sign = 客户签认
command-swap_part = 更换配件
command-strike_part = 划去配件
command-attach_photo = 添加照片
command-write_findings = 填写检查结果
command-write_treatment = 填写处理情况

## 拒签

refusal-lead = 客户拒绝签字。
refusal-complaint = 拒签已转为投诉。
refusal-accept = 转为投诉
refusal-dialog-lead = 以客户原话为投诉内容，立即编号。
refusal-serious = 严重：书面答复
refusal-accepted = 已转为投诉 { $label }。
promised-for = 承诺答复时间
promised-for-hint = 在通话结束前告知客户。
