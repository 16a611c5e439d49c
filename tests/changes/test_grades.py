"""How bad each kind of change is: for whoever writes dicts, or uses a package, and sends, or reads."""

from shapegen.changes.grades import CALLERS, EFFECTS, SIDES, Caller, Side

#: A row a kind, with `-` where it does not concern a side.
GRADES = """
                                    dicts               package
                                    request   response  request   response
operation-added                     safe      -         safe      -
operation-removed                   breaking  -         breaking  -
input-added                         safe      -         safe      -
required-input-added                breaking  -         breaking  -
input-removed                       risky     -         breaking  -
empty-input-removed                 safe      -         safe      -
output-added                        -         safe      -         safe
output-removed                      -         breaking  -         breaking
empty-output-removed                -         safe      -         safe
error-added                         -         risky     -         risky
error-removed                       -         safe      -         safe
error-class-removed                 -         breaking  -         breaking
error-class-renamed                 -         breaking  -         breaking
error-code-changed                  -         breaking  -         breaking
error-status-changed                -         risky     -         risky
paginator-added                     safe      -         safe      -
paginator-removed                   breaking  -         breaking  -
paginator-limit-added               safe      -         safe      -
paginator-limit-removed             breaking  -         safe      -
paginator-result-changed            -         breaking  -         breaking
paginator-tokens-changed            risky     -         safe      -
paginator-changed                   -         risky     -         safe
waiter-added                        safe      -         safe      -
waiter-removed                      breaking  -         breaking  -
waiter-changed                      risky     -         risky     -
class-added                         safe      safe      safe      safe
class-removed                       safe      safe      breaking  breaking
class-renamed                       safe      safe      breaking  breaking
shape-added                         safe      safe      safe      safe
shape-removed                       safe      safe      safe      safe
shape-renamed                       safe      safe      safe      safe
member-added                        safe      safe      safe      safe
required-member-added               breaking  safe      breaking  safe
idempotency-token-member-added      safe      safe      safe      safe
member-removed                      breaking  breaking  breaking  breaking
member-required                     breaking  safe      breaking  safe
idempotency-token-required          safe      safe      safe      safe
member-optional                     safe      risky     safe      risky
union-member-added                  safe      risky     safe      risky
union-member-removed                breaking  safe      breaking  breaking
event-added                         -         risky     -         risky
event-removed                       -         safe      -         breaking
type-changed                        breaking  breaking  breaking  breaking
type-widened                        safe      safe      safe      safe
type-narrowed                       breaking  safe      breaking  safe
integer-to-float                    safe      breaking  safe      breaking
float-to-integer                    breaking  safe      breaking  safe
target-changed                      safe      safe      safe      safe
class-changed                       safe      safe      breaking  risky
enum-class-changed                  safe      safe      safe      risky
values-listed                       breaking  safe      breaking  safe
values-unlisted                     safe      risky     breaking  breaking
value-added                         safe      risky     safe      risky
value-removed                       breaking  safe      breaking  breaking
min-raised                          breaking  safe      breaking  safe
min-lowered                         safe      safe      safe      safe
max-raised                          safe      safe      safe      safe
max-lowered                         breaking  safe      breaking  safe
pattern-added                       breaking  safe      breaking  safe
pattern-removed                     safe      safe      safe      safe
pattern-changed                     risky     safe      risky     safe
union-added                         breaking  safe      breaking  safe
union-removed                       safe      risky     safe      risky
sensitive-added                     safe      safe      safe      safe
sensitive-removed                   safe      safe      risky     risky
sparse-added                        safe      risky     safe      risky
sparse-removed                      safe      safe      safe      safe
idempotency-token-added             safe      safe      safe      safe
idempotency-token-removed           risky     safe      risky     safe
required-idempotency-token-removed  breaking  safe      breaking  safe
json-text-added                     risky     breaking  risky     breaking
json-text-removed                   breaking  breaking  breaking  breaking
streaming-added                     safe      safe      safe      safe
streaming-removed                   safe      safe      safe      safe
payload-changed                     safe      risky     safe      risky
document-added                      safe      safe      breaking  breaking
document-removed                    breaking  risky     breaking  breaking
event-stream-added                  breaking  breaking  breaking  breaking
event-stream-removed                -         breaking  -         breaking
default-changed                     risky     safe      risky     safe
operation-deprecated                safe      -         risky     -
deprecated                          safe      safe      safe      safe
undeprecated                        safe      safe      safe      safe
deprecation-changed                 safe      safe      safe      safe
trait-changed                       risky     risky     risky     risky
name-changed                        safe      safe      breaking  breaking
documentation                       safe      safe      safe      safe
example-changed                     safe      safe      safe      safe
wire-changed                        safe      safe      safe      safe
retry-changed                       -         risky     -         risky
auth-changed                        risky     -         risky     -
auth-required                       breaking  -         breaking  -
endpoint-changed                    risky     -         risky     -
endpoint-rules-changed              risky     -         risky     -
protocol-changed                    risky     risky     risky     risky
api-version-changed                 risky     -         risky     -
service-id-changed                  risky     -         risky     -
metadata-changed                    safe      -         safe      -
"""


def test_each_kind_has_its_grade_for_each_caller_and_side() -> None:
    columns: list[tuple[Caller, Side]] = [(caller, side) for caller in CALLERS for side in SIDES]
    found = {
        kind: [effects[column].grade if column in effects else "-" for column in columns]
        for kind, effects in EFFECTS.items()
    }
    assert found == {kind: grades for kind, *grades in map(str.split, GRADES.splitlines()[3:])}
