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
hs-do-permission = 记下口头许可
hs-do-report = 向单位报告
hs-do-disagreement = 客户有不同看法
hs-do-wish = 客户要求退换
hs-do-repeat = 以前修过
hs-do-inform-dealer = 已告知经销商
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
refusal-not_your_day = 这是别人的日报。
refusal-minutes_out_of_range = 请填写分钟数：至少 1 分钟，最多一整天。
refusal-work_text_missing = 请说明做了什么。
refusal-no_such_work = 这一天没有这项工作，或已划去。
refusal-report_changed = 日报显示之后有变化，请再看一遍后确认。
hs-day-unreadable = 有 { $n } 张工单无法读取，时间未计入。
