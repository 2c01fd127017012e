# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Names in one text, natively: what `reading.Reader` finds, which says more of the rules."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from index.vietnamese._tokens cimport (
    DIGIT, IN_TABLE, LOWER as SMALL, ODD, SPACE, TITLE as TITLECASE, UPPER, WORD, Character,
    fill_table, look, lower,
)
from index.vietnamese._tuples cimport new_of_five

from index.vietnamese.names import lexicon as sections
from index.vietnamese.names.lexicon import lexicon
from index.vietnamese.names.mention import Mention, is_vietnamese

cdef type mention = Mention

cdef extern from "Python.h":
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL
    bint Py_UNICODE_ISALPHA(Py_UCS4) noexcept nogil

# The sections of the lexicon (see `lexicon.SECTIONS`).
cdef uint64_t CALLED = sections.CALLED
cdef uint64_t TITLE = sections.TITLE
cdef uint64_t WEAK_TITLE = sections.WEAK_TITLE
cdef uint64_t SURNAME = sections.SURNAME
cdef uint64_t COMMON_SURNAME = sections.COMMON_SURNAME
cdef uint64_t MIDDLE = sections.MIDDLE
cdef uint64_t COUNTRY = sections.COUNTRY
cdef uint64_t PLACE = sections.PLACE
cdef uint64_t WORD_PLACE = sections.WORD_PLACE
cdef uint64_t PLACE_HEAD = sections.PLACE_HEAD
cdef uint64_t UNIT_HEAD = sections.UNIT_HEAD
cdef uint64_t SITE_HEAD = sections.SITE_HEAD
cdef uint64_t OTHER_HEAD = sections.OTHER_HEAD
cdef uint64_t ORG_HEAD = sections.ORG_HEAD
cdef uint64_t GOV_HEAD = sections.GOV_HEAD
cdef uint64_t ORG = sections.ORG
cdef uint64_t CARRIER = sections.CARRIER
cdef uint64_t DOMAIN = sections.DOMAIN
cdef uint64_t SPEECH = sections.SPEECH
cdef uint64_t NEAR_PLACE = sections.NEAR_PLACE
cdef uint64_t START = sections.START
cdef uint64_t AFTER = sections.AFTER
cdef uint64_t NOTHING = sections.NOTHING
cdef uint64_t JOINING = sections.JOINING
cdef uint64_t PARTICLE = sections.PARTICLE
cdef uint64_t SECOND_PART = sections.SECOND_PART
cdef uint64_t FIRST_PART = sections.FIRST_PART
cdef uint64_t NUMBERED = sections.NUMBERED
cdef uint64_t STREET = sections.STREET
cdef uint64_t PEOPLE_NOT = sections.PEOPLE_NOT
cdef uint64_t SIGNED = sections.SIGNED
cdef uint64_t SIGNS = sections.SIGNS
cdef uint64_t SHORTENED = sections.SHORTENED
cdef uint64_t COMPILED = sections.COMPILED
cdef uint64_t NEEDS_NAME = sections.NEEDS_NAME
cdef uint64_t ENDS_SENTENCE = sections.ENDS_SENTENCE
cdef uint64_t LEFT_OUT = sections.LEFT_OUT
cdef uint64_t GENERIC = sections.GENERIC
cdef uint64_t JOINED = sections.JOINED
cdef uint64_t SMALL_HEAD = sections.SMALL_HEAD
cdef uint64_t LOOSE_CARRIER = sections.LOOSE_CARRIER
cdef uint64_t PLATFORM = sections.PLATFORM
cdef uint64_t ON_PLATFORM = sections.ON_PLATFORM
cdef uint64_t OF_COUNTRIES = sections.OF_COUNTRIES
cdef uint64_t COUNTED = sections.COUNTED
cdef uint64_t COMPANY_WORD = sections.COMPANY_WORD
cdef uint64_t NO_PERSON = sections.NO_PERSON
cdef uint64_t ONSET = sections.ONSET
cdef uint64_t CASED = sections.CASED

cdef uint64_t HEADS = (
    PLACE_HEAD | UNIT_HEAD | SITE_HEAD | OTHER_HEAD | ORG_HEAD | GOV_HEAD | CALLED | TITLE
)
cdef uint64_t GAZETTEER = COUNTRY | PLACE | WORD_PLACE
cdef uint64_t WANTED = HEADS | GAZETTEER | ORG | NOTHING | WEAK_TITLE | CARRIER

cdef uint64_t ENDS_BODY = AFTER | SPEECH | CALLED | TITLE | WEAK_TITLE | JOINING

cdef enum Shape:  # as in the reference
    LOWER, CAPITAL, CAPITALS, INITIAL, NUMBER, SIGN, LINE

cdef enum:
    LONGEST_PLACE = 5
    LONGEST_BODY = 14
    MOST_SHORT = 16
    MORE_LINES = 3  # tokens behind the last
    UNKNOWN_SYLLABLE = 2
    MOST_REMEMBERED = 1 << 16

cdef struct Token:
    int32_t start
    int32_t end
    uint64_t kinds
    uint16_t id
    uint8_t shape
    uint8_t vietnamese
    uint8_t begins_word
    uint8_t begins_sentence

cdef struct Match:
    int end
    uint64_t kinds
    uint32_t node

cdef struct Known:  # a token of the lexicon
    uint32_t hash
    uint32_t text
    uint16_t length
    uint16_t id

cdef struct Kinds:
    uint64_t alone  # of a token as a phrase of its own
    uint64_t begun  # of all phrases that begin with it

cdef struct Child:
    uint32_t key
    uint32_t node

cdef dict syllables = {}  # whether tokens are Vietnamese

cdef Character characters[IN_TABLE]
fill_table(characters)

cdef inline uint32_t hashed(uint32_t hash, Py_UCS4 c) noexcept nogil:
    return (hash ^ <uint32_t>c) * <uint32_t>16777619

cdef inline uint32_t scattered(uint32_t hash) noexcept nogil:
    hash ^= hash >> 15
    hash *= <uint32_t>0x2C1B3C6D
    return hash ^ hash >> 12


