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
hs-outbox-revoked = 服务台已停用这台手机。本机已录入的内容会移交服务台审核；下面所列是还没有移交的。照片留在本机，请把手机交给服务台。
hs-outbox-airplane = 飞行模式已开：内容稳妥保存在本机，什么都不发送。
hs-outbox-empty = 服务器已全部收到。
hs-outbox-photos = { $n } 张照片待发
hs-outbox-last-error = 上次发送没有成功：
hs-sync-now = 立即发送
hs-sync-done = 收发完成
hs-not-accepted = 未被接受
hs-not-accepted-entered = 录入于 { $time }。{ $detail }
hs-not-accepted-sign = 客户签字只对当时所读的内容有效，请重新签字。
hs-not-accepted-value = { $place }：{ $became }（原为：{ $was }）
hs-not-accepted-seen = 我已阅读
hs-copied = 本机的数据是副本（发现于 { $time }）：由备份恢复，或从另一台手机迁移而来。此后在另一台上录入的内容，要发送之后才会出现在这里。可以继续工作。
hs-try-again = 重新发送
hs-try-again-done = 将重新发送
hs-last-contact-label = 上次联系
hs-this-device = 本机
hs-server = 服务器
hs-parked-other = 服务器没有接收（{ $code }）：{ $detail }内容仍在本机，请告知服务台。
hs-parked-not_assigned = 此工单已归他人。您的内容仍在本机，请告知服务台。
hs-parked-malformed = 服务器无法读取。内容仍在本机，请更新程序后再发送。
hs-parked-too_large = 内容过大，服务器无法接收。内容仍在本机，请告知服务台。
hs-parked-quarantined = 因工单早已转给他人，或这台手机已停用，服务器已将您的内容单独保存，没有并入工单，不再发送。请服务台处理。
hs-parked-not_accepted = 在本机录入的部分内容没有被接受。请查看待发列表，重新录入或请客户重新签字。
hs-parked-discarded = 服务台决定不采用此内容。
hs-parked-damaged_at_server = 服务器暂时无法读取此内容。您的内容仍在本机，将再次发送。如仍未恢复，请告知服务台。
hs-parked-quarantine_full = 服务台单独保存的本机内容已满，不再接收。内容仍在本机，请告知服务台。
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
hs-goods-out = 商品尚未归还：请先归还并由客户签收
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
hs-photo-held-photo_day_full = 今日已达上限，明天继续发送
hs-photo-held-photo_space_full = 服务器照片空间已满，请告知调度
hs-photo-on_its_way = 获取中 { $percent } %
hs-photo-wanted = 原图在另一台手机上，有信号时自动获取，之后再打开。

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
hs-receipt-from-server = 服务器已签收：{ $time }。
hs-receipt-file = 保存服务器回执

## 客户的一份

hs-do-give-copy = 给客户一份
hs-do-voucher-pdf = 服务单 PDF
hs-do-receipt-pdf = 收据 PDF
hs-copy-scan = 请客户用手机扫码
hs-copy-code = 查验本记录的网页二维码
hs-copy-received = 服务器已收到本记录。客户手机有信号即可打开查验网页。
hs-copy-not-yet = 本机还没有上传这份记录。上传后、客户手机有信号时，扫码才能打开。在此之前请直接给文件。
hs-copy-no-code = 这份记录没有查验网址。请直接给文件。
hs-copy-file-title = 给文件，无需信号
hs-copy-file-lead = 内容和证明都在文件里，多年以后仍可查验。
hs-do-share-pdf = 发送文件
hs-do-save-pdf = 保存文件
hs-sign-unprintable = 这些字无法打印：{ $characters }。单据上会以编号代替。如能更改，请返回改用其他写法。

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
hs-problem-unprintable_characters = 这些字无法打印：{ $characters }。请改用其他写法。
hs-problem-paper_no_records = 还没有签字，所以没有单据。
hs-problem-paper_too_many_pages = 内容超出单据允许的页数。请精简，或给客户封存记录。
hs-problem-not_assigned = 此工单不归您，或已改派他人。请致电服务台。
hs-problem-text_too_long = 文字太长：最多 { $limit } 字。
hs-problem-photo_unusable = 这张照片不能用：须为 JPEG、PNG 或 WebP，不超过 20 MB。
hs-problem-too_large = 内容过大。照片不能超过 20 MB。
hs-problem-disk_full = 本机存储空间已满。请腾出空间后再试，内容保留着。
hs-problem-store_busy = 存储正忙，请再试一次。
hs-problem-store_damaged = 程序的存储已损坏。请勿删除任何东西，致电服务台。
hs-problem-document_damaged = 此工单在本机已损坏，其他工单正常。请致电服务台。
hs-problem-seal_mark = 签字或印章不符合这张单据的要求。请客户在签名区签名；如单位要求盖章，再拍下印章。
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

