"""What the dataclasses are made with."""

# For completion's sake: jedi believes `False` and would take what follows for dead, but not `bool`. So everywhere.
TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from typing import Generic, TypeVar

    Response = TypeVar("Response", covariant=True)

    class Request(Generic[Response]):
        """Base of the request classes: says what `send` returns."""

        __slots__ = ()

    Target = TypeVar("Target", covariant=True)

    class Described(Generic[Target]):
        """Base of the responses that can be sent back: says what `update_from` returns."""

        __slots__ = ()

    class Annotations(dict[str, str]):
        """Annotations, which are text. Before they are read, their module gets the names that they need."""

        def __init__(self, annotations: dict[str, str], module: str) -> None: ...

else:
    # The standard library is slow to import, and compiles three functions for each dataclass that it makes; a program
    # uses few of the classes, and those it mostly constructs. So a class has its slots at once, and the rest when that
    # is first looked up. What comes out is a dataclass like any other.
    import sys
    from reprlib import recursive_repr

    from . import home

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

    def field(**options):
        """What `dataclasses.field` will be told."""
        return options

    def dataclass(**options):
        """`dataclasses.dataclass` for keyword-only classes with slots that have no default but None."""

        def decorate(cls):
            body = dict(cls.__dict__)
            annotations = body.get("__annotations__", {})
            defaults = {name: body.pop(name) for name in annotations if name in body}
            definition = cls.__bases__, annotations, defaults
            cls.__module__ = body["__module__"] = home(cls.__module__)
            before = vars(sys.modules[cls.__module__]).get(cls.__name__)
            if before is not None and vars(before)["__annotations__"].definition == definition:
                return before  # The module is loaded again; whoever has the class goes on with it.
            for name in ("__dict__", "__weakref__"):
                body.pop(name, None)
            body = _SHARED | body
            body["__annotations__"] = Annotations(annotations, cls.__module__, definition)
            # `_unknown` has no value where something else than `__init__` and the readers makes an instance.
            body["__slots__"] = _Slots.fromkeys([*annotations, "_unknown", "__weakref__"])
            body["__init__"] = _Later(lambda cls: _init(cls, annotations, defaults))
            body["__dataclass_fields__"] = _Later(lambda cls: _fields(cls, defaults, options))
            body["__dataclass_params__"] = _Later(lambda cls: _parameters(cls, defaults, options))
            return type(cls)(cls.__name__, cls.__bases__, body)

        return decorate

    class _Later:
        """Stands where an attribute of a class will be, until it is first looked up."""

        def __init__(self, make):
            self.make = make

        def __set_name__(self, cls, name):
            self.cls, self.name = cls, name

        def __get__(self, instance, owner=None):
            made = self.make(self.cls)
            setattr(self.cls, self.name, made)
            return made.__get__(instance, owner) if hasattr(made, "__get__") else made

    class _Slots(dict):
        """The slots, and what `help` says of each."""

        def __set_name__(self, cls, name):
            self.cls = cls

        def __getitem__(self, name):
            if not any(self.values()):
                from .introspection import documentation

                self.update(documentation(self.cls))
            return super().__getitem__(name)

    class Annotations(dict):
        """Annotations, which are text. Before they are read, their module gets the names that they need."""

        def __init__(self, annotations, module, definition=None):
            super().__init__(annotations)
            self.module = module
            self.definition = definition
            """What the class was made from."""

    def _reading(name):
        method = getattr(dict, name)

        def read(self, *arguments):
            if module := self.module:
                from .introspection import names

                for name, value in names(dict.values(self)).items():
                    vars(sys.modules[module]).setdefault(name, value)
                self.module = None
            return method(self, *arguments)

        return read

    for _name in ("__getitem__", "__iter__", "__or__", "__ror__", "copy", "get", "items", "keys", "values"):
        setattr(Annotations, _name, _reading(_name))

    def _init(cls, annotations, defaults):
        """Takes more than it shows: what is unknown, for `replace`, and wrong names, to answer with the right ones.

        A required member has a default too, or Python would complain of it before anybody sees the name that is wrong.
        """
        required = [name for name in annotations if name not in defaults]
        parameters = [f"{name}={'None' if name in defaults else '...'}" for name in annotations]
        parameters = ["self", *(["*", *parameters] if parameters else []), "**_others"]
        lines = [f"def __init__({', '.join(parameters)}):"]
        lines += [f"    self.{name} = {name}" for name in annotations]
        lines += ["    self._unknown = None"]
        lines += [f"    if {' or '.join(['_others', *(f'{name} is ...' for name in required)])}:"]
        missing = "".join(f"*[{name!r}] * ({name} is ...), " for name in required)
        lines += [f"        self._unknown = _unknown(type(self), _others, [{missing}])"]
        scope = {}
        module = vars(sys.modules[cls.__module__])
        module.setdefault("_unknown", _unknown)
        exec("\n".join(lines), module, scope)  # noqa: S102  attributes are identifiers
        init = scope["__init__"]
        code = init.__code__
        shown = type(init)(code.replace(co_flags=code.co_flags & ~_VARIABLE_KEYWORDS), module)
        # A constant is what Python compares with fastest; of its own it has none that nobody passes.
        init.__code__ = code.replace(co_consts=tuple(_MISSING if each is ... else each for each in code.co_consts))
        init.__kwdefaults__ = {name: None if name in defaults else _MISSING for name in annotations}
        shown.__kwdefaults__ = dict.fromkeys(defaults)
        init.__wrapped__ = shown
        for each in (init, shown):
            each.__module__ = cls.__module__
            each.__qualname__ = f"{cls.__qualname__}.__init__"
            each.__annotations__ = Annotations(annotations | {"return": "None"}, cls.__module__)
        return init

    #: Stands for a required member that is missing.
    _MISSING = object()

    #: Of a code object's flags: whether it takes any keywords, as `inspect.CO_VARKEYWORDS` says it.
    _VARIABLE_KEYWORDS = 8

    def _unknown(cls, others, missing):
        """What `replace` gives beside the members. Raises TypeError for any other name, and for what is missing."""
        if missing or others.keys() != {"_unknown"}:
            from .introspection import misfit

            raise TypeError(misfit(cls, others, missing))
        return others["_unknown"]

    class _Fields(dict):
        """The members. An instance that has something unknown gives that too, for `replace`."""

        def __init__(self, fields):
            # `replace` takes the field's own name. By this one msgspec finds no value, and leaves it out.
            unknown = {"<unknown>": fields.pop("_unknown")}
            super().__init__(fields)  # for those who look into the `__dict__` of the class
            self.members = fields
            self.every = fields | unknown

        def __get__(self, instance, owner=None):
            return self.members if getattr(instance, "_unknown", None) is None else self.every

    def _fields(cls, defaults, options):
        from .introspection import made

        return _Fields(made(cls, defaults, options).__dataclass_fields__)

    def _parameters(cls, defaults, options):
        from .introspection import made

        parameters = made(cls, defaults, options).__dataclass_params__
        parameters.init = parameters.repr = parameters.eq = True  # as with a class that has them from dataclasses
        return parameters

    class _Shared:
        """What the classes have in common. None derives from it: each has the bases that its source shows."""

        __hash__ = None
        __match_args__ = ()

        def __getitem__(self, name):
            from .introspection import subscripted

            raise TypeError(subscripted(type(self), name)) from None

        def __eq__(self, other):
            if type(self) is not type(other):
                return NotImplemented
            members = all(getattr(self, name) == getattr(other, name) for name in type(self).__dataclass_fields__)
            return members and getattr(self, "_unknown", None) == getattr(other, "_unknown", None)

        def __replace__(self, /, **changes):
            from dataclasses import replace

            return replace(self, **changes)

        def __repr__(self):
            fields = type(self).__dataclass_fields__.items()
            shown = ((name, getattr(self, name)) for name, field in fields if field.repr)
            members = [f"{name}={value!r}" for name, value in shown if value is not None]
            if unknown := getattr(self, "_unknown", None):
                members.append(f"<unknown: {', '.join(map(repr, unknown))}>")
            return f"{type(self).__qualname__}({', '.join(members)})"

    # By these pytest and pprint tell what dataclasses generates from what somebody wrote.
    _Shared.__eq__.__code__ = _Shared.__eq__.__code__.replace(co_filename="<string>")
    _Shared.__repr__.__qualname__ = "__create_fn__.<locals>.__repr__"
    _SHARED = {name: value for name, value in vars(_Shared).items() if name not in ("__dict__", "__weakref__")}
    _SHARED["__repr__"] = recursive_repr()(_Shared.__repr__)
    _SHARED["__repr__"].__wrapped__ = _Shared.__repr__
