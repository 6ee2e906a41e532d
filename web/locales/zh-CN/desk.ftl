### 服务台：各页面共用的文字。

page-title = { $page } · Fieldbook
page-board = 看板
page-register = 叫修登记
page-plan = 排班
page-visit = 工单
page-reports = 报表
page-complaints = 投诉
page-contracts = 合同
page-aftercare = 回访
page-settings = 设置
page-stock = 库存
page-old_parts = 旧件
page-closed = 您的角色不包含此页面
page-closed-next = 请联系管理服务台账号的人员，或转到其他页面。
skip = 跳到页面内容
rail =
    .aria-label = 页面

## 登录

sign-in-title = 售后服务台
sign-in-lead = 请用服务台账号登录。
sign-in-name = 用户名
sign-in-password = 密码
sign-in-submit = 登录
sign-in-refused = 用户名或密码不正确。
sign-in-ended = 登录已过期。重新登录后会回到刚才的工单。

## 页眉

menu =
    .aria-label = 更多
    .title = 更多
language-switch = English
    .title = Switch to English
sign-out = 退出登录

## 对话框

choose = 请选择
field-optional = （可不填）
dialog-cancel = 取消
dialog-keep = 继续填写
dialog-discard-question = 填写的内容还没有提交，要放弃吗？

## 密码

password-open = 密码
password-title = 设置密码
password-lead = 此处保持登录，其他地方的登录会退出。
password-given = 现在的密码是别人交给您的。请设置一个只有您知道的密码，之后其他功能即可使用。
password-first = 请先完成一件事
password-before = 现在的密码
password-new = 新密码
password-again = 再输入一次新密码
password-hint = 至少 { $count } 个字符
password-submit = 确定
password-differs = 两次输入的新密码不一致。
password-same = 新密码不能与现在的相同。
password-refused = 现在的密码不正确。
password-done = 密码已更改。

sla-left = 剩 { $span }
sla-late = 超 { $span }
promise-left = 承诺剩 { $span }
promise-late = 承诺已超 { $span }
promise-by = 承诺 { $time } 前

## 手机

phone-heard = { $ago }
phone-offline = 离线，最近联络：{ $ago }
phone-never = 还没有联络
phone-revoked = 已停用
phone-changes = { $count } 项更改
phone-signatures = { $count } 份签名
phone-photos = { $count } 张照片（{ NUMBER($megabytes, maximumFractionDigits: 1) } MB）
phone-unsent-as-of = 未发送：{ $what }（截至 { $at }）
phone-held-as-of = { $what }（截至 { $at }）
phone-none = { $name } 还没有登记手机，派工不会送达。
phone-notice-heard = { $name } 的手机最近联络：{ $ago }。
phone-notice-offline = { $name } 的手机离线，最近联络：{ $ago }（{ $at }）。
phone-notice-never = { $name } 的手机还没有联络过。
phone-notice-unsent = { $phone } { $unsent }。
phone-notice-sending = 恢复信号后才会收到派工。
phone-notice-leaving = 在那里没有信号时完成的工作之后仍会传来，并按当时计算。
phone-notice-leaving-unsent = 其中可能有此次上门的工作：之后仍会传来，并按当时计算。
