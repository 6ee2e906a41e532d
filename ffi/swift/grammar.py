"""Reads Swift files by a grammar: none has an error, and what the package's own files take from the bindings is declared there.

grammar.py GENERATED PACKAGE
"""

import pathlib
import re
import sys

import tree_sitter_swift
from tree_sitter import Language, Parser

# What the grammar does not know: attributes behind a compiler's condition. The lines stay, so that numbers of lines are right.
CONDITION = re.compile(rb"#if swift\(>=5\.8\)\n[ \t]*@_documentation\(visibility: private\)\n#endif")
# Nor a closure that is nothing but an empty tuple.
NOTHING = re.compile(rb"\{ \(\) \}")

# Names of Swift itself, Foundation, CryptoKit, XCTest and the package manager that the package uses.
ELSEWHERE = {
    "appendingPathComponent", "binaryTarget", "cancel", "createDirectory", "first", "finish", "hasPrefix", "iOS", "library", "macOS", "makeStream",
    "removeItem", "signature", "target", "testTarget", "yield",
}


def main():
    generated, package = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    parser = Parser(Language(tree_sitter_swift.language()))
    declared = set(re.findall(r"func `?(\w+)`?\(|init\(|case `?(\w+)`?|public var `?(\w+)`?", generated.read_text()))
    declared = {name for names in declared for name in names if name}
    own = [path for path in sorted(package.rglob("*.swift")) if path.name != generated.name and not {".build", "Built"} & set(path.parts)]
    faults = []
    for path in [generated, *own]:
        text = CONDITION.sub(lambda found: b"\n" * found.group().count(b"\n"), path.read_bytes())
        tree = parser.parse(NOTHING.sub(b"{ nil }", text))
        faults += [f"{path}:{node.start_point[0] + 1}: not Swift by the grammar" for node in errors(tree.root_node)]
        if path in own:
            known = declared | ELSEWHERE | set(re.findall(r"(?:func|var|let|init) ?(\w+)", text.decode()))
            called = {name for name in calls(tree.root_node) if name[0].islower() and not name.startswith("XCT")}
            faults += [f"{path}: calls {name}, which the bindings do not have" for name in sorted(called - known)]
    if not own:
        faults.append(f"{package} has no Swift files")
    if faults:
        sys.exit("\n".join(faults))
    print(f"   {len(own) + 1} Swift files read by the grammar")


def errors(node):
    """The nodes that the grammar could not read."""
    if node.type == "ERROR" or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from errors(child)


def calls(node):
    """Names of the functions and methods that are called."""
    if node.type == "call_expression":
        called = node.children[0]
        if called.type == "navigation_expression":
            yield called.children[-1].text.decode().lstrip(".")
        elif called.type == "simple_identifier":
            yield called.text.decode()
    for child in node.children:
        yield from calls(child)


if __name__ == "__main__":
    main()
