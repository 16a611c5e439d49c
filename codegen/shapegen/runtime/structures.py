"""What the dataclasses are made with."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from typing import Generic, TypeVar

    Response = TypeVar("Response", covariant=True)

    class Request(Generic[Response]):
        """Base of the request classes: says what `send` returns."""

        __slots__ = ()

    Target = TypeVar("Target", covariant=True)

    class Described(Generic[Target]):
        """Base of the responses that can be sent back: says what `update_from` returns."""

        __slots__ = ()

else:
    # The standard library compiles `__init__`, `__eq__` and `__repr__` for each dataclass when it makes the class;
    # for all of them that is most of the time of the first import. So `__init__` is compiled when it is first
    # looked up, and the other two are shared. What comes out is a dataclass like any other.
    import dataclasses
    import typing  # noqa: F401  dataclasses looks at it, even while another thread is still loading it
    from reprlib import recursive_repr

    class Request:
        """Base of the request classes: says what `send` returns."""

        __slots__ = ()

        def __class_getitem__(cls, response):
            return cls

    class Described:
        """Base of the responses that can be sent back: says what `update_from` returns."""

        __slots__ = ()

        def __class_getitem__(cls, target):
            return cls

    def dataclass(**options):
        """`dataclasses.dataclass` for keyword-only classes that have no default but None."""

        def decorate(cls):
            # For an annotation that is text the standard library looks three times whether it says ClassVar.
            annotations = cls.__annotations__
            cls.__annotations__ = dict.fromkeys(annotations)
            cls = dataclasses.dataclass(cls, init=False, repr=False, eq=False, **options)
            cls.__annotations__ = annotations
            for field in dataclasses.fields(cls):
                field.type = annotations[field.name]
            cls.__init__ = _Init(cls)
            cls.__repr__ = _repr
            cls.__eq__ = _eq
            cls.__hash__ = None
            return cls

        return decorate

    class _Init:
        """Stands where `__init__` will be, until it is first looked up."""

        def __init__(self, cls):
            self.cls = cls

        def __get__(self, instance, owner=None):
            self.cls.__init__ = init = _compiled_init(self.cls)
            return init.__get__(instance, owner)

    def _compiled_init(cls):
        fields = dataclasses.fields(cls)
        parameters = [f.name if f.default is dataclasses.MISSING else f"{f.name}=None" for f in fields]
        lines = [f"def __init__(self, *, {', '.join(parameters)}):"]
        lines += [f"    self.{f.name} = {f.name}" for f in fields]
        scope = {}
        exec("\n".join(lines), scope)  # noqa: S102  attributes are identifiers
        init = scope["__init__"]
        init.__module__ = cls.__module__
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        init.__annotations__ = {f.name: f.type for f in fields} | {"return": "None"}
        return init

    @recursive_repr()
    def _repr(self):
        """The members that are set, but for the sensitive ones."""
        shown = ((f.name, getattr(self, f.name)) for f in dataclasses.fields(self) if f.repr)
        members = ", ".join(f"{name}={value!r}" for name, value in shown if value is not None)
        return f"{type(self).__qualname__}({members})"

    def _eq(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, f.name) == getattr(other, f.name) for f in dataclasses.fields(self))
