### 设置：谁能登录，哪些系统有密钥，哪些系统接收通知。

## 服务台用户

users-title = 服务台用户
users-lead = 谁可以登录服务台，以什么角色。
users-add = 添加用户
users-none = 还没有用户。
user-add-lead = 您会得到一个交给对方的密码，对方用它登录后只能先设置自己的密码。
user-name = 姓名
user-login = 登录名
user-role = 角色
user-role-of = { $name } 的角色
user-role-title = 把 { $name } 的角色改为{ $role }？
user-role-give = 改为此角色
user-role-done = { $name } 的角色已更改。
user-you = 您本人
user-password-given = 还没有设置自己的密码
user-disabled = { $day } 停用
user-give-password = 重置密码
user-give-password-title = 为 { $name } 重置密码？
user-give-password-lead = 现在的密码失效，所有登录退出。对方用新密码登录后设置自己的密码。
user-password-for = { $name } 的密码
user-password-once = 只在此时显示一次。请当面或打电话告知对方。
user-disable = 停用
user-disable-title = 停用 { $name }？
user-disable-lead = 对方立即退出登录，其创建的密钥失效。以往的工作保留。之后可以恢复。
user-disabled-done = { $name } 已停用。
user-enable = 恢复
user-enabled = { $name } 可以再次登录。
user-last-admin = 这样就没有人拥有全部权限了。请先把别人设为管理员。
user-offices = 职务
user-offices-of = { $name } 的部门和职务
user-offices-lead = { $name } 对投诉的核决权限由部门和职务决定，与角色无关。
user-offices-none = 无职务
user-offices-save = 保存
user-offices-done = 已保存 { $name } 的部门和职务。

role-dispatcher = 派工
role-supervisor = 主管
role-storekeeper = 库管
role-quality = 质量
role-accountant = 会计
role-admin = 管理员
role-explained = { $role }：{ $what }
role-dispatcher-may = 登记叫修、派工、受理投诉
role-supervisor-may = 派工的全部权限，并可审批领料、更正、报告，管理人员与目录
role-storekeeper-may = 收发配件，管理旧件
role-quality-may = 处理投诉、鉴定旧件、查看日志
role-accountant-may = 收款入账
role-admin-may = 全部权限，包括这些设置

## 密钥

keys-title = 其他系统的密钥
keys-lead = 其他系统凭密钥以自己的名义调用服务台接口。
keys-interface = 其他系统可以调用的内容：HTTP 接口
keys-add = 创建密钥
keys-none = 还没有系统持有密钥。
key-add-lead = 只给系统需要的权限。
key-name = 用途
key-end = 有效期
key-days-90 = 90 天
key-days-365 = 一年
key-endless = 长期有效
key-ends = { $day } 到期
key-ended = { $day } 已到期
key-scopes = 允许的操作
key-no-scope = 请至少选择一项允许的操作。
key-made = { $name }，{ $day }
key-used = { $ago }使用过
key-unused = 还没有使用过
key-once = 只在此时显示一次。请放入对方系统保存机密的地方，以 “Authorization: Bearer …” 发送。
key-revoke = 撤销
key-revoke-title = 撤销“{ $name }”？
key-revoke-lead = 使用它的系统从下一次请求起被拒绝。无法恢复，但可以创建新的密钥。
key-revoked = { $day } 撤销
key-revoked-done = “{ $name }”已失效。
list-comma = 、

scope-work-read = 查看工单与登记
scope-call_outs-write = 登记叫修
scope-dispatch-write = 派工
scope-decisions-write = 主管审批
scope-stock-write = 收发配件
scope-old_parts-write = 处理旧件
scope-complaints-write = 处理投诉
scope-contracts-write = 合同与保养计划
scope-money-write = 收款入账
scope-reports-read = 查看报表
scope-reference-write = 维护目录
scope-people-write = 技术员与手机
scope-organisation-write = 用户、密钥与设置
scope-log-read = 查看日志

## Webhook