cdef class Tree:
    """The lexicon as tables."""

    cdef Known* known
    cdef Child* children
    cdef uint32_t known_mask, children_mask
    cdef Py_UCS4* texts
    cdef uint64_t* kinds
    cdef Kinds* tokens
    cdef int32_t* capitals
    cdef dict canonical

    def __cinit__(self):
        cdef uint32_t size, slot, hash, at = 0, node
        cdef Py_ssize_t i
        read = lexicon()
        self.canonical = read.canonical
        size = 1
        while size < 2 * len(read.ids):
            size *= 2
        self.known_mask = size - 1
        self.known = <Known*>PyMem_Calloc(size, sizeof(Known))
        self.texts = PyUnicode_AsUCS4Copy("".join(read.ids))
        self.tokens = <Kinds*>PyMem_Calloc(len(read.ids) + 1, sizeof(Kinds))
        for text, id in read.ids.items():
            hash = 0
            for c in text:
                hash = hashed(hash, c)
            slot = scattered(hash) & self.known_mask
            while self.known[slot].id:
                slot = (slot + 1) & self.known_mask
            self.known[slot] = Known(hash=hash, text=at, length=len(text), id=id)
            at += <uint32_t>len(text)
            self.tokens[<uint16_t>id].alone = read.kinds_of(id)
        size = 1
        while size < 2 * len(read.children):
            size *= 2
        self.children_mask = size - 1
        self.children = <Child*>PyMem_Calloc(size, sizeof(Child))
        for key, child in read.children.items():
            slot = scattered(<uint32_t>key) & self.children_mask
            while self.children[slot].node:
                slot = (slot + 1) & self.children_mask
            self.children[slot] = Child(key=key, node=child)
        self.kinds = <uint64_t*>PyMem_Calloc(len(read.kinds), sizeof(uint64_t))
        self.capitals = <int32_t*>PyMem_Calloc(len(read.kinds), sizeof(int32_t))
        first = {}  # by node: the token with which its phrases begin
        for key, child in read.children.items():
            first[child] = first.get(key >> 16, key & 0xFFFF)
        for i in range(len(read.kinds)):
            self.kinds[i] = read.kinds[i]
            self.capitals[i] = read.capitals[i]
            if i:
                self.tokens[<uint16_t>first[i]].begun |= self.kinds[i]

    def __dealloc__(self):
        PyMem_Free(self.known)
        PyMem_Free(self.children)
        PyMem_Free(self.texts)
        PyMem_Free(self.kinds)
        PyMem_Free(self.tokens)
        PyMem_Free(self.capitals)

    cdef inline uint16_t id_of(
        self, const Py_UCS4* text, Py_ssize_t length, uint32_t hash
    ) noexcept nogil:
        """The number of a token, by the hash of its small letters; 0 if the lexicon has it not."""
        cdef uint32_t slot = scattered(hash) & self.known_mask
        cdef const Known* one
        cdef Py_ssize_t i
        while self.known[slot].id:
            one = &self.known[slot]
            if one.hash == hash and one.length == length:
                i = 0
                while i < length and small(text[i]) == self.texts[one.text + i]:
                    i += 1
                if i == length:
                    return one.id
            slot = (slot + 1) & self.known_mask
        return 0

    cdef inline uint32_t child(self, uint32_t node, uint16_t id) noexcept nogil:
        """The node behind a node and a token; 0 for none."""
        cdef uint32_t key = node << 16 | id
        cdef uint32_t slot = scattered(key) & self.children_mask
        while self.children[slot].node and self.children[slot].key != key:
            slot = (slot + 1) & self.children_mask
        return self.children[slot].node


cdef inline Py_UCS4 small(Py_UCS4 c) noexcept nogil:
    """A small letter, or a hyphen for any dash, as `lexicon.folded`."""
    return <Py_UCS4>c"-" if c == 0x2013 or c == 0x2014 else lower(characters, c)


cdef inline uint8_t shape_of(
    Py_UCS4 first, uint16_t traits, uint16_t some, Py_ssize_t length
) noexcept nogil:
    """How a token is written: `traits` has its first character, `some` any of them."""
    if first == c"\n":
        return LINE
    if traits & DIGIT:
        return NUMBER
    if not traits & (UPPER | SMALL | TITLECASE) and not Py_UNICODE_ISALPHA(first):
        return SIGN
    if not traits & UPPER:
        return LOWER
    if length == 1:
        return INITIAL
    return CAPITAL if some & (SMALL | TITLECASE) else CAPITALS