# 各页、表单与上门的顺序

## 各页

hs-rooms = 页面导航
hs-room-agenda = 工单
hs-room-day = 日报
hs-room-van = 车载
hs-title-day = 日报
hs-title-van = 车载备件
hs-kind-visit = 工单
hs-kind-day = 日报
hs-kind-repair = 携回维修
hs-kind-old_part = 旧件
hs-kind-complaint = 投诉
hs-kind-unknown = 无法识别的内容
hs-outbox-name = { $kind } { $number }
hs-undo = 撤回
hs-yes = 是
hs-no = 否

## 表单

hs-form-keep = 存到本机
hs-form-needed = 请填写。
hs-form-choose = 请选择一项。
hs-form-number = 请填写整数，至少为 1。
hs-form-money = 请填写金额（元），如 80 或 80.50。
hs-noted = 已存在本机
hs-joint = { " · " }
hs-consent = 谁同意的？
hs-consent-by = 姓名
hs-consent-how = 怎样同意的？
hs-consent-in_person = 当面
hs-consent-phone = 电话
hs-consent-written = 书面
hs-agreed-by = { $name }同意（{ $how }）
hs-customer-words = 客户原话
hs-told-customer = 告诉客户了吗？
hs-scan-camera = 用相机扫码
hs-scan-look = 把相机对准条码。
hs-scan-failed = 这里不能使用相机，请手工输入或用扫码枪。

## 工单列表：分组与查找

hs-agenda-search = 单号、客户、地址、电话
hs-agenda-show = 显示
hs-agenda-none-found = 没有符合的。请减少查找内容或显示全部。
hs-filter-all = 全部
hs-filter-now = 现在
hs-filter-later = 之后
hs-filter-waiting = 等待中
hs-filter-done = 已完成
hs-group-now = 现在
hs-group-next = 下一单
hs-group-later = 之后
hs-group-waiting = 等待中
hs-group-done = 已完成
hs-group-left = 已不归您
hs-due-late = 已迟 { $span }
hs-due-soon = 还有 { $span }
hs-due-ahead = 还有 { $span }
hs-due-to-arrive = 到场 { $said }
hs-due-to-fix = 修复 { $said }
hs-due-by-arrive = 到场期限
hs-due-by-fix = 修复期限
hs-number-provisional = { $number }（临时编号）

## 先处理后补单

hs-do-emergency = 紧急：还没有派工单
hs-emergency-lead = 先解决问题，服务台随后补单并关联。
hs-emergency-reason = 为什么还没有派工单？
hs-emergency-reason-called = 客户直接找我
hs-emergency-reason-on-site = 在别处服务时遇到
hs-emergency-fault = 什么故障？
hs-emergency-done = 已在本机建立

## 出发前

hs-before = 出发前
hs-kit = 要带的东西
hs-crew = 同行人员
hs-crew-lead = { $name }（负责人）
hs-do-no-answer = 打了：没人接
hs-do-reached = 打了：打通了
hs-do-other-contact = 其他联系
hs-do-set-appointment = 改约时间
hs-do-refuse-appointment = 客户不同意改约
hs-do-foresee-delay = 我会晚到
hs-do-depart = 出发
hs-done-depart = 出发时间已记在本机
hs-noted-no-answer = 无人接听，已记下
hs-noted-reached = 通话已记下
hs-channel = 用什么方式？
hs-channel-phone = 电话
hs-channel-text_message = 短信
hs-channel-at_the_door = 上门
hs-was-reached = 联系上了吗？
hs-reached = 已联系上
hs-not-reached = 未联系上
hs-what-was-said = 说了什么
hs-set-appointment-lead = 客户同意，改约才算数。
hs-new-time = 新的时间
hs-proposed-time = 您提出的时间
hs-after-refusal = 接下来怎么办？
hs-after-refusal-other_technician = 由其他技术员上门
hs-after-refusal-back_to_company = 交回服务台
hs-appointment-refused = 客户不同意改到 { $when }：{ $words }
hs-foresee-delay-lead = 请在约定时间之前说明，服务台可另派人。
hs-expected-arrival = 预计到达
hs-delay-until = 会晚到：{ $when }
hs-delay-open = 会晚到，时间说不准
hs-customer-told = 客户已知道
hs-customer-not-told = 客户还不知道
hs-delay-traffic = 堵车
hs-delay-earlier-job = 上一单超时
hs-delay-weather = 天气
hs-delay-parts = 去取备件
hs-pick-tomorrow = 明天 { $time }
hs-pick-later = 晚 { $minutes } 分钟

