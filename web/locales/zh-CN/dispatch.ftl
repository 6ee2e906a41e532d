### 为叫修派工。

send-title = 为 { $number } 派工
send-technician = 技术员
send-appointment = 预约到场时间
send-nobody = 还没有技术员。请在看板的“人员与手机”中添加。
send-submit = 派工
send-done = { $number } 已派给 { $name }。

checks-title = 检查项目
checks-hint = 技术员完工前要逐项填写；可增删、改写。
checks-from =
    { $count ->
        [0] 没有适用的检查表
       *[other] { $count } 项，来自：{ $names }
    }
checks-text = 检查内容
checks-required = 必填
checks-add = 添加检查项目
checks-remove = 删除这一项

cancel-open = 取消工单
cancel-title = 取消工单 { $number }？
cancel-lead = { $customer } · 技术员 { $name }
cancel-offline = 技术员的手机可能暂时没有信号。如果其实已经到场，工作记录会保留，并在这里标为需关注。
cancel-reason = 取消原因
cancel-submit = 确认取消
cancel-done = { $number } 已取消。
