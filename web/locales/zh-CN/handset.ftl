### 技术员页面的文字。

hs-title-agenda = 我的工单
hs-title-visit = 工单
hs-title-sign = 签认
hs-title-enrol = 启用本机

## 顶栏

hs-airplane = { $on ->
    [on] 飞行模式 开
   *[off] 飞行模式 关
}
hs-airplane-on = 如同无信号：什么都不发送
hs-airplane-off = 有信号就发送
hs-airplane-on-hint = 任何内容都不离开本机，填写的内容全部保存在本机。
hs-airplane-off-hint = 填写的内容有信号时自动发送。
hs-bar-on-this-phone = 本机待发：{ $n }
hs-bar-photos = 待发照片：{ $n }
hs-bar-parked = 需要处理：{ $n }
hs-bar-received = 全部已收到
hs-last-contact = 上次联系：{ $when }
hs-never-contact = 尚未联系过服务器
hs-app-not-running = 本机的 Fieldbook 程序没有响应。已输入的内容都在，请重新启动程序。

## 送达情况

hs-delivery-on_this_phone = 在本机：{ $n }
hs-delivery-received = 已收到，照片发送中
hs-delivery-complete = 已收到
hs-delivery-parked = 需要处理

## 待发内容

hs-outbox = 本机待发
hs-outbox-lead = 这些内容已稳妥保存在本机，有信号时自动发送，不用等待。
hs-outbox-revoked = 这些内容留在本机，不能发送：服务台已停用这台手机。请把手机交给服务台。
hs-outbox-airplane = 飞行模式已开：内容稳妥保存在本机，什么都不发送。
hs-outbox-empty = 服务器已全部收到。
hs-outbox-photos = { $n } 张照片待发
hs-outbox-last-error = 上次发送没有成功：
hs-sync-now = 立即发送
hs-sync-done = 收发完成
hs-try-again = 重新发送
hs-try-again-done = 将重新发送
hs-last-contact-label = 上次联系
hs-this-device = 本机
hs-server = 服务器
hs-parked-other = 服务器没有接收（{ $code }）：{ $detail }内容仍在本机，请告知服务台。
hs-parked-not_assigned = 此工单已归他人。您的内容仍在本机，请告知服务台。
hs-parked-malformed = 服务器无法读取。内容仍在本机，请更新程序后再发送。
hs-parked-too_large = 内容过大，服务器无法接收。内容仍在本机，请告知服务台。
hs-parked-quarantined = 工单早已转给他人，服务器已将您的内容单独保存，不再发送。请服务台处理。
hs-parked-work_set_aside = 本机部分内容已损坏，无法并入工单。内容仍在本机，请告知服务台。
hs-parked-document_damaged = 此工单在本机已损坏，将从服务器重新获取。如仍未恢复，请告知服务台。

## 启用

hs-enrol-title = 启用本机
hs-enrol-lead = 请向服务台索取一次性登记码。只需一次，之后没有信号也能工作。
hs-enrol-server = 服务器地址
hs-enrol-code = 一次性登记码
hs-enrol-name = 本机名称
hs-enrol-default-name = 我的手机
hs-enrol-button = 启用

## 工单列表

hs-agenda-title = 我的工单
hs-agenda-empty = 本机没有工单。服务台派工后会自动出现在这里。
hs-agenda-no-time = 未约时间
hs-agenda-left = 已不归您
hs-left = 已不在您的列表中。
hs-left-with = 现由{ $name }负责。
hs-left-reason = 原因：{ $reason }
hs-call = 致电{ $name }

## 工单