## 现场

hs-site = 现场情况
hs-site-lines = { $n } 条记录
hs-do-note-site = 现场记录
hs-do-correct-data = 更正客户或产品资料
hs-do-set-class = 故障级别
hs-do-promise = 答应完工日期
hs-do-promise-at-risk = 赶不上答应的日期
hs-do-exception = 注明迟到原因
hs-do-permission = 记下口头许可
hs-do-report = 向单位报告
hs-do-disagreement = 客户有不同看法
hs-do-wish = 客户要求退换
hs-do-repeat = 以前修过
hs-do-inform-dealer = 已告知经销商
hs-do-name-dealer = 经销商的产品
hs-site-lead = 每一栏以最新一条为准。{ $figures }请填数字。
hs-site-line = 哪一栏？
hs-site-value = 内容
site_line-usage = 使用情况
site_line-before_fault = 故障前
site_line-after_fault = 故障后
site_line-running_hours = 运行小时
site_line-mileage = 里程（公里）
site_line-opened_before = 是否被拆过
site_line-warranty_check = 保修核对
site_line-cause = 真实原因
hs-correct-lead = 请先与客户核对。服务台能看到原值和新值。
hs-correct-field = 哪一项不对？
hs-correct-to = 正确内容
hs-correct-confirmed-by = 由谁确认
hs-confirmed-by = { $name }确认
data_field-name = 客户名称
data_field-address = 地址
data_field-phone = 电话
data_field-contact = 联系人
data_field-product = 产品
data_field-model = 型号
data_field-serial = 机号
data_field-plate = 车牌号
hs-class = 级别
hs-class-plan = 准备怎么办
hs-class-plan-hint = 会通知相关负责人。
fault_class-general = 一般
fault_class-severe = 较重
fault_class-major = 重大
hs-promise-lead = 客户会按这个日期等。
hs-promise-day = 完工日期
hs-promise-document = 依据文件
hs-promise-document-hint = 单位规定：没有文件不能答应日期。
hs-promised-for = 答应 { $when } 完工
hs-promise-at-risk = 赶不上答应的日期：{ $reason }
hs-permission-by = 谁同意的？
hs-permission-what = 同意了什么？
hs-permission-when = 什么时候说的？
hs-allowed-by = { $name }同意
hs-report-lead = 服务器收到才算已报告。
hs-report-what = 报告什么？
hs-report-text = 内容
hs-report-proposal = 您的建议
hs-report-demand = 客户的要求
hs-report-larger-hint = 较大问题必须填写。
report_kind-result = 处理结果
report_kind-larger_problem = 较大问题
report_kind-major_quality = 重大质量问题
hs-disagreement-lead = 照原话记下，不作承诺。
hs-disagreement-matter = 关于什么？
hs-disagreement-about = 客户对{ $matter }有不同看法
hs-matter-cause = 原因
hs-matter-liability = 责任
hs-matter-fee = 费用
hs-wish-lead = 不要答应金额，由服务台决定并回复。
hs-wish = 要求什么？
wish-exchange = 换货
wish-refund = 退款
hs-repeat-number = 上次的叫修单号
hs-repeat-of = 与 { $number } 同一故障
hs-dealer-note = 哪家经销商，怎样告知？
hs-dealer-informed = 已告知经销商
hs-dealer-name = 哪家经销商？
hs-dealer-named = 经销商{ $name }的产品
hs-exception = 遇到什么情况？
hs-exception-text = 请说明

## 产品档案

hs-history = 产品档案
hs-history-services = 以往服务 { $n } 次
hs-purchased-on = 购买日期
hs-made-on = 出厂日期
hs-warranty = 保修期
hs-months = { $n } 个月
hs-contract = 合同
hs-from-to = { $from } 至 { $to }

## 检查

hs-checks-show = 显示哪些检查
hs-checks-all = 全部
hs-checks-open = 未检查
hs-checks-defect = 异常
hs-checks-next = 下一项未检查
hs-checks-none = 没有这一类。
hs-checks-group = 第 { $from }–{ $to } 项
hs-check-differs = 检查结果不一致：{ $answers }
hs-closing = 离开之前
hs-missing-more-checks = 还有 { $n } 项检查

## 备件：目录、申请、车载

