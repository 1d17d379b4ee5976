"""Makes a failing program small: statements go, one after another, as long as it still fails."""

from .program import Program


def shrink(program, fails):
    statements = program.statements
    shorter = True
    while shorter:
        shorter = False
        for size in (8, 4, 2, 1):
            at = len(statements) - size
            while at >= 0:
                rest = statements[:at] + statements[at + size :]
                if fails(Program(rest)):
                    statements, shorter = rest, True
                at -= size
    return Program(statements)
