package fieldbook

import java.nio.charset.CharacterCodingException
import java.nio.file.Files
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import uniffi.fieldcore.Device
import uniffi.fieldcore.DeviceListener
import uniffi.fieldcore.FieldException
import uniffi.fieldcore.HostKey
import uniffi.fieldcore.KeyRefusal
import uniffi.fieldcore.Language
import uniffi.fieldcore.ListenerFailure
import uniffi.fieldcore.NetworkSwitch
import uniffi.fieldcore.Notice
import uniffi.fieldcore.PublicKey
import uniffi.fieldcore.Wish
import uniffi.fieldcore.p256PublicKey
import uniffi.fieldcore.verifySeal

/** What a host does to the library: many threads, callbacks that throw, keys that are locked, objects that are closed in use, bad values. */
class HostTest {
    @Test
    fun `eight threads call at once, and no action is lost`() {
        House().use { house ->
            Player(house, STORY).use { player ->
                player.play { it["do"].asText() == "agree_fee" }
                val (device, visit) = player.device to player.visit
                val before = device.visits().open(visit).events.size
                val written = AtomicInteger()
                val failures = mutableListOf<Throwable>()
                val threads = List(8) { place ->
                    thread {
                        runCatching { repeat(1_000) { turn -> calls(device, visit, place, turn, written) } }
                            .onFailure { synchronized(failures) { failures += it } }
                    }
                }
                threads.forEach { it.join(TimeUnit.MINUTES.toMillis(5)) }
                assertTrue(threads.none { it.isAlive }, "a thread waits for ever")
                assertEquals(emptyList<Throwable>(), failures)
                assertEquals(before + written.get(), device.visits().open(visit).events.size)
                assertEquals(8 * 1_000 / 20, written.get())
            }
        }
    }

    private fun calls(device: Device, visit: String, place: Int, turn: Int, written: AtomicInteger) {
        when (turn % 20) {
            0 -> {
                device.visits().noteWish(visit, Wish.EXCHANGE, "wish $turn of thread $place")
                written.incrementAndGet()
            }
            5 -> device.visits().open(visit)
            in 6..12 -> device.outbox()
            else -> device.visits().agenda()
        }
    }

    @Test
    fun `an object that is closed while it is called ends the calls after it and no other`() {
        val device = fresh()
        val began = CountDownLatch(4)
        val wrong = mutableListOf<Throwable>()
        val threads = List(4) {
            thread {
                val failure = runCatching {
                    device.visits().agenda()
                    began.countDown()
                    while (true) device.visits().agenda()
                }.exceptionOrNull()
                if (failure !is IllegalStateException) synchronized(wrong) { wrong += failure!! }
            }
        }
        began.await()
        device.close()
        threads.forEach { it.join(TimeUnit.SECONDS.toMillis(30)) }
        assertTrue(threads.none { it.isAlive })
        assertEquals(emptyList<Throwable>(), wrong)
    }

    @Test
    fun `a listener that throws is told of what comes after all the same`() {
        fresh().use { device ->
            val told = CountDownLatch(2)
            val listener = object : DeviceListener {
                override fun onNotice(notice: Notice) {
                    told.countDown()
                    if (told.count == 1L) throw ListenerFailure.Failed("the page is gone")
                    error("and not even as it should")
                }
            }
            val subscription = device.observe(listener)
            device.setNetwork(NetworkSwitch.AIRPLANE)
            device.setNetwork(NetworkSwitch.CONNECTED)
            assertTrue(told.await(30, TimeUnit.SECONDS))
            subscription.cancel()
            runBlocking { subscription.ended() }
            subscription.close()
        }
    }

    @Test
    fun `a flow tells what changes and ends with who collects it`() = runBlocking {
        fresh().use { device ->
            val first = async(Dispatchers.Default) { device.notices().first { it == Notice.Network } }
            withTimeout(30_000) {
                while (!first.isCompleted) {
                    device.setNetwork(NetworkSwitch.AIRPLANE)
                    device.setNetwork(NetworkSwitch.CONNECTED)
                    kotlinx.coroutines.yield()
                }
            }
            assertEquals(Notice.Network, first.await())
        }
    }

    @Test
    fun `what a locked key does not sign is not sealed, and is sealed once it is unlocked`() {
        val key = Keystore()
        House().use { house ->
            Player(house, STORY, key).use { player ->
                var shown = false
                player.play { step -> (shown && step["do"].asText() == "sign").also { shown = shown || step["do"].asText() == "collect_cash" } }
                val visits = player.device.visits()
                val before = player.seen()
                val sign = STORY["steps"].first { it["do"].asText() == "sign" }
                runBlocking { player.act(STORY["steps"].first { it["do"].asText() == "show_voucher" }) }
                key.locked = true
                val failure = assertThrows(FieldException::class.java) { runBlocking { player.act(sign) } }
                assertEquals("try_again", codeOf(failure))
                assertTrue(failure.words(Language.CHINESE).isNotBlank())
                assertEquals(before, player.seen(), "nothing is half written")
                key.locked = false
                runBlocking { player.act(sign) }
                val signOff = visits.open(player.visit).signOffs.single()
                assertTrue(signOff.verified)
                assertEquals("ES256", player.device.publicKey().algorithm)
                verifySeal(visits.sealFile(player.visit, signOff.id), player.device.publicKey())
            }
        }
    }

    @Test
    fun `values that no visit can hold change nothing and say what is wrong`() {
        House().use { house ->
            Player(house, STORY).use { player ->
                player.play { it["do"].asText() == "finish" }
                val (visits, visit) = player.device.visits() to player.visit
                val before = visits.open(visit)
                assertThrows(CharacterCodingException::class.java) { visits.writeFindings(visit, "half a pair: \uD83D") }
                val refused = { call: () -> Unit -> codeOf(assertThrows(FieldException::class.java) { call() }) }
                assertEquals("text_too_long", refused { visits.writeFindings(visit, "长".repeat(10_000_000)) })
                assertEquals("identifier", refused { visits.writeFindings("", "x") })
                assertEquals("identifier", refused { visits.writeFindings("x".repeat(10_000_000), "x") })
                assertEquals("not_found", refused { visits.writeFindings("00000000-0000-7000-8000-000000000000", "x") })
                assertEquals("identifier", refused { visits.noteWish(visit + "\u0000", Wish.EXCHANGE, "x") })
                assertThrows(FieldException::class.java) { visits.attachPhoto(visit, ByteArray(0), "image/png", "") }
                assertThrows(FieldException::class.java) { visits.attachPhoto(visit, ByteArray(30_000_000), "image/png", "") }
                assertThrows(FieldException::class.java) { verifySeal(ByteArray(5_000_000)) }
                assertEquals(before, visits.open(visit))
            }
        }
    }

    private fun fresh() = Device.open(Files.createTempDirectory("fieldbook").resolve("phone.db").toString(), "fieldbook-kotlin/1")
}

/** A keystore as Android's: a key on P-256 that may be locked. */
private class Keystore : HostKey {
    private val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    @Volatile var locked = false

    override fun publicKey(): PublicKey = p256PublicKey(pair.public.encoded)

    override fun sign(message: ByteArray): ByteArray {
        if (locked) throw KeyRefusal.Unavailable("the person said no")
        return Signature.getInstance("SHA256withECDSA").run {
            initSign(pair.private)
            update(message)
            sign()
        }
    }
}