hs-part-search = 查找：编码、名称、拼音首字母
hs-part-search-none = 本机目录中没有，可在下面手工填写。
hs-part-serialised = 此件每个都有编号：请扫描旧号和新号。
hs-parts-count = 换件 { $n } 项
hs-requests-count = 申请中 { $n } 项
hs-do-request-part = 缺件：申请备件
hs-request-lead = 由服务台批准，结果会显示在这里。
hs-request-urgent = 没有它客户是否停机？
hs-request-reason = 用途
hs-request-done = 申请已记下，有信号就发送
hs-request-pending = 等待批准
hs-request-approved = 已批准
hs-request-declined = 未批准
hs-van-has = 车上 { $n }
hs-van-below = 车上：待核对
hs-van-unknown = 车上没有
hs-van-title = 车载备件
hs-van-lead = 以上次联系时服务台的登记为准。
hs-van-search = 编码、名称、编号
hs-van-empty = 车上还没有登记备件，服务台发料后会显示在这里。
hs-van-none-found = 没有符合的。
hs-van-to-check = 待核对：用出数多于领入数
hs-van-used-twice = { $part }：编号 { $serial } 被装了两次，请核对。
hs-van-contradictions = 有 { $n } 笔出入库互相矛盾，由服务台核对。
hs-van-unreadable = 有 { $n } 笔出入库需更新程序才能显示，未计入。

## 费用

hs-money = 费用
hs-do-service-type = 由谁付费？
hs-do-charge = 添加收费
hs-do-agree-fee = 客户同意收费
hs-do-sign-fee = 请客户签字同意收费
hs-do-collect = 当场收款
hs-do-invoice = 申请开票
hs-service-type-lead = 与派工单不同时须说明原因。
hs-service-type-reason = 与派工单不同的原因
hs-basis = 依据是什么？
hs-basis-warranty = 保修期内
hs-basis-contract = 合同
hs-basis-out_of_warranty = 超过保修期
hs-basis-misuse = 使用不当
hs-basis-disputed = 有争议
hs-basis-other = 其他
hs-fee-open = 尚未确定
hs-fee-agreed = 同意金额
hs-agreed-up-to = 同意的金额上限
hs-collected = 已收
hs-invoiced = 待开票
hs-sum = 合计
hs-amount = 金额（元）
hs-price-list = 从价目表选
hs-charge-lead = 只能收取这里列出的费用。
hs-charge-what = 收什么费？
hs-charge-description = 说明
charge_kind-labour = 工时
charge_kind-part = 配件
charge_kind-travel = 交通
charge_kind-other = 其他
hs-agree-fee-lead = 动工前请先说明金额。
hs-collect-lead = 交账之前记在您名下。
hs-pay-method = 付款方式
pay_method-cash = 现金
pay_method-electronic = 手机或刷卡

## 之后

hs-after = 之后
hs-step-resume = 继续
hs-do-resume = 再次到场，继续处理
hs-done-resume = 已记在本机：继续处理
hs-do-survey = 客户评价
hs-do-report-result = 报告处理结果
hs-do-amend = 签后更正
hs-do-suspend = 先到这里，改日继续
hs-suspend-lead = 已填内容都保留。约了下次时间，请记下谁同意的。
hs-stop-why = 为什么？
stop_reason-unfinished = 没来得及完成
stop_reason-waiting_for_parts = 等待备件
stop_reason-taken_away = 带回维修
stop_reason-customer_asked = 客户要求
hs-next-time = 什么时候继续？
hs-stopped = 已记在本机
hs-stopped-at = { $when } 中断
hs-goes-on = { $when } 继续
hs-amend-lead = 已签的内容保持不变。现在的改动成为新版本，需再次签字。
hs-amend-forgotten = 漏填
hs-amend-wrong-number = 号码有误
hs-amendment-opened = 现在可以更正，之后请客户再签一次
hs-revision = 第 { $n } 版
hs-revision-signed = 客户已签字
hs-revision-accepted = 负责人已认可
hs-revision-unsigned = 未签字
hs-survey-lead = 请把手机交给客户，每行点一下。
hs-survey-attitude = 态度
hs-survey-skill = 技术
hs-survey-punctuality = 准时
hs-survey-promises = 守信
hs-survey-overall = 总体
hs-survey-reasons = 哪里可以更好？
hs-survey-suggestion = 建议
hs-survey-thanks = 谢谢
hs-survey-done = 已评价
hs-grade-four_grades-1 = 很满意
hs-grade-four_grades-2 = 满意
hs-grade-four_grades-3 = 一般
hs-grade-four_grades-4 = 不满意
hs-grade-named-1 = 很满意
hs-grade-named-2 = 满意
hs-grade-named-3 = 一般
hs-grade-named-4 = 不满意
hs-grade-named-5 = 很不满意

