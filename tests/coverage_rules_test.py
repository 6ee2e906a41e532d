"""The check of the rules checked: each kind of failure is found, and what only looks like a proof is none.

Run by tests/run: python3 -B tests/coverage_rules_test.py. Python 3.8 or newer, standard library only.
"""

import contextlib
import io
import subprocess
import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOADER = SourceFileLoader("coverage_rules", str(HERE / "coverage-rules"))
coverage = module_from_spec(spec_from_loader(LOADER.name, LOADER))
LOADER.exec_module(coverage)

HEAD = "# Rules\n\n| No. | Tags | Rule | Standing |\n|---|---|---|---|\n"


def row(rule, standing):
    return "| %s | [visit] | Something holds. | %s |\n" % (rule, standing)


class House(unittest.TestCase):
    """A small house on disk, and what the check says of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, file, text):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def says(self, rows, expected, *arguments):
        self.write("docs/rules.md", HEAD + "".join(rows))
        out = io.StringIO()
        code = coverage.main(list(arguments), self.root, out, expected)
        return code, out.getvalue().splitlines()


class WhatIsMissing(House):
    def test_a_whole_table_passes_and_says_where_each_rule_is_proven(self):
        self.write("model/tests/signing.rs", "/// R-057: not before the finish.\n#[test]\nfn signing_waits() {}\n")
        rows = [row("R-057", "enforced"), row("R-053", "recorded: event `reported`"), row("R-084", "left out: the desk's work")]
        code, lines = self.says(rows, ["R-053", "R-057", "R-084"])
        self.assertEqual(code, 0)
        self.assertEqual(
            lines,
            [
                "R-053  recorded   event `reported`",
                "R-057  enforced   model/tests/signing.rs:3",
                "R-084  left out   the desk's work",
                "rules: 1 enforced, 1 recorded, 1 left out, 0 missing",
            ],
        )

    def test_an_expected_rule_that_is_not_listed_is_named(self):
        code, lines = self.says([row("R-053", "recorded: here")], ["R-053", "R-091"])
        self.assertEqual(code, 1)
        self.assertIn("missing: R-091 is not in the table of docs/rules.md", lines)
        self.assertEqual(lines[-1], "rules: 0 enforced, 1 recorded, 0 left out, 1 missing")

    def test_enforced_without_a_test_is_named_with_its_line(self):
        code, lines = self.says([row("R-057", "enforced")], ["R-057"])
        self.assertEqual(code, 1)
        self.assertIn("missing: R-057 is called enforced, and no test names it (docs/rules.md:5)", lines)

    def test_a_standing_that_is_none_of_the_three_is_named(self):
        for standing in ("", "done", "Enforced", "enforced mostly", "recorded", "recorded:", "left out: ", "planned: later"):
            with self.subTest(standing):
                self.write("tests/a.rs", "#[test]\nfn r_057() {}\n")
                code, lines = self.says([row("R-057", standing)], ["R-057"])
                self.assertEqual(code, 1)
                self.assertIn("missing: R-057 `%s` is no standing (docs/rules.md:5)" % standing.strip(), lines)

    def test_a_rule_listed_twice_is_named_with_both_lines(self):
        code, lines = self.says([row("R-053", "recorded: here"), row("R-053", "left out: not here")], ["R-053"])
        self.assertEqual(code, 1)
        self.assertIn("missing: R-053 is listed twice (docs/rules.md:5 and docs/rules.md:6)", lines)

    def test_a_row_that_cannot_be_read_is_named(self):
        for written in ("| R-57 | [visit] | Holds. | enforced |\n", "| R-057 | enforced |\n", "| R-057 | [visit] | | enforced |\n"):
            with self.subTest(written):
                code, lines = self.says([written], [])
                self.assertEqual(code, 1)
                self.assertTrue(lines[-2].endswith("is no row of number, tags, rule and standing (docs/rules.md:5)"), lines)

    def test_a_rule_that_a_test_names_and_the_table_does_not_know_is_named(self):
        self.write("tests/a.rs", "/// R-301: made up.\n#[test]\nfn something() {}\n")
        code, lines = self.says([], [])
        self.assertEqual(code, 1)
        self.assertIn("missing: R-301 is named by a test (tests/a.rs:3) and not in the table of docs/rules.md", lines)

    def test_a_file_that_the_page_names_and_that_is_not_there_is_named(self):
        rows = [row("R-057", "recorded: see `tests/stories/lost.rs`")]
        code, lines = self.says(rows, ["R-057"])
        self.assertEqual(code, 1)
        self.assertIn("missing: tests/stories/lost.rs is named in docs/rules.md:5 and is not there", lines)

    def test_unproven_prints_only_what_is_missing(self):
        rows = [row("R-053", "recorded: here"), row("R-057", "enforced")]
        code, lines = self.says(rows, ["R-053", "R-057"], "--unproven")
        self.assertEqual(code, 1)
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[0].startswith("missing: R-057 "))

    def test_a_house_without_a_table_is_an_error_of_its_own(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            code = coverage.main([], self.root, io.StringIO(), [])
        self.assertEqual(code, 2)
        self.assertIn("rules.md", said.getvalue())

    def test_help_says_what_counts_as_a_proof(self):
        ended = subprocess.run([sys.executable, "-B", str(HERE / "coverage-rules"), "--help"], stdout=subprocess.PIPE, check=False)
        self.assertEqual(ended.returncode, 0)
        self.assertIn(b"--unproven", ended.stdout)

    def test_133_rules_are_expected(self):
        self.assertEqual(len(coverage.expected_rules()), 133)


class WhatProves(unittest.TestCase):
    def proven(self, source):
        return [proof.rule for proof in coverage.rust_proofs(source, "a.rs")]

    def test_a_name_proves(self):
        self.assertEqual(self.proven("#[test]\nfn r_091_goods_leave_against_a_receipt() {}\n"), ["R-091"])
        self.assertEqual(self.proven("#[tokio::test]\nasync fn goods_by_r091_and_r_092() {}\n"), ["R-091", "R-092"])
        self.assertEqual(self.proven("#[test] fn r_091() {}\n"), ["R-091"])

    def test_a_name_that_only_looks_like_a_number_does_not(self):
        self.assertEqual(self.proven("#[test]\nfn waits_for_091_or_091_and_r_0911() {}\n"), [])

    def test_the_comment_directly_above_proves(self):
        self.assertEqual(self.proven("/// Goods leave against a receipt\n/// (R-091).\n#[test]\nfn goods() {}\n"), ["R-091"])
        self.assertEqual(self.proven("// R-091\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn goods() {}\n"), ["R-091"])
        self.assertEqual(self.proven("#[test]\n#[should_panic(\n    expected = \"]\"\n)]\n/// R-091.\nfn goods() {}\n"), ["R-091"])

    def test_a_range_counts_for_every_number_in_it(self):
        wanted = ["R-078", "R-079", "R-080", "R-081"]
        for between in ("…", "...", "..", "–", " … "):
            self.assertEqual(coverage.named_rules("(R-078%sR-081)" % between), wanted)
        self.assertEqual(coverage.named_rules("R-078, R-081; xR-001, R-0791"), ["R-078", "R-081"])
        self.assertEqual(coverage.named_rules("R-081…R-078"), ["R-078", "R-081"])

    def test_a_property_and_a_test_module_prove(self):
        source = """
            #[cfg(test)]
            mod tests {
                proptest! {
                    #![proptest_config(ProptestConfig::default())]

                    /// R-106: one holder.
                    #[test]
                    fn one_holder(
                        deeds in vec(any::<bool>(), 1..9),
                    ) {}
                }
            }
        """
        self.assertEqual(self.proven(source), ["R-106"])

    def test_what_is_no_test_proves_nothing(self):
        for source in (
            "/// R-091.\nfn goods() {}\n",
            "/// R-091.\n#[cfg(test)]\nfn goods() {}\n",
            "/// R-091.\n#[test]\n#[ignore = \"slow\"]\nfn goods() {}\n",
            "// /// R-091.\n// #[test]\n// fn goods() {}\n",
            "/* /* */\n/// R-091.\n#[test]\nfn goods() {}\n*/\n",
            "const A: &str = r#\"\n/// R-091.\n#[test]\nfn goods() {}\n\"#;\n",
            "//! R-091.\n\n#[test]\nfn goods() {}\n",
            "// R-091.\n\n#[test]\nfn goods() {}\n",
            "/// R-091.\nfn goods() {}\n\n#[test]\nfn others() {}\n",
            "#[test]\nfn goods() {\n    // R-091\n    assert!(true, \"R-091\");\n}\n",
        ):
            with self.subTest(source):
                self.assertEqual(self.proven(source), [])

    def test_quotes_and_lifetimes_do_not_confuse(self):
        source = "fn a<'a>(x: &'a str) -> char { '\"' }\nconst B: char = '\\'';\n/// R-091.\n#[test]\nfn goods() {}\n"
        self.assertEqual(self.proven(source), ["R-091"])

    def test_a_step_of_the_browser_story_proves(self):
        source = "// R-057: not before\n// the finish.\nawait next();\nsay(`signed (R-058)`);\n// R-091\n\nawait next();\n"
        proofs = [(proof.rule, proof.line) for proof in coverage.browser_proofs(source, "story.mjs")]
        self.assertEqual(proofs, [("R-057", 3), ("R-058", 4)])


class WhichSources(House):
    TEST = "#[test]\nfn r_091() {}\n"

    def test_a_story_that_is_not_listed_is_named_and_proves_nothing(self):
        self.write("tests/stories/told.rs", self.TEST)
        self.write("tests/stories/untold.rs", "#[test]\nfn r_092() {}\n")
        self.write("tests/stories/main.rs", "mod told;\n")
        code, lines = self.says([row("R-091", "enforced"), row("R-092", "enforced")], ["R-091", "R-092"], "--unproven")
        self.assertEqual(code, 1)
        self.assertEqual(
            lines,
            [
                "missing: R-092 is called enforced, and no test names it (docs/rules.md:6)",
                "missing: tests/stories/untold.rs is no module of stories/main.rs: its tests never run",
                "rules: 2 enforced, 0 recorded, 0 left out, 2 missing",
            ],
        )

    def test_an_executable_beside_the_main_file_runs(self):
        self.write("model/tests/main.rs", "")
        self.write("model/tests/alone.rs", self.TEST)
        self.write("model/Cargo.toml", '[[test]]\nname = "alone"\n')
        self.assertEqual(coverage.read_proofs(self.root), ([("R-091", "model/tests/alone.rs", 2)], []))

    def test_what_is_built_or_fetched_is_not_read(self):
        for folder in ("target/debug", "tests/browser/node_modules", ".git"):
            self.write(folder + "/a.rs", self.TEST)
        self.assertEqual(coverage.read_proofs(self.root), ([], []))

    def test_the_browser_story_is_read(self):
        self.write("tests/browser/story.mjs", "// R-091\nawait next();\n")
        self.assertEqual(coverage.read_proofs(self.root)[0], [("R-091", "tests/browser/story.mjs", 2)])


if __name__ == "__main__":
    unittest.main()
