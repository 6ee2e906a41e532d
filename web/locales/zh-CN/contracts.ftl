### 合同：保到何时、保什么、到期通知、保养计划。

## 列表

contracts-search = 客户、合同号或序列号
contracts-add = 登记合同
contracts-all = 全部合同
contracts-none = 还没有合同。
contracts-none-found = 没有符合的合同。
contract-choose = 选择一份合同，查看其保养计划。
contract-unknown = 没有这份合同。
contract-assets = { $count } 台设备
contract-coming = 尚未开始
contract-running = 履行中
contract-ending = 即将到期
contract-between = 两期之间
contract-over = 已结束
contract-to-tell = 待通知客户
contract-ends-on = { $day } 到期 · { $count ->
    [0] 最后一天
   *[other] 还有 { $count } 天
}
contract-ended-on = { $day } 结束

## 合同

contract-terms = 期限
contract-term = { $from } 至 { $to }
contract-ended = 提前终止
contract-ended-because = 最后一天 { $day }：{ $reason }
contract-covers = 包含
covers-labour = 人工
covers-parts = 配件
covers-travel = 路费
covers-consumables = 耗材
covers-nothing = 不包含：服务均收费
contract-price-class = 价格等级
contract-cycle = 阶段
cycle-Q = Q · 签约归档
cycle-Y = Y · 验收资料
cycle-B = B · 保养服务
cycle-S = S · 售后跟进
contract-contact = 联系方式
contract-note = 备注
contract-assets-title = 设备
list-comma = 、

contract-part-term = 合同
contract-part-customer = 客户
contract-number = 合同号
contract-starts = 第一天
contract-ends = 最后一天
contract-customer = 客户名称
contract-address = 地址
contract-contact-name = 联系人
contract-phone = 电话
asset-add = 再加一台
asset-remove = 去掉这台设备
asset-product = 产品
asset-model = 型号
asset-serial = 序列号
contract-entered = 合同 { $number } 已登记。
contract-number-taken = 这个合同号已经有了。
contract-invalid = 内容有误：最后一天不能早于第一天，每台设备都要有型号。

contract-renew = 续签
contract-renew-title = 续签 { $number }
contract-renew-lead = 新的一期接在上一期之后，保养计划继续。
contract-renewed = 合同已续签。
term-invalid = 新的一期要在上一期之后开始，且不能早于开始日结束。
contract-end = 提前终止
contract-end-title = 提前终止 { $number }？
contract-end-lead = 保养计划随之终止。已登记的叫修保留，请自行取消其上门。
contract-last-day = 最后一天
contract-ended-done = 合同已终止。
reason = 原因

## 到期通知

notice-title = 到期通知
notice-due = 合同 { $day } 到期。请发函通知客户，并派人洽谈续签。
notice-letter = 通知函
notice-tell = 已通知客户
notice-tell-title = 已通知 { $customer }
notice-day = 日期
notice-how = 方式
notice-sent = 派谁去续签
told-letter = 信函
told-phone = 电话
told-visit = 上门
notice-told = { $of } 到期：{ $day } 已通知（{ $how }）
notice-told-sent = { $of } 到期：{ $day } 已通知（{ $how }），{ $sent } 前往续签
notice-told-done = 已记录。
letter-to = 致：{ $customer } { $contact }
letter-subject = 关于保养合同 { $number } 到期的通知
letter-text = 贵单位 { $count } 台设备的保养合同 { $number } 将于 { $day } 到期。次日起，保修期外的服务按收费标准收费。
letter-next = 我们将派人前来洽谈续签，请告知方便的日期。
letter-print = 打印

## 保养计划

plans-title = 保养计划
plans-none = 还没有计划。
plan-add = 添加计划
plan-add-title = { $number } 的保养计划
plan-add-lead = 合同期内，每到一个保养日，系统自动为每台设备登记一次叫修。
plan-name = 保养内容
plan-name-usual = 定期保养
plan-recurrence = 周期
recurrence-months = { $count ->
    [1] 每月
    [12] 每年
   *[other] 每 { $count } 个月
}
recurrence-fixed = 每年固定日期
recurrence-calendar = 每年 { $days }
day-of-year = { $month } 月 { $day } 日
plan-first = 第一天
plan-days = 每年的日期
plan-days-hint = 月和日，例如 05-15, 11-01
plan-days-ahead = 提前几天登记
plan-technician = 首选技术员
plan-ahead = { $count ->
    [0] 当天登记
   *[other] 提前 { $count } 天登记
}
plan-invalid = 内容有误：请至少选择一台设备，日期须存在。
plan-made = 计划已添加。
plan-end = 终止计划
plan-end-title = 终止计划“{ $name }”？
plan-end-lead = 最后一天之后不再登记。已登记的保留。
plan-ended-done = 计划已终止。
plan-next = 接下来的日期
plan-no-next = 没有后续日期：计划或合同到此为止。
plan-past = 已处理（{ $count }）
day-coming = 待到期
day-entered = 已登记
day-skipped = 已跳过
day-moved-from = 原定 { $day }
day-reason = { $reason }（{ $name }）
day-move = 改期
day-move-title = { $day } 改期
day-to = 新日期
day-moved-done = 已改期。
day-skip = 跳过
day-skip-title = 跳过 { $day }？
day-skip-lead = 这一次不做“{ $name }”。
day-skipped-done = 已跳过。
day-not-covered = 合同不包含这一天，或日期已过。
day-entered-already = 叫修已登记。请对其上门改期或取消。
call-out-registered = 未派工
call-out-dispatched = 已派工
call-out-cleared = 已签认
call-out-send = 派工