## 签认：其他情况

hs-strike-mistake = 误点
hs-do-not-signed = 未签字
hs-not-signed-lead = 会如实记录并封存，由服务台跟进。不要答应金额。
hs-not-signed-how = 是什么情况？
hs-not-signed-refused = 客户拒签
hs-not-signed-absent = 没有人在场
hs-not-signed-who = 请谁签的？
hs-not-signed-why-noise = 故障还在
hs-not-signed-why-fee = 不同意费用
hs-not-signed-why-time = 没有时间
hs-not-signed-done = 已记在本机，由服务台跟进
hs-stamp-take = 改为盖章，拍照留存
hs-stamp-caption = 客户盖章
hs-stamp-of = { $name }的印章
hs-sign-fee-title = 请确认收费
hs-voucher-fee_consent = 收费确认单
hs-voucher-return_visit = 回访单
hs-voucher-refused = 服务单（拒签）
hs-voucher-absent = 服务单（无人在场）
hs-lead = 负责人
hs-recorded-at = 记录时间
hs-seal-unreadable = 封存记录
hs-do-return-visit = 回访
hs-return-of = 回访的叫修单号
hs-return-holds = 维修是否有效？
hs-return-state = 维修现状
hs-return-opinion = 对维修人员的看法
hs-return-paid = 客户实付（元）
hs-return-due = 应付（元）

## 日报

hs-day-title = 我的日报
hs-day-before = 前一天
hs-day-after = 后一天
hs-day-none = 本机没有这一天的日报。
hs-do-open-day = 打开日报
hs-day-visits = 上门服务
hs-day-no-visits = 这一天没有上门时间。
hs-day-works = 其他工作
hs-day-no-works = 没有记录。
hs-do-note-work = 记录其他工作
hs-work-text = 做了什么？
hs-work-stock = 整理备件
hs-work-training = 培训
hs-work-vehicle = 车辆
hs-work-desk = 内务
hs-work-kind = 类别
hs-work-minutes = 分钟
hs-minutes = { $hours } 小时 { $minutes } 分
hs-day-open = 尚未确认
hs-day-confirmed = 已确认
hs-day-changed_since_confirmed = 确认后有变化，请再次确认
hs-day-confirmed-at = { $when } 确认
hs-do-confirm-day = 确认日报
hs-day-done = 已在本机确认
hs-day-unreadable = 有 { $n } 张工单无法读取，时间未计入。

## 携回、旧件、投诉各页

hs-room-goods-list = 携回
hs-room-old-parts = 旧件
hs-title-goods-list = 携回维修
hs-title-goods = 携回维修
hs-title-goods-sign = 签认
hs-title-receipt = 商品领取收据
hs-title-old-parts = 旧件
hs-title-old-part = 旧件
hs-title-shipment = 装箱清单
hs-title-complaints = 投诉
hs-title-complaint = 投诉
hs-document-not-here = 这项内容不在本机。
hs-form-digits = 请填写整数。
hs-note = 备注
hs-call-out = 叫修单号
hs-order-number = 单号
hs-due-on = 期限 { $when }
hs-overdue-since = 已逾期（{ $when }）
hs-overdue-days = 逾期 { $n } 天
hs-pick-in-days = { $days } 天后
hs-pick-today = 今天 { $time }
hs-do-print = 打印

## 携回维修

hs-goods-title = 携回维修
hs-goods-empty = 没有携回的商品。现场修不了时，可在工单里点“带回维修”。
hs-goods-mine = 在我这里
hs-goods-elsewhere = 在别处
hs-goods-returned = 已归还
hs-take-away-hint = 现场修不了？
hs-do-take-away = 带回维修
hs-take-away-lead = 会开出一张有编号的收据，请客户在收据上签字。
hs-take-away-reason = 为什么现场修不了？
hs-take-away-why-bench = 需要上维修台
hs-take-away-why-part = 需要的备件不在车上
hs-take-away-why-long = 现场时间不够
hs-take-away-paid = 这次维修由客户付费吗？
hs-take-away-component = 是装在机器里的部件吗？
hs-take-away-component-hint = 部件归还时要装机并测试。
hs-take-away-confirm = 开出收据
hs-goods-item = 商品
hs-goods-fault = 故障
hs-goods-times = 经手与时间
hs-accessories = 随带附件
hs-accessories-hint = 如电源线、遥控器、皮套。
hs-appearance = 外观
hs-appearance-good = 完好
hs-appearance-scratched = 有划痕
hs-appearance-broken = 破损
hs-function = 功能
hs-function-normal = 正常
hs-function-abnormal = 异常
hs-condition = 状况
hs-condition-hint = 划痕、缺件在哪里？写清楚，归还时没有争议。
hs-taken-at = 带走时间
hs-returned-at = 归还时间