hs-visit = 工单
hs-visit-not-here = 此工单不在本机。
hs-steps = 步骤
hs-step-arrive = 到场
hs-step-start = 开始
hs-step-work = 处理
hs-step-finish = 完工
hs-step-sign = 签认
hs-do-arrive = 我已到场
hs-do-start = 开始处理
hs-do-finish = 处理完毕
hs-do-sign = 请客户签认
hs-do-sealed = 查看签名
hs-do-reopen = 尚未完工，继续处理
hs-do-void-trip = 空跑一趟
hs-done-arrive = 到场时间已记在本机
hs-done-start = 开始时间已记在本机
hs-done-finish = 完工时间已记在本机
hs-nothing-to-do = 这里没有要做的事。
hs-missing-count = 还有 { $n } 项未完成
hs-job = 任务
hs-job-more = 地址与详情
hs-appointment = 预约时间
hs-address = 地址
hs-contact = 联系人
hs-phone = 电话
hs-product = 产品
hs-serial = 机号
hs-plate = 车牌号
hs-called-at = 叫修时间
hs-optional = （可不填）
hs-checklist = 检查项目
hs-checks-done = { $done } / { $all }
hs-check-note = 备注
hs-check-add-note = 添加备注
hs-check-open = 未检查
hs-findings = 故障情况
hs-findings-hint = 什么故障？原因是什么？
hs-treatment = 处理经过
hs-treatment-hint = 做了什么？
hs-typing = 正在输入…
hs-saving = 正在保存…
hs-saved-here = 已存在本机
hs-not-saved = 尚未保存，文字保留着：{ $why }
hs-not-saved-closed = 文字保留在本机，但现在不能写入工单。
hs-text-joined = 他人也写了这一栏，两份文字都保留了，请再读一遍。
hs-count = { $n } / { $limit } 字
hs-missing = 还要完成
hs-missing-check = 请检查：{ $label }
hs-missing-findings = 填写故障情况
hs-missing-treatment = 填写处理经过
hs-missing-return_visit = 记录回访内容
hs-missing-part_line = 换件“{ $name }”不完整：请划去后重新填写
hs-reason = 原因
hs-void-trip-lead = 请说明为何无事可做，服务台会看到。
hs-void-trip-confirm = 记录
hs-void-nobody = 无人在场
hs-void-solved = 故障已解决
hs-void-refused = 客户不需要
hs-void-colleague = 同事已处理
hs-conflicts = 重复填写
hs-conflicts-lead = 两人同时填写了同一栏。两份都保留，由服务台决定。
hs-conflict-shown = （当前显示）
hs-place-call_out = 叫修
hs-place-customer = 客户
hs-place-asset = 产品
hs-place-appointment_at = 预约时间
hs-place-parts = 换件

## 换件

hs-parts = 更换零件
hs-parts-none = 未更换零件。
hs-part-add = 添加换件
hs-part-save = 保存换件
hs-part-saved = 换件已存在本机
hs-part-name = 零件名称
hs-part-quantity = 数量
hs-part-reason = 更换原因
hs-part-number = 物料编码
hs-part-old-serial = 旧号（拆下）
hs-part-new-serial = 新号（装上）
hs-part-label-fault = 旧终端标签上的故障
hs-part-label-plate = 请在旧终端上贴标签：车牌 { $plate } 和此故障。
hs-part-label-no-plate = 请在旧终端上贴标签，写明车牌和此故障。
hs-part-strike = 划去
hs-part-strike-title = 划去“{ $name }”？
hs-part-strike-lead = 这一行仍可看到，但不再计入。
hs-part-struck = 已划去：{ $reason }
hs-swap-kind = 类别
hs-old = 旧
hs-new = 新
hs-less = 减一
hs-more = 加一
hs-reason-worn = 磨损
hs-reason-broken = 损坏
hs-reason-no-power = 不通电
hs-reason-water = 进水
hs-reason-upgrade = 升级
hs-reason-other-fault = 时好时坏
hs-label-fault-no-position = 不定位
hs-label-fault-no-data = 无数据上传
hs-label-fault-no-power = 不通电
hs-label-fault-damaged = 外壳损坏
hs-strike-typo = 填写错误
hs-strike-not-used = 实际未用
hs-strike-twice = 重复填写
hs-swap-needs-name = 请填写零件名称。
hs-swap-needs-reason = 请填写更换原因。
hs-swap-needs-quantity = 请填写数量，1 至 9999。
hs-swap-needs-old_serial = 请填写或扫描拆下的号码。
hs-swap-needs-new_serial = 请填写或扫描装上的号码。
hs-swap-needs-label_fault = 请填写标签上的故障。

## 照片

hs-photos = 照片
hs-photos-none = 没有照片。
hs-photo = 照片
hs-photo-caption = 照片拍的是什么？（可不填）
hs-photo-take = 拍照
hs-photo-choose = 选取
hs-photo-saved = { $n } 张照片已存在本机
hs-photo-elsewhere = 在另一台手机上
hs-photo-on_this_phone = 在本机
hs-photo-sending = 发送中 { $percent } %
hs-photo-complete = 已收到
hs-photo-parked = 服务器未接收

## 签认

