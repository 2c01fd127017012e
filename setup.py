"""The native extensions: every `.pyx` of the packages, which setup.cfg cannot name.

`KHOBAO_NATIVE` says here, too, what it says at run time: `auto` (as without it) does without the
extensions where there is no C compiler, `require` fails there, `off` builds none.
"""

import os
from pathlib import Path

from setuptools import Extension, setup

# What all extensions need of typed memoryviews, compiled once instead of in each of them: that was
# half of the C compiler's time.
SHARED = "index._cyutility"
# Where lists are read and texts are shown or looked through, -O3 lets GCC and Clang read several
# numbers or characters at once. The rest is as fast with -O1 (a reindex takes the same processor
# time), which takes the compiler half the time. Debugging symbols would take a third more.
FAST = ("search.", "index.storage.postings.", "index.vietnamese._spelling")
FLAGS = {True: ["-O3", "-g0"], False: ["-O1", "-g0"]}


def extensions(is_required: bool) -> list[Extension]:
    """All extensions, as C that is only written anew where a `.pyx` or `.pxd` has changed."""
    from Cython.Build import cythonize  # noqa: PLC0415 - file lists can be made without it

    sources = [SHARED.replace(".", "/") + ".c"]
    for root in ("index", "search"):
        sources += sorted(path.as_posix() for path in Path(root).rglob("*.pyx"))
    named = [(path.rpartition(".")[0].replace("/", "."), path) for path in sources]
    found = cythonize(
        [
            Extension(name, [path], extra_compile_args=FLAGS[name.startswith(FAST)])
            for name, path in named
        ],
        build_dir="build/cython",
        language_level=3,
        shared_utility_qualified_name=SHARED,
        nthreads=os.cpu_count() or 1,
        quiet=True,
    )
    for one in found:
        one.optional = not is_required
    return found


if __name__ == "__main__":
    native = os.environ.get("KHOBAO_NATIVE") or "auto"
    if native not in {"auto", "require", "off"}:
        raise SystemExit(f"KHOBAO_NATIVE can be auto, require or off, not {native!r}")
    setup(
        ext_modules=[] if native == "off" else extensions(native == "require"),
        options={"build_ext": {"parallel": os.cpu_count() or 1}},
    )