## 收据

hs-do-show-receipt = 出示收据
hs-receipt-number = 收据编号
hs-receipt-lead = 请客户核对并签字。可拍照、抄下编号，也可打印。
hs-receipt-to-sign = 客户签字
hs-receipt-changed = 签字之后内容有变动，这份签字不是对现在的内容签的。
hs-voucher-take_away = 商品领取收据
hs-voucher-goods_return = 商品归还单
hs-voucher-repair = 维修记录
hs-sign-take_away-title = 请核对并签字：商品带走维修
hs-sign-goods_return-title = 请核对并签字：商品已归还
hs-sign-back-goods = 返回商品

## 一件商品

hs-stage-taken = 携回
hs-stage-in_repair = 修护
hs-stage-inspected = 验讫
hs-stage-ready = 可领
hs-stage-returned = 归还
hs-do-sign_take_away = 请客户签字
hs-do-sign_goods_return = 请客户签收
hs-do-void_receipt = 收回收据，作废
hs-do-fit_and_test = 装机测试
hs-do-give_back = 归还给客户
hs-do-hand_over = 转交
hs-do-inspect = 检验
hs-give-back-waits = 归还之前：{ $why }
hs-hand-over-waits = 转交之前：{ $why }
hs-given-back = 已记在本机：已归还。请客户签收。
hs-hands = 交接
hs-do-hand-over = 转交
hs-do-take-over = 我已接收
hs-hand-over-lead = 从此由对方保管，记录不能删除。
hs-hand-over-to = 交给谁？
hs-hand-over-colleague = 哪位同事？
hs-hand-over-name = 名称或姓名
hs-tracking = 运单号
hs-holder-me = 我
hs-holder-customer = 客户
hs-holder-technician = 技术员
hs-holder-workshop = 维修站
hs-holder-carrier = 承运人
hs-holder-shop = 门店或经销商
hs-holder-storekeeper = 库管员
hs-do-notify-customer = 通知客户来取
hs-notice-due = 请在 { $when } 通知客户
hs-notice-reason = 客户暂时不能取的原因
hs-notice-reason-hint = 没有正当理由可不填。三次通知未取会上报公司。
hs-card = 修护卡
hs-card-empty = 还没有记录。
hs-card-time = 修护时间
hs-do-diagnose = 检测结果
hs-do-note-repair = 修护时间与内容
hs-do-use-part = 用了备件
hs-do-not-repairable = 无法修复
hs-not-repairable = 无法修复
hs-not-repairable-lead = 由主管决定怎么办。
hs-cause = 损坏原因
hs-cause-transport = 运输损坏
hs-cause-misuse = 使用不当
hs-cause-machine_fault = 机器本身故障
hs-plan = 准备怎么办
hs-plan-repair = 维修后归还
hs-plan-exchange_used = 换一台用过的
hs-plan-exchange_new = 换一台新的
hs-fate-return_as_is = 原样归还
hs-fate-to_resale_stock = 转入可售库存
hs-fate-back_to_factory = 退回工厂
hs-fate-try_elsewhere = 送别处再修
hs-stock-booked = 已入库
hs-inspection = 检验
hs-inspection-result = 结果
hs-passed = 合格
hs-not-passed = 不合格
hs-inspector = 检验人职务
hs-inspector-supervisor = 服务主管
hs-inspector-quality_inspector = 质检员
hs-inspector-technical_quality = 技术质量部
hs-inspected-by = 检验人
hs-inspect-lead = 检验合格才能归还客户。
hs-inspect-note-hint = 不合格时必须填写。
hs-do-move-promise = 改约完工日期
hs-promise-none = 没有承诺日期
hs-promise-moved = 改为 { $when }：{ $reason }
hs-duty-tell_supervisor = 待办：告知服务主管
hs-duty-tell_marketing = 待办：告知市场部
hs-duty-tell_customer = 待办：告知客户
hs-duty-keep = 待办：承诺的日期必须兑现
hs-goods-paid = 维修由客户付费。
hs-goods-free = 维修不收费。
hs-back = 归还与签字
hs-do-receipt-missing = 客户找不到收据
hs-receipt-missing-lead = 请客户说明，照原话写下。
hs-receipt-statement = 客户的说明
hs-fitting-works = 装机后工作正常吗？
hs-fitted-works = 已装机测试：正常
hs-fitted-fails = 已装机测试：异常

## 旧件

