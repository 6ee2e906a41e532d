# 失败对现场人员意味着什么，以及接下来怎么做。拒绝与封存的说法在 web/locales。

failure-refused = 这样无法保存。请一次少填一些；仍不行，请致电服务台。
failure-enrolment_code = 启用码有误、已用过或已过期。请向服务台要一个新的。
failure-not_found = 这项内容不在本机。请同步，或询问服务台。
failure-not_enrolled = 本机尚未启用。请向服务台要服务器地址和启用码。
failure-offline = 没有信号，或连不上服务器。请继续工作：内容都保存在本机，稍后发送。
failure-try_again = 刚才没有成功。内容没有丢失，请稍后再试。
failure-unlock = 本机密钥已锁定。请解锁后再试。
failure-sign_in_again = 服务器不认可本机。内容都保存在本机，请致电服务台。
failure-revoked = 服务台已停用本机。本机的工作内容都还在，请把设备带到服务台。
failure-upgrade = 程序版本过旧。请更新程序，内容都保存在本机。
failure-server_fault = 服务器工作异常。请继续工作：内容都保存在本机。请告知服务台。
failure-storage = 本机存储异常。请勿删除任何东西，把设备带到服务台。
failure-disk_full = 本机存储空间已满。请腾出空间后再试。
failure-document_damaged = 这份单据在本机已损坏，其他单据正常。请同步，或致电服务台。
failure-document_unreadable = 本机无法读取这份单据，其他单据正常。请更新程序或致电服务台。
failure-seal_invalid = 这份记录不能证明任何事，请勿采信。
failure-unusable = 填写的内容不能用，请改正后再试。
failure-identifier = 程序请求了不可能存在的内容。请告知程序的提供方。
failure-date = 没有这一天，请改正日期。
failure-address = 这不是服务器地址。形式如 https://example.com。
failure-device_name = 请填写本机名称，1 至 80 个字。
failure-already_enrolled = 本机已经启用。
failure-not_ours = 这个文件属于另一个程序，请换一个。
failure-other_key = 这个文件属于另一个密钥。请把设备带到服务台。
failure-exchange_refused = 无法使用此服务器，请检查地址和证书。内容都保存在本机。