webhooks-title = Webhook 推送
webhooks-lead = 有事发生时自动通知其他系统：派工、客户签字、投诉结案等。
webhooks-add = 添加推送
webhooks-none = 还没有系统接收通知。添加 ERP、工单系统或数据平台的地址：每个事件都会签名后发送，直到送达为止。
webhook-add-lead = 每个事件发送到此地址，用只有双方知道的密钥签名。内容只有编号和状态，没有客户资料。
webhook-url = 地址（https）
webhook-description = 用途
webhook-which = 通知内容
webhook-all-types = 全部，包括以后新增的
webhook-some-types = 只通知一部分
webhook-no-type = 请至少选择一项通知内容。
webhook-edit = 修改
webhook-edit-title = 修改推送
webhook-save = 保存
webhook-saved = 已保存。
webhook-delivering = 正常
webhook-failing = 失败中
webhook-off = 已关闭
webhook-failing-since = { $time } 起无法送达
webhook-off-person = { $day } 手动关闭
webhook-off-gone = { $day } 起关闭：对方答复地址已不存在
webhook-off-failing = { $day } 起关闭：连续五天无法送达
webhook-nothing-yet = 还没有送达过
webhook-delivered = { $ago }送达过
webhook-waiting = { $count } 条待发送
webhook-old-secret = 旧密钥有效至 { $time }
webhook-secret-lost = 服务器的密钥已更换：重新生成推送密钥之前不会发送。
webhook-made = { $name }，{ $day }
webhook-deliveries = 发送记录
webhook-test = 发送测试
webhook-rotate = 更换密钥
webhook-rotate-title = 更换密钥？
webhook-rotate-lead = 24 小时内事件同时用新旧两个密钥签名，对方系统可以从容切换，不会漏收。
webhook-secret = 密钥
webhook-secret-once = 只在此时显示一次。请放入对方系统保存机密的地方，对方凭它确认事件确实来自这里。
webhook-switch-on = 开启
webhook-switch-off = 关闭
webhook-switched-on = 已开启。待发送的正在发送；关闭期间的事件可在发送记录中补发。
webhook-switched-off = 已关闭。
webhook-remove = 删除
webhook-remove-title = 删除“{ $name }”？
webhook-remove-lead = 不再向该地址发送，待发送的内容也会丢弃。无法恢复。如只需暂停，请选择关闭。
webhook-removed = 已删除。

event-call_out-entered = 叫修登记
event-call_out-changed = 叫修变更
event-call_out-cleared = 叫修结清
event-visit-created = 工单生成
event-visit-changed = 工单变更
event-visit-signed = 客户签字
event-visit-sign_off_refused = 客户拒签
event-repair-taken = 带回维修
event-repair-changed = 维修变更
event-repair-returned = 修好送回
event-complaint-received = 收到投诉
event-complaint-changed = 投诉变更
event-complaint-closed = 投诉结案
event-webhook-test = 测试

deliveries-title = 发送记录
deliveries-state = 状态
deliveries-all = 全部
deliveries-none = 还没有发送过。可以发送测试，或等待事件发生。
deliveries-none-so = 没有此状态的记录。
deliveries-more = 显示更早的
delivery-waiting = 待发送
delivery-delivered = 已送达
delivery-failed = 已放弃
delivery-not-tried = 还没有尝试
delivery-tries = 第 { $count } 次
delivery-next = 下次 { $time }
delivery-details = 尝试与内容
delivery-replay = 重新发送
delivery-replayed = 正在重新发送。
attempt-arrived = 已送达（{ $status }）
attempt-took = { NUMBER($ms) } 毫秒
attempt-status = 对方拒绝，状态 { $status }
attempt-gone = 对方答复地址已不存在（410）
attempt-redirect = 对方指向其他地址（{ $status }），不予跟随
attempt-timeout = 15 秒内没有答复
attempt-connection = 无法连接
attempt-tls = 证书无效或 TLS 失败
attempt-unresolved = 域名没有对应的地址
attempt-not-public = 地址位于内部网络，未发送
attempt-url = 地址已不被允许
attempt-secret-lost = 密钥已丢失，请更换密钥
attempt-unreadable = 事件内容无法生成

recover = 补发…
recover-title = 补发没有送达的事件
recover-lead = 包括推送关闭期间以及添加之前发生的事件。每个事件的编号不变。
recover-since = 起始时间
recover-hour = 一小时前
recover-day = 昨天此时
recover-week = 7 天前
recover-month = 30 天前
recover-all = 已送达的也重新发送
recovered = { $count ->
    [0] 全部已送达，没有需要补发的。
   *[other] 正在补发 { $count } 个事件。
}

## 只显示一次的内容

secret-copy = 复制
secret-copied = 已复制。
secret-copy-failed = 浏览器不允许复制，请选中文字手工复制。