cdef class Reader:
    """Reads texts, one after the other."""

    cdef Tree tree
    cdef Token* tokens
    cdef int count, room, street
    cdef Py_UCS4* data
    cdef str text
    cdef list found
    cdef int short_count
    cdef int[MOST_SHORT] short  # tokens
    cdef uint16_t highest, high, years

    def __cinit__(self):
        self.tree = Tree()
        ids = lexicon().ids
        self.highest, self.high, self.years = ids["tối"], ids["cấp"], ids["tuổi"]

    def __dealloc__(self):
        PyMem_Free(self.tokens)

    def read(self, str text not None, bytes words not None):
        """The mentions in a text in one spelling; `words` are its `packed_words`."""
        cdef list found
        self.text = text
        self.found = []
        self.street = -1
        self.short_count = 0
        self.data = PyUnicode_AsUCS4Copy(text)
        try:
            self._tokenize(words)
            self._read()
        finally:
            PyMem_Free(self.data)
            self.data = NULL
            found, self.found, self.text = self.found, [], ""
        return found

    cdef int _tokenize(self, bytes words) except -1:
        cdef Py_ssize_t length = len(self.text), at = 0, start
        cdef const uint32_t* spans = <const uint32_t*>PyBytes_AS_STRING(words)
        cdef Py_ssize_t span = 0, spanned = PyBytes_GET_SIZE(words) // 8
        cdef bint begins = True
        cdef uint16_t traits, some, more
        cdef uint32_t hash
        cdef Token* token
        cdef Token* last
        self.count = 0
        while True:
            if self.count + MORE_LINES + 1 >= self.room:
                self.room = 2 * self.room + 512
                token = <Token*>PyMem_Realloc(self.tokens, self.room * sizeof(Token))
                if not token:
                    raise MemoryError
                self.tokens = token
            while at < length and self.data[at] != c"\n" and look(characters, self.data[at]) & SPACE:
                at += 1
            if at >= length:
                break
            start = at
            some = traits = look(characters, self.data[at])
            hash = hashed(0, small(self.data[at]))
            at += 1
            if traits & WORD and self.data[start] != c"_":
                while at < length and self.data[at] != c"_":
                    more = look(characters, self.data[at])
                    if not more & WORD:
                        break
                    some |= more
                    hash = hashed(hash, lower(characters, self.data[at]))
                    at += 1
            token = &self.tokens[self.count]
            token.start = <int32_t>start
            token.end = <int32_t>at
            token.shape = shape_of(self.data[start], traits, some, at - start)
            token.id = 0
            if not some & ODD:
                token.id = self.tree.id_of(self.data + start, at - start, hash)
            token.kinds = self.tree.tokens[token.id].alone
            token.vietnamese = UNKNOWN_SYLLABLE
            while span < spanned and spans[2 * span] < <uint32_t>start:
                span += 1
            token.begins_word = span < spanned and spans[2 * span] == <uint32_t>start
            token.begins_sentence = begins
            begins = token.shape == LINE or token.kinds & ENDS_SENTENCE != 0
            if self.data[start] == c"." and self.count:
                last = &self.tokens[self.count - 1]
                begins = last.shape != INITIAL and not last.kinds & SHORTENED
            self.count += 1
        for _ in range(MORE_LINES):
            token = &self.tokens[self.count]
            memset(token, 0, sizeof(Token))
            token.start = token.end = <int32_t>length
            token.shape = LINE
            self.count += 1
        return 0

    # Phrases and tokens

    cdef Match match(self, int at, uint64_t wanted) noexcept:
        cdef Match best = Match(end=0, kinds=0, node=0)
        cdef uint32_t node = 0
        cdef int32_t missing = 0, bit = 1
        cdef uint64_t kinds
        if not self.tree.tokens[self.tokens[at].id].begun & wanted:
            return best
        while self.tokens[at].id:
            node = self.tree.child(node, self.tokens[at].id)
            if not node:
                break
            if not self.is_capital(at):
                missing |= bit
            bit <<= 1
            at += 1
            kinds = self.tree.kinds[node]
            if kinds & CASED and self.tree.capitals[node] & missing:
                kinds &= ~CASED
            if kinds & wanted:
                best.end = at
                best.kinds = kinds
                best.node = node
        return best

    cdef inline bint is_capital(self, int at) noexcept:
        return CAPITAL <= self.tokens[at].shape <= INITIAL

    cdef inline bint stands(self, int at, Py_UCS4 sign) noexcept:
        """Whether a token is one sign."""
        cdef Token* token = &self.tokens[at]
        return token.end == token.start + 1 and self.data[token.start] == sign

    cdef bint says(self, int at, str word):
        """Whether a token is a word, letter for letter."""
        cdef Token* token = &self.tokens[at]
        cdef Py_ssize_t i
        if token.end - token.start != len(word):
            return False
        for i in range(len(word)):
            if self.data[token.start + i] != word[i]:
                return False
        return True

    cdef int is_vietnamese(self, int at) except -1:
        cdef Token* token = &self.tokens[at]
        cdef PyObject* known
        if token.vietnamese == UNKNOWN_SYLLABLE:
            text = self.text[token.start : token.end]
            known = PyDict_GetItem(syllables, text)
            if known is not NULL:
                token.vietnamese = <object>known is True
            else:
                if len(syllables) >= MOST_REMEMBERED:
                    syllables.clear()
                answer = is_vietnamese(text)
                syllables[text] = answer
                token.vietnamese = answer
        return token.vietnamese

    # The text

    cdef int _read(self) except -1:
        cdef int at = 0, last = self.count - MORE_LINES, title_end = -1, end
        cdef uint64_t title = 0, became
        cdef bint holds
        cdef Token* token
        while at < last:
            token = &self.tokens[at]
            if token.shape == LINE:
                at += 1
                if self._in_capitals(at):
                    at = self._line_end(at)
                continue
            if at == 0 and self._in_capitals(0):
                at = self._line_end(0)
                continue
            if title_end != at:
                title = 0
            if token.shape == SIGN or token.shape == NUMBER:
                if title and self.stands(at, c"."):
                    title_end = at + 1
                at += 1
                continue
            if token.shape == LOWER and not (
                token.begins_word and self.tree.tokens[token.id].begun & WANTED
            ):
                at += 1
                continue
            holds = True
            became = title
            end = self._step(at, &became, &holds)
            if holds:
                title = became
                title_end = end
            at = end
        return 0

    cdef int _step(self, int at, uint64_t* title, bint* holds) except -1:
        """Read on at a word; returns where to go on, with the title that holds there."""
        cdef Token* token = &self.tokens[at]
        cdef Match best = self.match(at, WANTED)
        cdef uint64_t kinds = best.kinds
        cdef bint is_capital = token.shape != LOWER
        cdef int end
        if kinds & NOTHING and not kinds & (GAZETTEER | ORG):
            holds[0] = False
            return best.end
        if kinds & GOV_HEAD:
            end = self._body(at, best)
            if end:
                return end
        if kinds & ORG and (is_capital or not kinds & (OTHER_HEAD | SITE_HEAD)):
            end = self._numbered(best.end)
            if not (kinds & PLATFORM and at and self.tokens[at - 1].kinds & ON_PLATFORM):
                self._add_body(at, end, best.node if end == best.end else 0)
            return end
        if kinds & GOV_HEAD:
            return best.end
        if kinds & CARRIER:
            end = self._carried(at, best)
            if end:
                return end
        if kinds & (ORG_HEAD | SITE_HEAD | UNIT_HEAD | PLACE_HEAD | OTHER_HEAD) and not (
            kinds & GAZETTEER
        ):
            end = self._behind_head(at, best)
            if end:
                return end
            if kinds & ORG_HEAD and best.end > at + 1:
                return best.end
        if kinds & WEAK_TITLE and (token.shape == LOWER or self.is_capital(best.end)):
            title[0] = WEAK_TITLE
            return self._of(best.end)
        if kinds & TITLE:
            title[0] = TITLE
            return self._of(best.end)
        if kinds & CALLED and (token.shape == LOWER or self.is_capital(best.end)):
            title[0] = CALLED
            return best.end
        if is_capital:
            return self._capitals(at, title[0], best, holds)
        holds[0] = False
        if kinds & PLACE:
            self._add(at, best.end, "l", best.node)
            return best.end
        return at + 1

    cdef int _of(self, int end) noexcept:
        cdef int word
        if not self.is_capital(end) or self.match(end, ORG | ORG_HEAD | GOV_HEAD).end:
            return end
        word = self.match(end, DOMAIN).end
        return word if word > end + 1 and self.is_capital(word) else end

    cdef int _carried(self, int at, Match head) except -1:
        cdef bint loose = head.kinds & LOOSE_CARRIER != 0
        cdef int first = head.end
        cdef Match known = self.match(first, ORG)
        if loose and known.kinds & PLATFORM:
            return known.end
        if known.end:
            self._add_body(first if loose else at, known.end, known.node, first)
            return known.end
        if not loose or not self._is_title_or_capitals(first) or self.is_vietnamese(first):
            return 0
        if self.match(first, GAZETTEER).end:
            return 0
        return self._add_body(first, self._run_end(first))

    cdef inline bint _is_title_or_capitals(self, int at) noexcept:
        return self.tokens[at].shape == CAPITAL or self.tokens[at].shape == CAPITALS

    cdef int _behind_head(self, int at, Match head) except -1:
        cdef uint64_t kinds = head.kinds
        cdef int end
        if kinds & ORG_HEAD:
            end = self._organisation(at, head)
            if end:
                return end
        if kinds & (SITE_HEAD | UNIT_HEAD | PLACE_HEAD):
            end = self._site_name(at, head)
            if end and not self._is_generic(at, head, end):
                if kinds & SITE_HEAD and self.tokens[at].kinds & STREET:
                    self.street = end
                self._add_place(at, head, end)
                return end
        if kinds & OTHER_HEAD:
            end = self._run_end(head.end)
            if (
                self.tokens[at].kinds & OF_COUNTRIES
                and self.match(head.end, COUNTRY | PLACE).end == end
            ):
                return 0
            if end > head.end:
                return end
        return 0

    cdef int _add_place(self, int at, Match head, int end) except -1:
        cdef Match known
        cdef uint32_t node
        if not head.kinds & PLACE_HEAD:
            return self._add(at, end, "l")
        known = self.match(head.end, PLACE)
        node = known.node if known.end == end else 0
        if head.kinds & LEFT_OUT:
            return self._add(head.end, end, "l", node)
        return self._add(at, end, "l", node, head.end)

    cdef int _site_name(self, int at, Match head) except -1:
        cdef int end, behind
        if self.tokens[head.end].shape == NUMBER and not head.kinds & UNIT_HEAD:
            if not self.tokens[at].kinds & COUNTED:
                return 0
        if self._is_a_surname(at, head):
            return 0
        end = self._place_name(head.end, head.kinds, self.tokens[at].kinds & PEOPLE_NOT != 0)
        if not self.tokens[head.end - 1].kinds & JOINED:
            return self._with_digit(end) if end > head.end + 1 else end
        while end and (self._is_hyphen(end) or self.stands(end, 0x2013)):
            behind = max(self.match(end + 1, PLACE).end, self._run_end(end + 1))
            if behind == end + 1:
                break
            end = behind
        return end

    cdef bint _is_generic(self, int at, Match head, int end) noexcept:
        return self.tokens[at].kinds & GENERIC != 0 and self.match(head.end, COUNTRY).end == end

    cdef int _is_a_surname(self, int at, Match head) except -1:
        cdef int end
        if self.tokens[at].shape != CAPITAL:
            return False
        if self.tokens[head.end].shape == CAPITAL and head.kinds & PLACE_HEAD:
            return self.says(at, "Nước") or self.says(at, "Bang")
        end = self._run_end(at)
        if head.end > at + 1 or self.match(head.end, PLACE).end == end:
            return False
        return self._is_person(at, end) or (end > head.end and self._has_initials(at, end))

    # Organisations

    cdef int _body(self, int at, Match head) except -1:
        cdef int end = head.end, court = 0, place
        cdef Token* token = &self.tokens[end]
        if token.shape <= INITIAL and token.id:
            if token.id == self.highest or token.id == self.high:
                court = self.match(end, DOMAIN).end
        place = self._place_of(self._behind_short(court if court else end))
        if not place:
            place = court
        if place:
            return self._add_body(at, place)
        if head.kinds & ORG:
            return 0
        place = self._numbered(end)
        if place > end:
            return self._add_body(at, place)
        place = self._unit_alone(end)
        if place:
            self._add(at, place, "g")
        elif end > at + 1 and (self.says(at, "Sở") or self.says(at, "sở")) and self._is_over(end):
            return self._add_body(at, end)
        return place

    cdef int _behind_short(self, int at) except -1:
        if not self.stands(at, c"(") or self.tokens[at + 1].shape != CAPITALS:
            return at
        return at + 3 if self.stands(at + 2, c")") and self._place_of(at + 3) else at

    cdef int _sure_end(self, int at, int start) except -1:
        cdef int here, country, capitals = 0
        cdef Token* token
        if self.tokens[at].shape == LOWER or self._goes_on_in_word(start):
            return 0
        for here in range(start, min(start + LONGEST_BODY, self.count - MORE_LINES)):
            token = &self.tokens[here]
            if here > start + 1 and self.stands(here, c"("):
                return here if self._short_form_stands(here) else 0
            if token.shape >= NUMBER and not (self._is_hyphen(here) or self.stands(here, c"&")):
                return 0
            if token.shape == LOWER:
                if (
                    token.begins_word
                    and self.match(here, ENDS_BODY).end
                    and not (self.says(here, "và") or self.says(here, "về"))
                ):
                    return 0
                continue
            country = self.match(here, COUNTRY).end
            if country and here > start + 1 and (capitals or here > start + 3):
                return country
            capitals += 1
        return 0

    cdef int _with_digit(self, int end) except -1:
        cdef Token* token = &self.tokens[end]
        if token.shape != NUMBER or token.end - token.start > 2 or not self._is_number(end):
            return end
        return end + 1 if self._is_over(end + 1) else end

    cdef int _numbered(self, int end) except -1:
        if self.tokens[end + 1].shape == NUMBER and self.says(end, "số"):
            return end + 2
        if self.tokens[end + 2].shape == NUMBER and self.says(end, "cơ"):
            if self.says(end + 1, "sở"):
                return end + 3
        return self._with_digit(end) if self.tokens[end - 1].shape == CAPITALS else end

    cdef int _unit_alone(self, int at) noexcept:
        cdef int end = self.match(at, PLACE_HEAD | UNIT_HEAD).end
        if not end or self._goes_on_in_word(end):
            return 0
        return end - 1 if self.stands(end - 1, c".") else end

    cdef int _place_of(self, int at) except -1:
        cdef Match unit, known
        if self.says(at, "tại"):
            at += 1
        unit = self.match(at, PLACE_HEAD | UNIT_HEAD | SITE_HEAD)
        known = self.match(at, GAZETTEER)
        if unit.end > known.end:
            return self._place_name(unit.end, unit.kinds, self.tokens[at].kinds & PEOPLE_NOT != 0)
        if known.end > at + 1 or (known.end and known.end >= self._run_end(at)):
            return known.end
        if self.tokens[at].shape == CAPITAL and not self.match(at, HEADS & ~SITE_HEAD | ORG).end:
            return self._place_name(at, UNIT_HEAD, True)
        return 0

    cdef int _organisation(self, int at, Match head) except -1:
        cdef int end = self._of_known_parts(at, head)
        if not end:
            end = self._sure_end(at, head.end)
            if end:
                self._add_body(at, end)
        return end

    cdef int _of_known_parts(self, int at, Match head) except -1:
        cdef int start = head.end
        cdef int end = start, here = start, capitals = 0, titled = 0, place_end, run, i
        cdef bint proper = False, is_small, office = self.says(at, "Cơ"), one, alone
        cdef Token* token
        cdef Match body, place, word, inner
        cdef bint small_head = self.tokens[at].shape == LOWER and head.kinds & SMALL_HEAD != 0
        while self.tokens[here].shape != LINE:
            token = &self.tokens[here]
            if token.kinds & JOINING:
                if not (here > start and self._goes_on(here, proper)):
                    break
                here += 1
                continue
            is_small = token.shape == LOWER
            body = Match(end=0, kinds=0, node=0)
            if here > start or office:
                body = self.match(here, GOV_HEAD)
            if body.end:
                place_end = self._place_of(body.end)
                if place_end:
                    return self._add_body(at, place_end)
                if office:
                    return 0
                break
            place = word = Match(end=0, kinds=0, node=0)
            if not is_small:
                place = self.match(here, COUNTRY | PLACE)
            if token.begins_word:
                word = self.match(here, DOMAIN)
            if place.end and place.end >= word.end:
                if here == start and (small_head or self._is_generic(at, head, place.end)):
                    return 0
                end = self._with_digit(place.end)
                proper = True
                break
            if word.end and not (is_small and proper):
                for i in range(here, word.end):
                    if self.tokens[i].shape != LOWER:
                        capitals += 1
                        titled += 1
                here = end = word.end
                continue
            inner = self.match(here, ORG_HEAD | UNIT_HEAD | PLACE_HEAD)
            if inner.end and inner.kinds & (UNIT_HEAD | PLACE_HEAD) and not proper:
                place_end = self._place_name(
                    inner.end, inner.kinds, token.kinds & PEOPLE_NOT != 0
                )
                if place_end and (capitals or not is_small or self.tokens[at].shape != LOWER):
                    return self._add_body(at, place_end)
                place_end = self._unit_alone(here)
                if place_end and here > start and (titled or self.tokens[at].shape != LOWER):
                    self._add(at, place_end, "g")
                    return place_end
                break
            if inner.end and not is_small:
                capitals += 1
                here = end = inner.end
                continue
            if token.shape == CAPITAL or token.shape == CAPITALS or (
                token.shape == INITIAL and not proper
            ):
                if token.shape == INITIAL and self.stands(here + 1, c"."):
                    return 0
                if small_head and here == start and self.is_vietnamese(here):
                    return 0
                run = self._proper_end(here, proper or end > start)
                if run == here:
                    break
                capitals += run - here
                if self._goes_on_in_word(run):
                    while self._goes_on_in_word(run):
                        run += 1
                    if not self._is_over(run):
                        return 0
                if self.tokens[run].shape == LOWER and not self.match(run, AFTER).end:
                    one = run == here + 1 and self.is_vietnamese(here)
                    if one or self.match(run, DOMAIN).end:
                        return 0
                proper = True
                here = end = run
                continue
            if (
                token.shape == NUMBER and not proper and here == end and self._is_number(here)
                and (here > start or self.tokens[at].kinds & COUNTED)
            ):
                end = max(here + 1, self.match(here + 1, PLACE).end)
                proper = True
            break
        run = self._numbered(end)
        if run > end and capitals:
            return self._add_body(at, run)
        if end == start or not (capitals or proper):
            return 0
        alone = end == start + 1 and start == at + 1 and self.is_vietnamese(start)
        if alone and self.tokens[start].shape == CAPITAL and not self.match(start, DOMAIN).end:
            return 0
        if not proper and titled < 2 and self.tokens[at].shape == LOWER:
            return 0
        if not proper and (
            self.tokens[at].kinds & NEEDS_NAME or not self._is_over(end) or self._is_cut(end)
        ):
            return 0
        return self._add_body(at, self._with_digit(end))

    cdef inline bint _goes_on_in_word(self, int at) noexcept:
        """Whether small letters at a token are of one word with what is before them."""
        return self.tokens[at].shape == LOWER and not self.tokens[at].begins_word

    cdef bint _is_number(self, int at) noexcept:
        """Whether a token has only digits."""
        cdef int i
        for i in range(self.tokens[at].start, self.tokens[at].end):
            if not look(characters, self.data[i]) & DIGIT:
                return False
        return True

    cdef bint _is_place_number(self, int at, uint64_t kinds) noexcept:
        cdef int i, end = self.tokens[at].end
        cdef Py_UCS4 last = self.data[end - 1]
        if kinds & SITE_HEAD and (c"A" <= last <= c"H" or last == c"K"):
            end -= 1
        for i in range(self.tokens[at].start, end):
            if not look(characters, self.data[i]) & DIGIT:
                return False
        return 0 < end - self.tokens[at].start < 4

    cdef int _is_over(self, int at) except -1:
        if self.tokens[at].shape >= SIGN or self.match(at, AFTER).end:
            return True
        return self.tokens[at].shape == CAPITAL and self._is_person(at, self._run_end(at))

    cdef bint _is_cut(self, int at) noexcept:
        if not self.tokens[at].kinds & JOINING or self.tokens[at + 1].shape != CAPITAL:
            return False
        return not self.match(at + 1, ORG | ORG_HEAD | GOV_HEAD | PLACE | COUNTRY | TITLE).end

    cdef bint _goes_on(self, int at, bint proper) noexcept:
        if proper or not self.match(at + 1, DOMAIN).end:
            return False
        return not self.stands(at, c",") or self.tokens[at + 1].shape != LOWER

    cdef int _proper_end(self, int at, bint is_behind) except -1:
        cdef int end = self._run_end(at), here
        for here in range(at, end):
            if is_behind and here + 2 < end and self._is_person(here, end):
                return here
            if here > at and self._begins_other(here, GOV_HEAD | TITLE | ORG):
                return here
        return end

    # Places

    cdef int _place_name(self, int at, uint64_t kinds, bint no_person) except -1:
        cdef Token* token = &self.tokens[at]
        cdef Match known, other
        cdef int end, here
        if token.shape == NUMBER and kinds & (UNIT_HEAD | SITE_HEAD):
            if kinds & SITE_HEAD and not token.begins_word:
                return 0
            if self.tokens[at + 2].shape == NUMBER and (
                self.stands(at + 1, c"/") or self.stands(at + 1, c"-")
                or self.stands(at + 1, c",") or self.stands(at + 1, c".")
            ):
                return 0
            return at + 1 if self._is_place_number(at, kinds) else 0
        if token.shape != CAPITAL and token.shape != CAPITALS:
            return 0
        known = self.match(at, PLACE | COUNTRY)
        end = max(self._run_end(at), known.end)
        if known.end == end:
            return end
        if known.end and (
            kinds & PLACE_HEAD or self._is_person(known.end, end) or token.shape == CAPITALS
        ):
            return known.end
        if kinds & (PLACE_HEAD | UNIT_HEAD):
            for here in range(at + 2, end):
                if self._is_person(here, end):
                    end = here
                    break
        if (kinds & PLACE_HEAD or no_person) and end > at + 2 and self._is_person(at, end):
            return 0
        other = self.match(at, GOV_HEAD | ORG | TITLE)
        if kinds & (UNIT_HEAD | SITE_HEAD) and other.end == end:
            if not other.kinds & (GOV_HEAD | TITLE):
                return end if token.shape == CAPITAL else 0
        if other.end > at + 1 or self.match(at, NOTHING).end == end:
            return 0
        for here in range(at + 1, end):
            if self._begins_other(here, GOV_HEAD | ORG | TITLE | ORG_HEAD):
                return here
        if end == at + 1 and self._goes_on_in_word(end):
            return 0
        return min(end, at + LONGEST_PLACE)

    cdef bint _begins_other(self, int at, uint64_t kinds) noexcept:
        cdef Match found = self.match(at, kinds)
        cdef int i
        if found.end <= at + 1:
            return False
        if found.kinds & ORG:
            return True
        for i in range(at, found.end):
            if self.tokens[i].shape != CAPITAL:
                return True
        return False

    # Capitals

    cdef int _run_end(self, int at) except -1:
        cdef int end = at, following
        while True:
            if self.is_capital(end):
                end = self._joined(at, end + 1)
            elif self.tokens[end].kinds & PARTICLE and end > at and not self.is_vietnamese(end - 1):
                following = end + 1 + self._is_hyphen(end + 1)
                if self.tokens[following].shape != CAPITAL:
                    return end
                end = following
            else:
                return end

    cdef inline bint _is_hyphen(self, int at) noexcept:
        return self.stands(at, c"-")

    cdef int _joined(self, int at, int end) except -1:
        cdef Token* last = &self.tokens[end - 1]
        cdef Token* sign = &self.tokens[end]
        cdef Token* following = &self.tokens[end + 1]
        cdef bint glued, korean, hyphen = self._is_hyphen(end)
        if self.stands(end, c"."):
            if last.shape == INITIAL and end - at > 1 and following.shape == CAPITAL:
                return end + 1 if self.data[last.start] < 0x80 else end
            return end
        if hyphen and self.stands(end - 1, c"M") and self.says(end + 1, "TP"):
            return end + 2
        if not (hyphen or self.stands(end, c"'") or self.stands(end, 0x2019)):
            return end
        if following.shape >= NUMBER:
            return end
        glued = sign.start == last.end and following.start == sign.end
        if hyphen and following.shape == LOWER:
            korean = following.kinds & SECOND_PART != 0 or not (
                self.is_vietnamese(end - 1) or self.is_vietnamese(end + 1)
            )
            if not glued and (end - at < 2 or not korean):
                return end
            end += 2
            while (
                self._is_hyphen(end)
                and self.tokens[end + 1].shape == LOWER
                and self.tokens[end].start == self.tokens[end - 1].end
            ):
                end += 2
            return end
        if (following.shape == CAPITAL or following.shape == CAPITALS) and (
            last.kinds & FIRST_PART
            or (glued and not (self.is_vietnamese(end - 1) and self.is_vietnamese(end + 1)))
        ):
            return end + 1
        return end

    cdef int _is_person(self, int at, int end) except -1:
        cdef int i
        if not 2 <= end - at <= 5 or not self.match(at, SURNAME).end:
            return False
        for i in range(at, end):
            if self.tokens[i].shape != CAPITAL:
                return False
        for i in range(at, end):
            if not self.is_vietnamese(i):
                return False
        if self.match(at, COMMON_SURNAME).end:
            return True
        return end - at > 2 and self.match(at + 1, MIDDLE).end != 0

    cdef bint _has_any(self, int at, int end, uint64_t kind) noexcept:
        cdef int i
        for i in range(at, end):
            if self.tokens[i].kinds & kind:
                return True
        return False

    cdef bint _has_initials(self, int at, int end) noexcept:
        if self._goes_on_in_word(end):
            return False
        if self.tokens[end - 1].kinds & ONSET:
            return end == at + 1 or self.stands(end, c".")
        if self.tokens[end - 1].shape != INITIAL or self._is_hyphen(end):
            return False
        return end - at > 1 or self.stands(end, c".")

    cdef int _capitals(self, int at, uint64_t title, Match best, bint* holds) except -1:
        cdef Match place = Match(end=0, kinds=0, node=0)
        cdef int end = self._run_end(at), start
        if best.kinds & GAZETTEER:
            place = best
            end = max(end, best.end)
        holds[0] = False
        if self._has_initials(at, end):
            while self.stands(end, c".") and self.tokens[end + 1].shape == INITIAL:
                end += 2
            return end
        if end > at + 1 and self._has_any(at + 1, end, COMPANY_WORD):
            if not self.tokens[at].begins_sentence or not self.is_vietnamese(at):
                holds[0] = title != 0
                return self._add_body(at, end)
        if title == CALLED:
            return self._person(at, self._until_known(at, end), title)
        if place.end and place.end <= end:
            return self._from_place(at, end, title, place, holds)
        if self.tokens[at].begins_sentence and not title:
            start = self._real_start(at, end)
            if start > at:
                if (
                    end == at + 1
                    and self.tokens[at].shape == CAPITAL
                    and not self.match(at, START).end
                    and self.tokens[end].shape == LOWER
                    and self.tokens[end].begins_word
                ):
                    self._add(at, end, "b")
                return start
        return self._person(at, self._until_known(at, end), title)

    cdef int _until_known(self, int at, int end) except -1:
        cdef int here
        cdef Match known
        cdef bint behind
        cdef bint goes_on = self._goes_on_in_word(end)
        if self._is_person(at, end) and not (goes_on and end == at + 2):
            return end
        if goes_on:
            end -= 1
        for here in range(at + 1, end):
            if self._begins_other(here, GOV_HEAD | ORG | TITLE):
                return here
            known = self.match(here, PLACE | COUNTRY)
            if known.end == end and known.end > here + 1 and here - at > 1:
                return here
            if here + 2 < end:
                behind = here > at + 1 or not self.is_vietnamese(at)
                if behind and self._is_person(here, end):
                    return here
        return end

    cdef int _from_place(
        self, int at, int end, uint64_t title, Match place, bint* holds
    ) except -1:
        cdef bint rest = end > place.end, single = place.end == at + 1, alone, native
        if rest:
            if self._is_person(at, end) and not self._is_person(place.end, end):
                return self._person(at, end, title)
            native = self.is_vietnamese(at) and self.is_vietnamese(place.end)
            if single and native and not self._is_person(place.end, end):
                return self._person(at, end, title)
            if single and place.kinds & WORD_PLACE and not title:
                return self._person(at, end, title)
        if single and self._goes_on_in_word(at + 1):
            return end
        if place.kinds & WORD_PLACE and not rest:
            if self.tokens[at].begins_sentence or not self._is_near_place(at):
                return end
        elif place.kinds & WORD_PLACE and self.tokens[at].begins_sentence:
            return self._person(at, end, title)
        alone = single and self.tokens[at].shape == CAPITAL and self.is_vietnamese(at)
        alone = alone and not self._is_near_place(at)
        if alone and not place.kinds & COUNTRY and self._speaks(place.end):
            self._add(at, place.end, "s", place.node)
        else:
            self._add(at, place.end, "c" if alone else "l", place.node)
        holds[0] = title != 0
        return place.end

    cdef bint _is_near_place(self, int at) noexcept:
        if at >= 2 and self.match(at - 2, NEAR_PLACE).end == at:
            return True
        if at >= 1 and self.match(at - 1, NEAR_PLACE).end == at:
            return True
        if at > 1 and self.tokens[at - 2].kinds & COUNTRY:
            if self._is_between(at - 1):
                return True
        return self.tokens[at + 2].kinds & (COUNTRY | WORD_PLACE) != 0 and self._is_between(at + 1)

    cdef bint _is_between(self, int at) noexcept:
        return self._is_hyphen(at) or self.stands(at, 0x2013) or self.stands(at, c",")

    cdef int _real_start(self, int at, int end) except -1:
        cdef int start
        if self.tokens[at].shape == CAPITALS or not self.is_vietnamese(at):
            return at
        start = self.match(at, START).end
        if self._is_person(at, end) and (not start or self.match(at, COMMON_SURNAME).end):
            return at
        if start:
            return max(at + 1, min(start, end))
        return at + 1 if end == at + 1 else at

    cdef bint _begins_with_short_form(self, int at, int end) noexcept:
        return (
            end > at + 2
            and self.tokens[at].shape == CAPITALS
            and self.tokens[at].end - self.tokens[at].start > 2
            and self.tokens[at + 1].shape == CAPITAL
            and not self.is_vietnamese(at + 1)
        )

    cdef int _person(self, int at, int end, uint64_t title) except -1:
        cdef bint full, short, titlecase = False
        cdef int i
        cdef str code = "n"
        if end <= at:
            return max(end, at + 1)
        if title and self._begins_with_short_form(at, end):
            at += 1
        full = self._is_person(at, end)
        if end == at + 1 and self.tokens[at].shape == CAPITAL and self.is_vietnamese(at):
            if title or not self._goes_on_in_word(end):
                self._add(at, end, "s" if title == CALLED else "b")
            return end
        if end == at + 1 and self.tokens[at].shape == CAPITALS and self._is_short(at):
            return self._add_body(at, end)
        if full and not title and self._is_address(at):
            self._add(at, end, "l", 0, -1, "đường ")
            self.street = end
            return end
        for i in range(at, end):
            titlecase = titlecase or self.tokens[i].shape == CAPITAL
        short = self.tokens[at].shape == CAPITALS and self.tokens[at].end - self.tokens[at].start > 2
        if short or not titlecase or self._has_any(at, end, NO_PERSON):
            pass
        elif title:
            code = "p"
            if title == WEAK_TITLE and not full:
                code = "w" if end > at + 1 else "n"
        elif end - at > 1 and self._speaks(end):
            code = "p"
        elif full:
            code = "w"
        elif self.tokens[at].shape != CAPITALS and self._is_near_place(at):
            code = "q"
        if code == "n" and end == at + 1 and self.tokens[at].shape != CAPITAL:
            return end
        self._add(at, end, code)
        return end

    cdef bint _is_address(self, int at) noexcept:
        if at and self.street == at - 1 and self.tokens[at - 1].kinds & JOINING:
            return True
        if at < 2 or self.tokens[at - 1].shape != NUMBER:
            return False
        return self.tokens[at - 2].kinds & NUMBERED != 0

    cdef bint _speaks(self, int at):
        return self.match(at, SPEECH).end != 0 or self._is_aged(at)

    cdef bint _is_aged(self, int at):
        if not (self.stands(at, c",") or self.stands(at, c"(")):
            return False
        if self.tokens[at + 1].shape == NUMBER:
            return self.tokens[at + 2].id == self.years
        return self.says(at + 1, "SN") or self.says(at + 1, "sinh")

    # Lines

    cdef int _line_end(self, int at) noexcept:
        while self.tokens[at].shape != LINE:
            at += 1
        return at

    cdef bint _in_capitals(self, int at) noexcept:
        cdef int letters = 0, small = 0
        while self.tokens[at].shape != LINE:
            if self.tokens[at].shape <= CAPITALS:
                letters += 1
                small += self.tokens[at].shape != CAPITALS
            at += 1
        return letters >= 4 and small * 5 <= letters

    cdef int _add(
        self, int at, int end, str code, uint32_t node=0, int first=-1, str before=""
    ) except -1:
        cdef Py_ssize_t start = self.tokens[at].start, last = self.tokens[end - 1].end
        cdef str canonical = ""
        if code != "l" and self._signs(at, end, code == "o"):
            return 0
        if node:
            canonical = self.tree.canonical.get(node, "")
        if before:
            canonical = before + self.text[start:last]
        begins = start if first < 0 else self.tokens[first].start
        self.found.append(new_of_five(mention, start, last, code, begins, canonical))
        return 0

    cdef int _add_body(self, int at, int end, uint32_t node=0, int first=-1) except -1:
        self._add(at, end, "o", node, first)
        if self.short_count < MOST_SHORT and self._short_form_stands(end):
            self.short[self.short_count] = end + 1
            self.short_count += 1
        return end

    cdef bint _short_form_stands(self, int at) noexcept:
        if not self.stands(at, c"(") or self.tokens[at + 1].shape != CAPITALS:
            return False
        at += 2
        return (
            self.stands(at, c")") or self.stands(at, c",") or self.stands(at, c";")
            or self._is_hyphen(at) or self.stands(at, 0x2013)
        )

    cdef bint _is_short(self, int at) noexcept:
        cdef Token* token = &self.tokens[at]
        cdef Token* short
        cdef int i, length = token.end - token.start
        for i in range(self.short_count):
            short = &self.tokens[self.short[i]]
            if short.end - short.start == length and not memcmp(
                self.data + short.start, self.data + token.start, length * sizeof(Py_UCS4)
            ):
                return True
        return False

    cdef bint _signs(self, int at, int end, bint is_body) noexcept:
        cdef bint whole = not at or self.tokens[at].begins_sentence, ends
        if at:
            if at > 1 and self.tokens[at - 2].kinds & SIGNED and (
                self.stands(at - 1, c":") or self.stands(at - 1, c"-") or self.stands(at - 1, c"/")
            ):
                return True
        if is_body:
            return False
        if at and self.tokens[at - 1].kinds & SIGNS:
            return True
        if at and self.tokens[at - 1].kinds & SIGNED and self.stands(end, c"/"):
            return True
        if not at or end - at > 4:
            return False
        if not whole:
            whole = (
                self.stands(at - 1, c"(") or self.stands(at - 1, c")") or self.stands(at - 1, c"/")
                or self.stands(at - 1, c",") or self.stands(at - 1, c"-")
                or self.stands(at - 1, 0x2013)
            )
        ends = self.tokens[end].shape == LINE
        if not ends and (self.stands(end, c")") or self.stands(end, c".")):
            ends = self.tokens[end + 1].shape == LINE
        if not ends and self.stands(end, c"("):
            ends = self.tokens[end + 1].kinds & COMPILED != 0
        return whole and ends