hs-old-parts-title = 旧件
hs-old-parts-lead = 换下的零件。勾选几件可一起装箱。
hs-old-parts-empty = 没有旧件。换件后换下的零件会显示在这里。
hs-old-parts-open = 待交
hs-old-parts-done = 已发出或已处理
hs-old-part-choose = 选择{ $name }
hs-old-part-what = 换下的零件
hs-old-part-problem = 旧件问题
hs-equipment = 设备编号
hs-unit-price = 单价
hs-total-price = 总价
hs-applicant = 申请人
hs-region = 区域
hs-requested-on = 申请日期
hs-completed-on = 完工日期
hs-required-on = 要求交期
hs-promised-on = 回复日期
hs-promise-why = 晚交原因与报告
hs-next-is = 下一步：{ $step }
hs-acknowledged = 库管员已确认接收
hs-comes-out = 换下的旧件怎么处理？
hs-comes-out-as_catalogue = 按目录规定
hs-comes-out-nothing = 没有旧件
hs-comes-out-as = 另作处理
hs-comes-out-unknown = 目录里没有这个零件：请选“没有旧件”或“另作处理”。
hs-disposition = 处置方式
hs-disposition-lead = 处置方式要与旧件的实际情况相符。
hs-do-change-disposition = 改变处置方式
hs-grounds = 依据
hs-grounds-claim_value = 可向供应商索赔
hs-grounds-reusable = 可以再用
hs-grounds-wanted_by_engineering = 技术部门需要
hs-grounds-freight_above_value = 运费高于价值
hs-grounds-sale_value = 变卖价值
hs-grounds-reason = 留给客户的原因
hs-grounds-approver = 批准人
hs-sale_value-none = 无
hs-sale_value-little = 很少
hs-sale_value-real = 值得卖
hs-do-promise-hand-over = 回复交件日期
hs-promise-hand-over-lead = 要求交期：{ $when }。
hs-promise-late-reason = 晚交的原因
hs-promise-late-hint = 晚于要求交期时，必须写明原因和已报告的人。
hs-promise-reported-to = 已报告给谁
hs-do-label = 贴标识
hs-label-lead = 请把标识贴在旧件上。
hs-label-code = 标识编码
hs-labelled = 已贴标识
hs-labels = 标识
hs-do-pack = 一起装箱：{ $n } 件
hs-pack-lead = 同一批的旧件写同一个批号和清单号。
hs-pack-hint = 在旧件列表中勾选后装箱。
hs-packed = 已装箱
hs-packed-by = 装箱人
hs-packed-pieces = 件数
hs-shipment = 发运批号
hs-shipment-empty = 本机没有这一批的旧件。
hs-packing-list = 返司旧件装箱清单
hs-packing-list-number = 装箱清单号
hs-packing-list-of = 清单 { $list }，批号 { $shipment }
hs-do-packing-list = 装箱清单与标识
hs-do-request-freight = 申请运费
hs-freight-requested = 已申请运费
hs-do-ship = 发运
hs-ship-lead = 这一批共 { $n } 种旧件，全部发运。
hs-shipped = 已发运
hs-shipped-on = 返司日期
hs-received-at-store = 总部仓库已接收
hs-discrepancy = 库管员发现不符

## 投诉

hs-complaints-title = 投诉
hs-complaints-empty = 本机没有投诉。
hs-do-complaint = 受理投诉
hs-complaint-lead = 照客户原话记下，不作承诺，不谈责任和金额。
hs-complaint-keep = 受理
hs-complaint-kept = 已在本机受理。编号收到后自动换上。
hs-complainant = 投诉人
hs-complainant-relation = 与客户的关系
hs-delivered-on = 交货日期
hs-delivered-quantity = 交货数量
hs-defective-quantity = 不良数量
hs-demand = 客户的要求
hs-still-processing = 客户还在加工，退货数量未定？
hs-return-quantity = 要退的数量
hs-quantity-unknown = 客户加工中，数量未定
hs-samples = 样品
hs-samples-what = 取了什么样品？
hs-complaint-serious = 重大投诉？
hs-complaint-serious-hint = 重大投诉由负责人书面答复。
hs-answer-promised = 答应客户什么时候答复？
hs-answer-promised-hint = 离开前必须告诉客户。
hs-answer-promised-for = 答应 { $when } 前答复
hs-complaint-form = 投诉内容
hs-complaint-owner = 负责人
hs-received-at = 受理时间
hs-complaint-course = 后续
hs-complaint-numbered = 已编号
hs-do-add-words = 客户又说了
hs-do-promise-answer = 约定答复时间
hs-do-take-samples = 取样品
hs-do-joint-inspection = 请求会同查看
hs-joint-inspection-asked = 请{ $name }会同查看
hs-joint-with = 请谁来？
hs-joint-lead = 会同查看之后再下结论。
hs-joint-sales = 业务
hs-joint-quality = 品管
hs-joint-production = 生产
hs-do-pass-owner = 转交他人负责
hs-owner-passed = 转由{ $name }负责
hs-pass-owner-to = 由谁负责？
hs-pass-owner-lead = 从此由对方负责，直到客户满意。
hs-pass-owner-nobody = 本机还没有同事名单，请联网同步一次。

