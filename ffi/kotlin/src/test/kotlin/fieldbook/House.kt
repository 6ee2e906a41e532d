package fieldbook

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.net.ServerSocket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

val JSON = ObjectMapper()

/** A server process of its own with a desk that is signed in, in a folder that goes with it. */
class House : AutoCloseable {
    val folder: Path = Files.createTempDirectory("fieldbook")
    private val port = ServerSocket(0).use { it.localPort }
    val url = "http://127.0.0.1:$port"
    private val log = folder.resolve("server.log").toFile()
    private val process: Process
    private val http = HttpClient.newHttpClient()
    private var cookie: String? = null

    init {
        val program = System.getenv("FIELDBOOK_PROGRAM") ?: error("FIELDBOOK_PROGRAM names no program; run ffi/kotlin/run")
        val arguments = listOf("serve", "--data", "$folder/server", "--listen", "127.0.0.1:$port", "--organisation", "Harbour Instruments")
        val policy = listOf("--policy", File("../python/policy.toml").canonicalPath, "--desk-user", "Lin")
        val builder = ProcessBuilder(listOf(program) + arguments + policy).redirectErrorStream(true).redirectOutput(log)
        builder.environment()["FIELDBOOK_DESK_PASSWORD"] = PASSWORD
        process = builder.start()
        // Also when a test run is broken off, or the server never gets ready.
        Runtime.getRuntime().addShutdownHook(Thread { process.destroyForcibly() })
        val until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        while (runCatching { send("GET", "/ready", null) }.getOrNull() != 204) {
            check(process.isAlive) { "the server ended: ${log.readText()}" }
            check(System.nanoTime() < until) { "the server is not ready: ${log.readText()}" }
            Thread.sleep(20)
        }
        post("/v1/desk/session", mapOf("name" to "Lin", "password" to PASSWORD))
    }

    fun post(path: String, body: Any): JsonNode {
        val answer = exchange("POST", path, JSON.writeValueAsString(body))
        check(answer.first in 200..299) { "$path: ${answer.first} ${answer.second}" }
        return JSON.readTree(answer.second.ifEmpty { "null" })
    }

    fun get(path: String): JsonNode {
        val answer = exchange("GET", path, null)
        check(answer.first == 200) { "$path: ${answer.first} ${answer.second}" }
        return JSON.readTree(answer.second)
    }

    /** A code with which a phone of a new technician is enrolled. */
    fun technician(name: String): Pair<String, String> {
        val id = post("/v1/desk/technicians", mapOf("name" to name))["id"].asText()
        return id to post("/v1/desk/technicians/$id/enrolment-code", emptyMap<String, String>())["code"].asText()
    }

    /** A visit of the technician with this call-out and check. */
    fun visit(technician: String, story: JsonNode): String {
        val callOut = post("/v1/desk/call-outs", story["call_out"])["id"].asText()
        val order = mapOf("technician" to technician, "checklist" to listOf(story["check"]))
        return post("/v1/desk/call-outs/$callOut/visits", order)["visit"].asText()
    }

    private fun send(method: String, path: String, body: String?) = exchange(method, path, body).first

    private fun exchange(method: String, path: String, body: String?): Pair<Int, String> {
        val publisher = body?.let(HttpRequest.BodyPublishers::ofString) ?: HttpRequest.BodyPublishers.noBody()
        // The server takes a changing request only from its own page: the origin proves it.
        val request = HttpRequest.newBuilder(URI(url + path)).method(method, publisher).header("Origin", url)
        body?.let { request.header("Content-Type", "application/json") }
        cookie?.let { request.header("Cookie", it) }
        val answer = http.send(request.build(), BodyHandlers.ofString())
        answer.headers().firstValue("Set-Cookie").ifPresent { cookie = it.substringBefore(';') }
        return answer.statusCode() to answer.body()
    }

    override fun close() {
        process.destroy()
        process.waitFor()
        folder.toFile().deleteRecursively()
    }

    private companion object {
        const val PASSWORD = "only-for-this-test-9f2c41"
    }
}
