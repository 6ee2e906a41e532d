package fieldbook

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import uniffi.fieldcore.Device
import uniffi.fieldcore.DeviceListener
import uniffi.fieldcore.Notice

/**
 * What changes on this device, from when it is collected until the collector is cancelled.
 *
 * Each notice comes after what it tells is on disk: read again what you show, and on [Notice.Everything] read all of it. None is dropped,
 * however slow the collector is. Every collector is told by itself.
 *
 * ```kotlin
 * lifecycleScope.launch {
 *     device.notices().collect { agenda.reload(it) }
 * }
 * ```
 *
 * @throws uniffi.fieldcore.FieldException when it is collected, if the device cannot be observed; see [Device.observe]
 */
fun Device.notices(): Flow<Notice> =
    callbackFlow {
        val subscription =
            observe(
                object : DeviceListener {
                    override fun onNotice(notice: Notice) {
                        trySend(notice)
                    }
                },
            )
        awaitClose {
            subscription.cancel()
            subscription.close()
        }
    }.buffer(Channel.UNLIMITED)