## 交账与退料

hs-money-in-hand = 待交款
hs-money-none = 没有待交的款。
hs-do-hand-in = 交款
hs-hand-in-lead = { $number } 的 { $sum }，全额交出。
hs-hand-in-to = 交给谁？
hs-money-handed-in = { $sum } 已交{ $name }
hs-parts-back = 退回的未用件
hs-parts-back-none = 这一天没有退料。
hs-do-hand-back = 退回未用件
hs-hand-back-store = 退回哪个仓库？
hs-part-own-serial = 编号

# 与同事交换

hs-title-exchange = 与同事交换
hs-exchange-title = 与同事交换
hs-exchange-lead = 没有信号时，两部手机互相补齐双方共同工单中对方缺少的内容。谁先有信号谁上传，每项工作仍记在做的人名下。
hs-exchange-wait = 等同事连接
hs-exchange-go = 连接同事
hs-exchange-address = 同事手机上显示的地址
hs-exchange-waiting = 请同事在另一部手机上输入：
hs-exchange-greeting = 两部手机正在互相确认身份…
hs-exchange-asking = { $name } 想要交换。请与另一部手机核对数字。
hs-exchange-code = 数字
hs-exchange-accept = 数字一致，开始交换
hs-exchange-exchanging = 正在与 { $name } 交换：收到 { $n } 项更改。
hs-exchange-done = 已与 { $name } 交换完成：给出 { $given } 项，收下 { $taken } 项。
hs-exchange-refused = 有 { $n } 份文件的部分内容没有收下，将由服务器送来。
hs-exchange-end = 停止
hs-exchange-again = 再次交换
hs-exchange-one-way = 单向：二维码或文件
hs-exchange-one-way-lead = 尚未上传的内容，由本机签名。内容没有加密：只给有权看的同事看。
hs-exchange-codes = 显示为二维码
hs-exchange-code-of = 第 { $n } 个二维码，共 { $of } 个
hs-exchange-next-code = 下一个二维码
hs-exchange-file = 存为文件
hs-exchange-take-file = 读取文件
hs-exchange-take-codes = 用相机读二维码
hs-exchange-read = 已读 { $n } 个，共 { $of } 个
hs-exchange-taken = { $n ->
    [0] 其中的内容本机都已有。
   *[other] 收下了 { $n } 项更改。
}
hs-exchange-nothing = 本机没有等待交接的内容。
hs-problem-not_this_machine = 只能连接本机的地址：127.0.0.1 和端口。
hs-problem-peer_way = 与另一部手机的连接断了。已收到的保留；请重新开始。
hs-problem-peer_frame = 对方手机传来的内容无法打开。请重新开始。
hs-problem-peer_message = 对方手机说的内容本机不认识。请更新双方的应用，然后重新开始。
hs-problem-peer_stranger = 对方手机不能证明属于您的单位。未交换任何内容。
hs-problem-peer_other_organisation = 对方手机属于另一个单位。未交换任何内容。
hs-problem-peer_not_its_own = 对方手机出示的证书不是它自己的。未交换任何内容；请告知调度。
hs-problem-peer_revoked = 调度已停用对方手机。未交换任何内容；请告知调度。
hs-problem-peer_this_device = 对方就是本机，或者是本机的副本。
hs-problem-peer_refused_there = 对方手机结束了交换。
hs-problem-peer_timed_out = 太久没有收到对方手机的内容。请重新开始。
hs-problem-peer_closed = 交换已结束。请重新开始。
hs-problem-peer_nobody_yet = 还没有可以交换的人。
hs-problem-no_certificate = 单位还没有给本机颁发证书。请在有信号的地方同步一次。
hs-problem-nothing_to_offer = 服务器已有全部内容，没有可交接的。
hs-problem-no_offer = 这不是另一部手机交出的内容，或者途中被改动。
hs-problem-parts_missing = 还缺一部分。请取齐所有部分。
hs-problem-not_yours = 这不是给您的：其中没有您的名字。
hs-problem-unproven = 没有人为这项工作签名，所以没有收下。
