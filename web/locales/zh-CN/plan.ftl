### 排班：谁在什么时间去哪里。

plan-day = 日
plan-week = 周
plan-week-of = { $from } – { $to }
plan-today = 今天
plan-before = 往前
plan-after = 往后
plan-untimed = 未约时间
plan-count = { $count } 单
plan-free = 空闲
plan-nobody = 还没有技术员。请在看板的“人员与手机”中添加。
plan-length = 已到场的工单从到场画到完工，其余从预约时间画起，按一小时。可拖动，或选中后按回车。
due-half-legend = 承诺时间已过一半
due-soon-legend = 已过四分之三
due-late-legend = 已超过承诺时间

move-title = 调整 { $number }
move-lead = { $customer }：{ $fault }
move-reason = 改派原因
move-reason-hint = 技术员会看到。
move-agreed-by = 客户方由谁同意？
move-agreed-hint = 改约须经客户同意。
move-agreed-how = 方式
move-submit = 调整
move-nothing = 还没有任何改动。
move-done = { $number }：{ $name }，{ $time }。
move-undone = { $number } 已恢复原样。
move-half = { $number } 的时间已改，但没有改派：{ $reason }
move-taken-back = 撤回调整
move-too-late = { $number } 已完工、签认或取消，不再调整。
action-undo = 撤回
consent-phone = 电话
consent-in_person = 当面
consent-written = 书面

## 尚未派工

plan-unassigned = 尚未派工：{ $count }{ $more ->
    [yes] +
   *[no] {""}
}
plan-left-over = 以前遗留
