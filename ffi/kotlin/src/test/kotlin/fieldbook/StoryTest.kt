package fieldbook

import java.io.File
import org.junit.jupiter.api.Test

/** The visit that every language plays. */
class StoryTest {
    @Test
    fun `the visit of the story file is played and its seal holds`() {
        House().use { house -> Player(house, STORY).use { it.play() } }
    }
}

val STORY = JSON.readTree(File("../story/visit.json"))!!
