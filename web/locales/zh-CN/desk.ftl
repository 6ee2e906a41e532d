### 服务台：各页面共用的文字。

page-title = { $page } · Fieldbook
page-board = 看板
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
