"""What differs between two models of a service, and what that does to callers.

    from shapegen.model import load
    from shapegen.changes import compare, normal, page

    old, new = (load.release(version, "s3", cache) for version in ("1.42.0", "1.43.0"))
    one, other = (normal.of(each) for each in (old, new))
    for change in compare.compare(one, other):   # sorted by grade, the worst first
        change.path, change.kind, change.old, change.new, change.operations, change.gradings, change.python
    page.text(page.page(old.data, new.data), "S3")   # additions only, and the fastest

`normal.of(…, operations=["Put*"], shapes=["Owner"])` narrows what is compared. `normal.snapshot(api)` is the normal
form as JSON, which `normal.restored` reads. The kinds of changes and their grades are the table `grades.EFFECTS`.
`words.changed` finds where documentation changed, and `report` tells all of it.
"""
