# cython: language_level=3
"""The names of one article, natively: as `gathering.GatheredInPython`, which says more."""

cimport cython
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_Substring

from index.vietnamese.names.mention import Mention, is_vietnamese

cdef enum:  # the letters of `mention`
    PERSON, SITE, BODY, MAYBE_PERSON, MAYBE_PLACE, UNKNOWN, WORD_SITE, GIVEN, BARE, PART_BODY, CODES

cdef const char* LETTERS = b"plowqncsbg"
cdef object new_tuple = tuple.__new__


@cython.no_gc
cdef class Form:
    """One form of a name; `text` is what most of its mentions print, of several the first."""

    cdef str identity, text
    cdef int[CODES] counts
    cdef int most

    cdef inline bint may_be_person(self) noexcept:
        return not (self.counts[SITE] or self.counts[BODY] or self.counts[WORD_SITE])


@cython.no_gc
cdef class Printed:
    """How a form is printed, and how often."""

    cdef str text
    cdef int count
    cdef Form form


cdef inline object found_in(dict of, object key):
    cdef PyObject* found = PyDict_GetItem(of, key)
    return None if found is NULL else <object>found


cdef str one_identity(str text):
    """As `names.mention_identity` of what has no canonical spelling."""
    cdef Py_UCS4 c, last = c" "
    cdef bint plain = True
    text = text.casefold()
    for c in text:
        if c == c"-" or c == 0x2013 or c == 0x2014 or c.isspace() and (c != c" " or last == c" "):
            plain = False
            break
        last = c
    if plain and last != c" ":
        return text
    return " ".join(text.replace("-", " ").replace("–", " ").replace("—", " ").split())


