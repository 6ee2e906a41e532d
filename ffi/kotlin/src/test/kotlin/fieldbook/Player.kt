package fieldbook

import com.fasterxml.jackson.databind.JsonNode
import java.util.Base64
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import uniffi.fieldcore.ChargeKind
import uniffi.fieldcore.CheckResult
import uniffi.fieldcore.Consent
import uniffi.fieldcore.ConsentWay
import uniffi.fieldcore.Device
import uniffi.fieldcore.FieldException
import uniffi.fieldcore.HostKey
import uniffi.fieldcore.Language
import uniffi.fieldcore.NetworkSwitch
import uniffi.fieldcore.NewCharge
import uniffi.fieldcore.PartSwap
import uniffi.fieldcore.PayMethod
import uniffi.fieldcore.Point
import uniffi.fieldcore.Signer
import uniffi.fieldcore.Strokes
import uniffi.fieldcore.SwapKind
import uniffi.fieldcore.verifySeal

/** Plays `ffi/story/visit.json` on a phone of a new technician. */
class Player(private val house: House, private val story: JsonNode, private val key: HostKey? = null) : AutoCloseable {
    private val path = house.folder.resolve("phone.db").toString()
    var device = Device.open(path, "fieldbook-kotlin/1", key)
        private set
    val visit: String
    private var digest = "0".repeat(64)
    private val view = mutableMapOf<String, Any>()

    init {
        val (technician, code) = house.technician(story["desk"]["technician"].asText())
        visit = house.visit(technician, story["desk"])
        runBlocking { device.enrol(house.url, code, "Chen's phone") }
    }

    /** Plays every step, or those before the first that `until` is true of. */
    fun play(until: (JsonNode) -> Boolean = { false }) {
        story["steps"].takeWhile { !until(it) }.forEachIndexed { place, step ->
            val name = "step ${place + 1}, ${step["do"].asText()}"
            val failure = runCatching { runBlocking { act(step) } }.exceptionOrNull()
            if (failure != null && failure !is FieldException) throw failure
            assertEquals(step["fails"]?.asText(), failure?.let { codeOf(it as FieldException) }, name)
            step["view"]?.fields()?.forEach { (key, value) -> view[key] = JSON.treeToValue(value, Any::class.java) }
            assertEquals(view.toSortedMap(), seen().toSortedMap(), name)
        }
    }

    suspend fun act(step: JsonNode) {
        val visits = device.visits()
        fun text(name: String) = step[name].asText()
        when (val what = text("do")) {
            "sync" -> device.syncNow()
            "network" -> device.setNetwork(NetworkSwitch.valueOf(text("to").uppercase()))
            "arrive" -> visits.arrive(visit)
            "arrive_at" -> visits.arrive(text("visit"))
            "start" -> visits.start(visit)
            "finish" -> visits.finish(visit)
            "agree_fee" -> visits.agreeFee(visit, step["amount_fen"].asLong(), Consent(text("by_name"), ConsentWay.IN_PERSON))
            "answer_check" -> visits.answerCheck(visit, text("item"), CheckResult.GOOD, text("note"))
            "write_findings" -> visits.writeFindings(visit, step["text"]?.asText() ?: text("repeat").repeat(step["times"].asInt()))
            "write_treatment" -> visits.writeTreatment(visit, text("text"))
            "swap_part" -> visits.swapPart(visit, PartSwap(SwapKind.PART, text("part_number"), text("name"), 1u, text("reason"), "", "", ""))
            "attach_photo" ->
                visits.attachPhoto(visit, Base64.getDecoder().decode(text("png_base64")), "image/png", text("caption"))
            "charge_labour" -> visits.charge(visit, NewCharge(ChargeKind.LABOUR, text("text"), step["amount_fen"].asLong(), null))
            "collect_cash" -> visits.collectMoney(visit, step["amount_fen"].asLong(), PayMethod.CASH)
            "show_voucher" -> digest = visits.showVoucher(visit, Language.ENGLISH).digest
            "sign" -> visits.sign(visit, digest, Language.ENGLISH, signer(), strokes())
            "open_again" -> {
                device.close()
                device = Device.open(path, "fieldbook-kotlin/1", key)
            }
            "save_seal" -> saveSeal()
            else -> error("the story says $what, and this player does not know it")
        }
    }

    private fun signer() = story["signer"].let { Signer(it["name"].asText(), it["role"].asText(), it["remarks"].asText()) }

    private fun strokes(): Strokes {
        val told = story["strokes"]
        val lines = told["strokes"].map { line ->
            line.map { (x, y, t) -> Point(x.asInt().toUShort(), y.asInt().toUShort(), t.asInt().toUInt()) }
        }
        return Strokes(told["width"].asInt().toUShort(), told["height"].asInt().toUShort(), lines)
    }

    private operator fun JsonNode.component1(): JsonNode = this[0]

    private operator fun JsonNode.component2(): JsonNode = this[1]

    private operator fun JsonNode.component3(): JsonNode = this[2]

    private fun saveSeal() {
        val signOff = device.visits().open(visit).signOffs.single()
        val record = device.visits().sealFile(visit, signOff.id)
        assertEquals(story["signer"]["name"].asText(), verifySeal(record, device.publicKey()).signer?.name)
        val file = house.folder.resolve("visit.seal").toFile().apply { writeBytes(record) }
        val verify = listOf(System.getenv("FIELDBOOK_PROGRAM"), "verify", file.path, "--key", device.publicKey().key)
        val process = ProcessBuilder(verify).redirectErrorStream(true).start()
        val said = process.inputStream.reader().readText()
        assertEquals(0, process.waitFor(), said)
    }

    /** The visit as the story's views tell it. */
    fun seen(): Map<String, Any> {
        val row = device.visits().agenda().singleOrNull { it.id == visit } ?: return emptyMap()
        val sheet = device.visits().open(visit)
        return mapOf(
            "status" to row.status.name.lowercase(),
            "signature" to sheet.signature.name.lowercase(),
            "delivery" to snake(row.delivery),
            "customer" to row.customerName,
            "findings" to sheet.findings,
            "treatment" to sheet.treatment,
            "parts" to sheet.parts.size,
            "photos" to sheet.photos.size,
            "sign_offs" to sheet.signOffs.count { it.verified },
            "missing" to sheet.missing.map(::snake),
            "charges_fen" to sheet.money.chargesFen.toInt(),
            "collected_fen" to sheet.money.collectedFen.toInt(),
        )
    }

    override fun close() = device.close()
}

/** The name of a variant as the story file writes it. */
private fun snake(variant: Any): String = variant::class.simpleName!!.replace(Regex("(?<=[a-z])[A-Z]")) { "_" + it.value }.lowercase()

/** What the story file calls a failure: the code where there is one, else the kind. */
fun codeOf(failure: FieldException): String =
    when (failure) {
        is FieldException.Refused -> failure.code
        is FieldException.Unusable -> failure.code
        else -> snake(failure)
    }