hs-sign-back = 返回工单
hs-sign-title = 请阅读并签名
hs-sign-lead = 您的签名只对这里显示的内容有效。
hs-sign-language = 语言
hs-sign-changed = 内容有变动，请重新阅读并重新签名。
hs-signer-name = 您的姓名
hs-signer-role = 职务（可不填）
hs-signer-remarks = 意见（可不填）
hs-sign-signature = 您的签名
hs-sign-pad = 签名区
hs-sign-here = 请用手指在此签名
hs-sign-clear = 重新签名
hs-sign-full = 签名区已满，请点“重新签名”。
hs-sign-no-strokes = 请在上面的签名区签名。
hs-sign-seal = 签名并封存
hs-sign-promise = 内容、照片与签名在本机一并封存，没有信号也有效。此后任何改动都会被发现。
hs-sealed-title = 已签名并封存
hs-sealed-lead = 谢谢。此后任何改动都会被发现。
hs-sealed-done = 完成
hs-signature-of = { $name }的签名
hs-signed-by = 签名人
hs-signed-at = 签名时间
hs-seal-file = 保存封存记录

## 服务单

hs-voucher-acceptance = 服务单
hs-customer = 客户
hs-name = 名称
hs-product-name = 产品
hs-model = 型号
hs-voucher-order = 报修
hs-work = 服务内容
hs-urgency = 紧急程度
hs-service-type = 收费方式
hs-voucher-times = 上门服务
hs-technician = 技术员
hs-arrived-at = 到场
hs-started-at = 开始
hs-finished-at = 完工
hs-voucher-identity = 凭证信息
hs-voucher-version = 版本
hs-voucher-language = 语言
hs-voucher-visit = 工单
hs-voucher-call-out = 叫修
hs-voucher-organisation = 服务单位
hs-voucher-technician = 技术员
hs-voucher-digest = 指纹（SHA-256）

## 出了什么问题，该怎么办

hs-problem-other = 没有成功（{ $code }）。内容没有丢失，请再试一次。
hs-problem-app_not_running = 本机的 Fieldbook 程序没有响应。内容保留着，请启动程序后再试。
hs-problem-airplane = 飞行模式已开，关闭后才能发送。
hs-problem-not_enrolled = 本机尚未启用。
hs-problem-offline = 没有信号，或连不上服务器。内容都稳妥保存在本机，稍后自动发送。
hs-problem-timeout = 服务器没有及时回应。内容都稳妥保存在本机，稍后自动发送。
hs-problem-not_found = 这项内容不在本机。
hs-problem-incomplete = 还缺 { $n } 项，请在列表中逐项完成。
hs-problem-not_assigned = 此工单不归您，或已改派他人。请致电服务台。
hs-problem-text_too_long = 文字太长：最多 { $limit } 字。
hs-problem-photo_unusable = 这张照片不能用：须为 JPEG、PNG 或 WebP，不超过 20 MB。
hs-problem-too_large = 内容过大。照片不能超过 20 MB。
hs-problem-disk_full = 本机存储空间已满。请腾出空间后再试，内容保留着。
hs-problem-store_busy = 存储正忙，请再试一次。
hs-problem-store_damaged = 程序的存储已损坏。请勿删除任何东西，致电服务台。
hs-problem-document_damaged = 此工单在本机已损坏，其他工单正常。请致电服务台。
hs-problem-seal_key = 本机无法封存签名。签名还在，请再试一次。
hs-problem-document_unreadable = 本程序无法读取此工单，其他工单正常。请更新程序或致电服务台。
hs-problem-device_name = 请填写本机名称，1 至 80 个字。
hs-problem-address = 这不是服务器地址。形式如 https://example.com。
hs-problem-already_enrolled = 本机已经启用。
hs-problem-internal = 程序出错，内容没有丢失，请再试一次。
hs-problem-locked = 请用程序启动时显示的链接打开本页。
hs-problem-not_now = 服务器请稍候。内容都稳妥保存在本机，稍后自动发送。
hs-problem-exchange_refused = 无法使用此服务器，请检查地址和证书。内容都稳妥保存在本机。
hs-problem-server_status = 服务器回应异常。内容都稳妥保存在本机，稍后自动发送。
hs-problem-answer_too_large = 服务器的回应过大，本机无法接收。内容都稳妥保存在本机，请告知服务台。
hs-problem-answer_malformed = 无法理解服务器的回应。内容都稳妥保存在本机，请告知服务台。
hs-problem-receipt_mismatch = 服务器的回执不符，没有标为已收到。请告知服务台。
hs-problem-cross_site = 本页不能这样请求，请用它自己的链接打开。
hs-problem-foreign_host = 本页不能这样请求，请用它自己的链接打开。
