### 设置：谁能登录，哪些系统有密钥。

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

## 只显示一次的内容

secret-copy = 复制
secret-copied = 已复制。
secret-copy-failed = 浏览器不允许复制，请选中文字手工复制。