cdef class Gathered:
    """The names that an article mentions."""

    cdef dict printed, forms, short, endings, beginnings
    cdef object identity_of, name

    def __cinit__(self):
        from index.analysis.names import Name, name_identity

        self.identity_of, self.name = name_identity, Name
        self.printed, self.forms, self.short = {}, {}, {}

    def add(self, mentions, str text not None, str spelled not None):
        """The mentions in one text more, `spelled` being the text in which they were found."""
        cdef Py_ssize_t end, first
        cdef str code, canonical, shown, identity
        cdef int number
        cdef Printed one
        for _, end, code, first, canonical in mentions:
            number = 0
            while code[0] != <unsigned char>LETTERS[number]:
                number += 1
            if number >= GIVEN:
                identity = self._identity(canonical, spelled, first, end)
                self.short[identity] = self.short.get(identity, 0) | 1 << number
                continue
            shown = canonical if canonical else PyUnicode_Substring(text, first, end)
            one = found_in(self.printed, shown)
            if one is None:
                identity = self._identity(canonical, spelled, first, end)
                one = self._new(shown, identity)
            one.count += 1
            one.form.counts[number] += 1

    cdef str _identity(self, str canonical, str spelled, Py_ssize_t first, Py_ssize_t end):
        if canonical:
            return self.identity_of(canonical)
        return one_identity(PyUnicode_Substring(spelled, first, end))

    cdef Printed _new(self, str shown, str identity):
        cdef Printed one = Printed()
        cdef Form form = found_in(self.forms, identity)
        if form is None:
            form = Form()
            form.identity = identity
            self.forms[identity] = form
        one.text = shown
        one.form = form
        self.printed[shown] = one
        return one

    def names(self, authors=()):
        """Each name once, in the order of the text; the people who wrote the article are none."""
        cdef dict named = self.named(), owners = {}
        cdef Form form, owner
        cdef Printed one
        cdef int i
        for one in self.printed.values():
            form = one.form
            if one.count > form.most:
                form.most, form.text = one.count, one.text
        for identity, other in named.items():
            form = self.forms[identity]
            owner = found_in(owners, other)
            if owner is None:
                owner = Form()
                owner.identity = other
                owner.text = (<Form>self.forms[other]).text
                owners[other] = owner
            for i in range(CODES):
                owner.counts[i] += form.counts[i]
        for given, other in self._called(named).items():
            if self.short[given] & 1 << GIVEN:
                owner = owners[other]
                owner.counts[PERSON] += 1
        signing = {self.identity_of(author) for author in authors}
        return [
            new_tuple(self.name, (told(owner), one_spaced(owner.text)))
            for owner in owners.values()
            if owner.identity not in signing
        ]

    def named(self):
        """As `gathering.GatheredInPython.named`."""
        cdef dict found = {}
        cdef Form form
        cdef str identity
        self._find_people()
        for identity, form in self.forms.items():
            if form.may_be_person() or (
                form.counts[PERSON] and not form.counts[SITE] and not form.counts[BODY]
            ):
                found[identity] = self._owner(identity)
            elif form.counts[SITE] or form.counts[BODY] or not self._is_given(identity):
                found[identity] = identity
        return {one: found.get(owner, owner) for one, owner in found.items()}

    def called(self):
        """As `gathering.GatheredInPython.called`."""
        return self._called(self.named())

    cdef dict _called(self, dict named):
        cdef dict found = {}
        cdef set owners
        cdef str short, beginning, owner
        cdef list longer
        for short, codes in self.short.items():
            if codes & 1 << PART_BODY:
                beginning = short + " "
                owners = set()
                for owner in named.values():
                    if owner.startswith(beginning) and (<Form>self.forms[owner]).counts[BODY]:
                        owners.add(owner)
            else:
                longer = found_in(self.endings, short)
                if longer is None:
                    continue
                owners = {named.get(one, one) for one in longer}
            if len(owners) == 1:
                found[short] = owners.pop()
        return found

    cdef int _find_people(self) except -1:
        """Note which people's names end and begin with what else is mentioned."""
        cdef Form form
        cdef Py_ssize_t at, length
        cdef str part
        self.endings, self.beginnings = {}, {}
        for form in self.forms.values():
            if not form.may_be_person():
                continue
            length = len(form.identity)
            for at in range(length):
                if form.identity[at] == c" ":
                    part = form.identity[at + 1 :]
                    if part in self.forms or part in self.short:
                        listed(self.endings, part, form.identity)
                    part = form.identity[:at]
                    if part in self.forms:
                        listed(self.beginnings, part, form.identity)
        return 0

    cdef str _owner(self, str identity):
        cdef list longer = found_in(self.endings, identity)
        cdef list begun = found_in(self.beginnings, identity)
        if begun is not None and not is_vietnamese(identity.partition(" ")[0]):
            longer = [*dict.fromkeys([*(longer or ()), *begun])]
        return longer[0] if longer is not None and len(longer) == 1 else identity

    cdef bint _is_given(self, str identity):
        cdef Form form
        cdef list longer
        if self.short.get(identity, 0) & 1 << GIVEN:
            return True
        longer = found_in(self.endings, identity)
        for one in longer or ():
            form = self.forms[one]
            if form.counts[PERSON] or form.counts[MAYBE_PERSON]:
                return True
        return False


cdef inline int listed(dict of, str key, str identity) except -1:
    found = found_in(of, key)
    if found is None:
        of[key] = [identity]
    else:
        (<list>found).append(identity)
    return 0


cdef str told(Form form):
    """What the evidence of all mentions tells of the type."""
    cdef int bodies = form.counts[BODY], people = form.counts[PERSON]
    cdef int sites = form.counts[SITE] + form.counts[WORD_SITE], most = max(bodies, sites, people)
    if most:
        return "o" if bodies == most else "l" if sites == most else "p"
    return "w" if form.counts[MAYBE_PERSON] else "q" if form.counts[MAYBE_PLACE] else "n"


cdef str one_spaced(str text):
    """A text with nothing but single spaces."""
    cdef Py_UCS4 c, last = c" "
    for c in text:
        if c.isspace() and (c != c" " or last == c" "):
            return " ".join(text.split())
        last = c
    return text if last != c" " else " ".join(text.split())
