# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Words as pyvi cuts them, natively, as by `words_reference`, which says more of the rules."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.tuple cimport PyTuple_GET_ITEM
from cpython.unicode cimport PyUnicode_GET_LENGTH
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp

from index.vietnamese._tokens cimport DIGIT, LOWER, ODD, PUNCTUATION, SPACE, TITLE, UPPER
from index.vietnamese._tokens cimport IN_TABLE, Address, Character, fill_table, is_composed
from index.vietnamese._tokens cimport is_title, look, lower, token_end

from index.vietnamese.words_reference import DOUBT, DOUBT_BY_TOKEN

cdef extern from "Python.h":
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL

cdef double doubt_of_all = DOUBT, doubt_by_token = DOUBT_BY_TOKEN

cdef enum:  # traits of tokens
    IS_UPPER = 1
    IS_TITLE = 2
    IS_DIGIT = 4
    NEVER_JOINS = 8
    STARTS_TITLE = 16
    UNKNOWN = 32  # whatever its hash
    INSIDE = 64  # its label is I_W

cdef enum:
    MOST_CHARACTERS = 0x7FFFFFFF  # of a text whose offsets are packed
    MOST_KNOWN = 0x7FFF  # tokens
    MOST_SYLLABLES = 3  # of a word on the list that is ever found

cdef enum:  # what may go wrong without the interpreter's lock
    OUT_OF_MEMORY = 1
    UNCOMPOSED = 2
    DOUBTFUL = 3

cdef struct Known:  # a token of the model, or of its lists of words
    double own
    double to_next
    double to_previous
    uint64_t seconds  # bit n % 64 is set when a pair of it and number n may be listed
    uint32_t text  # where it begins in `texts`
    uint32_t length

cdef struct Slot:  # of the table of known tokens; number 0 marks an empty one
    uint16_t hash
    uint16_t number

cdef struct Entry:  # of the table of pairs and triples; key 0 marks an empty one
    uint32_t key
    uint32_t value

cdef struct Token:
    Py_ssize_t start
    Py_ssize_t end
    uint32_t hash
    uint16_t known
    uint16_t traits
    double difference

cdef struct Tokens:
    Token* items
    Py_ssize_t count
    Py_ssize_t room


cdef inline uint32_t hash_step(uint32_t hash, Py_UCS4 c) noexcept nogil:
    return (hash ^ <uint32_t>c) * <uint32_t>16777619


cdef inline uint32_t hash_of(const Py_UCS4* text, Py_ssize_t length) noexcept:
    cdef uint32_t hash = 0
    cdef Py_ssize_t i
    for i in range(length):
        hash = hash_step(hash, text[i])
    return hash


cdef inline uint32_t scatter(uint32_t key) noexcept nogil:
    key *= <uint32_t>0x9E3779B1
    return key ^ key >> 15


cdef inline uint32_t triple_key(uint32_t pair, uint32_t third) noexcept nogil:
    return <uint32_t>1 << 31 | pair >> 1 << 16 | third


cdef tuple offsets = tuple(range(5000))  # most offsets; to make them anew takes a fifth of the time


cdef inline object offset(Py_ssize_t n):
    return <object>PyTuple_GET_ITEM(offsets, n) if n < 5000 else n


cdef class Segmenter:
    """Cuts texts into words. Never changes after it is made: for any thread, and after a fork."""

    cdef Character* characters  # the first `IN_TABLE`
    cdef Known* known  # number 0 is every token that the model does not know
    cdef uint32_t count  # of the others
    cdef Py_UCS4* texts  # of the known tokens, end to end
    cdef Slot* slots
    cdef uint32_t slots_mask
    cdef Entry* entries
    cdef uint32_t entries_mask
    # By IS_UPPER | IS_TITLE | IS_DIGIT.
    cdef double own[8]
    cdef double to_next[8]
    cdef double to_previous[8]
    cdef double pair_first, pair_second, triple_first, triple_third
    cdef double begin_begin, begin_inside, inside_begin, inside_inside
    cdef double if_begins, if_inside

    def __cinit__(self, model):
        """Build the tables from a `words_model.Model`; ValueError when it has too many words."""
        self.characters = <Character*>PyMem_Malloc(IN_TABLE * sizeof(Character))
        if not self.characters:
            raise MemoryError
        fill_table(self.characters)
        self._fill_known(model.tokens, model.listed)
        self._fill_weights(model)

    def __dealloc__(self):
        PyMem_Free(self.characters)
        PyMem_Free(self.known)
        PyMem_Free(self.texts)
        PyMem_Free(self.slots)
        PyMem_Free(self.entries)

    cdef int _fill_known(self, dict tokens, str listed) except -1:
        """The tokens of the model, and those of the list of words, with its pairs and triples."""
        cdef Py_UCS4* text
        cdef Known* known
        # A token that is NUL is empty to CRFsuite; a longer one with a NUL is an address: unknown.
        names = [token or "\0" for token in tokens]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(listed)
        cdef Py_ssize_t room = length + sum(map(len, names))
        self.known = <Known*>PyMem_Calloc(MOST_KNOWN + 1, sizeof(Known))
        self.texts = <Py_UCS4*>PyMem_Malloc((room + 1) * sizeof(Py_UCS4))
        if not self.known or not self.texts:
            raise MemoryError
        self._make_slots(2 * len(tokens))
        for name, weights in zip(names, tokens.values()):
            text = PyUnicode_AsUCS4Copy(name)
            try:
                known = &self.known[self._number(text, PyUnicode_GET_LENGTH(name))]
            finally:
                PyMem_Free(text)
            known.own, known.to_next, known.to_previous = weights
        text = PyUnicode_AsUCS4Copy(listed)
        try:
            self._make_entries(text, length)
            self._fill_entries(text, length)
        finally:
            PyMem_Free(text)
        self._give_back_room()
        return 0

    cdef int _make_slots(self, Py_ssize_t least) except -1:
        cdef uint32_t size = 1
        while size < least:
            size *= 2
        PyMem_Free(self.slots)
        self.slots = <Slot*>PyMem_Calloc(size, sizeof(Slot))
        if not self.slots:
            raise MemoryError
        self.slots_mask = size - 1
        return 0

    cdef int _make_entries(self, const Py_UCS4* text, Py_ssize_t length) except -1:
        """Room for the words of a list: none has more entries than syllables less one."""
        cdef Py_ssize_t i, spaces = 0
        cdef uint32_t size = 1
        for i in range(length):
            spaces += text[i] == c" "
        while size < 2 * spaces:
            size *= 2
        self.entries_mask = size - 1
        self.entries = <Entry*>PyMem_Calloc(size, sizeof(Entry))
        if not self.entries:
            raise MemoryError
        return 0

    cdef int _give_back_room(self) except -1:
        cdef const Known* last = &self.known[self.count]
        cdef void* kept = PyMem_Realloc(self.known, (self.count + 1) * sizeof(Known))
        if not kept:
            raise MemoryError
        self.known = <Known*>kept
        last = &self.known[self.count]
        kept = PyMem_Realloc(self.texts, (last.text + last.length + 1) * sizeof(Py_UCS4))
        if not kept:
            raise MemoryError
        self.texts = <Py_UCS4*>kept
        return 0

    cdef uint32_t _number(self, const Py_UCS4* text, Py_ssize_t length) except 0:
        """The number of a token, which it gets when it is first met."""
        cdef uint32_t hash = hash_of(text, length), slot, n
        cdef Py_ssize_t i
        cdef Known* known
        slot = self._slot(text, length, hash)
        if self.slots[slot].number:
            return self.slots[slot].number
        if self.count == MOST_KNOWN:
            raise ValueError("more words than the tables are made for")
        known = &self.known[self.count]
        i = known.text + known.length
        self.count += 1
        known = &self.known[self.count]
        known.text = <uint32_t>i
        known.length = <uint32_t>length
        for i in range(length):
            self.texts[known.text + i] = text[i]
        if 2 * self.count > self.slots_mask:
            self._make_slots(4 * self.count)
            for n in range(1, self.count):
                known = &self.known[n]
                hash = hash_of(self.texts + known.text, known.length)
                self._settle(self._slot(self.texts + known.text, known.length, hash), hash, n)
            hash = hash_of(text, length)
            slot = self._slot(text, length, hash)
        self._settle(slot, hash, self.count)
        return self.count

    cdef void _settle(self, uint32_t slot, uint32_t hash, uint32_t n) noexcept:
        self.slots[slot].hash = <uint16_t>(hash >> 16)
        self.slots[slot].number = <uint16_t>n

    cdef uint32_t _slot(self, const Py_UCS4* text, Py_ssize_t length, uint32_t hash) noexcept:
        """The slot of a token in lower case, or the empty one that should have it."""
        cdef uint32_t slot = scatter(hash) & self.slots_mask
        cdef const Known* known
        while self.slots[slot].number:
            known = &self.known[self.slots[slot].number]
            if (
                self.slots[slot].hash == hash >> 16
                and known.length == length
                and memcmp(self.texts + known.text, text, length * sizeof(Py_UCS4)) == 0
            ):
                break
            slot = (slot + 1) & self.slots_mask
        return slot

    cdef int _fill_entries(self, const Py_UCS4* text, Py_ssize_t length) except -1:
        """The words of two and of three syllables in a list, which has one a line.

        A pair's key is made of its tokens, a triple's of its last token and its pair's value.
        That value is odd when the pair is a word by itself; without that bit it is an even
        number when triples begin with the pair, else 0.
        """
        cdef Py_ssize_t at = 0, start, count, i
        cdef Py_ssize_t begins[MOST_SYLLABLES + 1]
        cdef uint32_t numbers[MOST_SYLLABLES]
        cdef uint32_t pairs_of_triples = 0, key
        cdef Entry* entry
        cdef bint is_word
        while at < length:
            count = 0
            is_word = True
            begins[0] = start = at
            while at < length and text[at] != c"\n":
                if text[at] == c" ":
                    is_word &= at > start
                    start = at + 1
                    count += 1
                    if count <= MOST_SYLLABLES:
                        begins[count] = start
                at += 1
            is_word &= at > start
            count += 1
            if is_word and 1 < count <= MOST_SYLLABLES:
                begins[count] = at + 1
                for i in range(count):
                    numbers[i] = self._number(text + begins[i], begins[i + 1] - 1 - begins[i])
                entry = self._pair(numbers[0], numbers[1])
                if count == 2:
                    entry.value |= 1
                else:
                    if entry.value < 2:
                        if pairs_of_triples == MOST_KNOWN - 1:
                            raise ValueError("more words than the tables are made for")
                        pairs_of_triples += 2
                        entry.value |= pairs_of_triples
                    key = triple_key(entry.value, numbers[2])
                    entry = self._find(key)
                    entry.key = key
                    entry.value = 1
            at += 1
        return 0

    cdef Entry* _pair(self, uint32_t first, uint32_t second) noexcept:
        """The entry of a pair, made when it is not there."""
        cdef uint32_t key = first << 16 | second
        cdef Entry* entry = self._find(key)
        entry.key = key
        self.known[first].seconds |= <uint64_t>1 << (second & 63)
        return entry

    cdef int _fill_weights(self, model) except -1:
        cdef int traits
        weights = model.traits
        for traits in range(8):
            self.own[traits] = weights["bias"]
            for trait, name in (
                (IS_UPPER, "word.isupper()"),
                (IS_TITLE, "word.istitle()"),
                (IS_DIGIT, "word.isdigit()"),
            ):
                if traits & trait:
                    self.own[traits] += weights[name]
                    self.to_next[traits] += weights.get(f"-1:{name}", 0.0)
                    self.to_previous[traits] += weights.get(f"+1:{name}", 0.0)
        self.pair_first = weights["+1:word.bi_gram()"]
        self.pair_second = weights["-1:word.bi_gram()"]
        self.triple_first = weights["+2:word.tri_gram()"]
        self.triple_third = weights["-2:word.tri_gram()"]
        self.begin_begin = model.begin_begin
        self.begin_inside = model.begin_inside
        self.inside_begin = model.inside_begin
        self.inside_inside = model.inside_inside
        self.if_begins = model.if_begins
        self.if_inside = model.if_inside
        return 0

    def words(self, str text not None, bint composed=False):
        """The spans of the words of `text`; None when that takes more than the model.

        That is: `text` may not be in NFC, unless `composed` says that it is; or two ways to cut
        it are so nearly equal that `words_exact` must choose.
        """
        cdef Tokens tokens = Tokens(items=NULL, count=0, room=0)
        cdef Py_ssize_t i
        try:
            if not self._cut(text, composed, &tokens):
                return None
            words = []
            for i in range(tokens.count):
                words.append((offset(tokens.items[i].start), offset(tokens.items[i].end)))
            return words
        finally:
            free(tokens.items)

    def packed_words(self, str text not None):
        """The words as numbers of 32 bits: start and end of the first, then of the next.

        None where `words` gives None.
        """
        cdef Tokens tokens = Tokens(items=NULL, count=0, room=0)
        cdef Py_ssize_t i
        cdef bytes packed
        cdef uint32_t* numbers
        if PyUnicode_GET_LENGTH(text) > MOST_CHARACTERS:
            raise OverflowError("offsets of more than 32 bits")
        try:
            if not self._cut(text, False, &tokens):
                return None
            packed = PyBytes_FromStringAndSize(NULL, tokens.count * 2 * sizeof(uint32_t))
            numbers = <uint32_t*>PyBytes_AS_STRING(packed)
            for i in range(tokens.count):
                numbers[2 * i] = <uint32_t>tokens.items[i].start
                numbers[2 * i + 1] = <uint32_t>tokens.items[i].end
            return packed
        finally:
            free(tokens.items)

    cdef bint _cut(self, str text, bint composed, Tokens* tokens) except -1:
        """Cut `text` into words: tokens that stretch over all that are joined to them."""
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), i, count = 0
        cdef int problem = 0
        cdef Py_UCS4* characters = PyUnicode_AsUCS4Copy(text)
        try:
            with nogil:
                if not composed and not is_composed(characters, length):
                    problem = UNCOMPOSED
                if not problem:
                    problem = self._tokenize(characters, length, tokens)
                if not problem:
                    self._forwards(tokens)
                    problem = self._backwards(tokens)
        finally:
            PyMem_Free(characters)
        if problem == OUT_OF_MEMORY:
            raise MemoryError
        for i in range(tokens.count):
            if tokens.items[i].traits & INSIDE and count:
                tokens.items[count - 1].end = tokens.items[i].end
            else:
                tokens.items[count].start = tokens.items[i].start
                tokens.items[count].end = tokens.items[i].end
                count += 1
        tokens.count = count
        return not problem

    cdef int _tokenize(
        self, const Py_UCS4* text, Py_ssize_t length, Tokens* tokens
    ) noexcept nogil:
        cdef Address address = Address(first=0, at=-1, end=0)
        cdef Py_ssize_t start = 0
        cdef Token* token
        while start < length:
            if text[start] != c"\n" and look(self.characters, text[start]) & SPACE:
                start += 1
                continue
            if tokens.count == tokens.room:
                tokens.room = 2 * tokens.room + 256
                token = <Token*>realloc(tokens.items, tokens.room * sizeof(Token))
                if not token:
                    return OUT_OF_MEMORY
                tokens.items = token
            token = &tokens.items[tokens.count]
            token.start = start
            token.end = start = token_end(self.characters, text, length, start, &address)
            self._look_at(text, token)
            self._recognise(text, token)
            tokens.count += 1
        return 0

    cdef inline void _look_at(self, const Py_UCS4* text, Token* token) noexcept nogil:
        """How the token is written, and the hash of its lower case."""
        cdef uint16_t traits, every = 0xFFFF, some = 0
        cdef uint16_t first = look(self.characters, text[token.start])
        cdef uint32_t hash = 0
        cdef Py_ssize_t i
        for i in range(token.start, token.end):
            traits = look(self.characters, text[i])
            every &= traits
            some |= traits
            hash = hash_step(hash, lower(self.characters, text[i]))
        token.hash = hash
        token.traits = UNKNOWN if some & ODD else 0
        if some & (UPPER | TITLE):
            if not some & (LOWER | TITLE):
                token.traits |= IS_UPPER
            if is_title(self.characters, text, token.start, token.end):
                token.traits |= IS_TITLE
        if every & DIGIT:
            token.traits |= IS_DIGIT
        if first & DIGIT or (first & PUNCTUATION and token.end == token.start + 1):
            token.traits |= NEVER_JOINS
        if first & (UPPER | TITLE):
            token.traits |= STARTS_TITLE

    cdef inline void _recognise(self, const Py_UCS4* text, Token* token) noexcept nogil:
        """The token's number in the model, or 0."""
        cdef uint32_t slot = scatter(token.hash) & self.slots_mask
        cdef Py_ssize_t i, length = token.end - token.start
        cdef const Known* known
        cdef const Py_UCS4* name
        token.known = 0
        while self.slots[slot].number and not token.traits & UNKNOWN:
            known = &self.known[self.slots[slot].number]
            if self.slots[slot].hash == token.hash >> 16 and known.length == length:
                name = self.texts + known.text
                i = 0
                while i < length and lower(self.characters, text[token.start + i]) == name[i]:
                    i += 1
                if i == length:
                    token.known = self.slots[slot].number
                    return
            slot = (slot + 1) & self.slots_mask

    cdef inline Entry* _find(self, uint32_t key) noexcept nogil:
        """The entry with `key`, or the empty one that should have it; that has the value 0."""
        cdef uint32_t slot = scatter(key) & self.entries_mask
        while self.entries[slot].key and self.entries[slot].key != key:
            slot = (slot + 1) & self.entries_mask
        return &self.entries[slot]

    cdef void _forwards(self, Tokens* tokens) noexcept nogil:
        """Viterbi: by how much the best path to each token's I_W is better than to its B_W."""
        cdef Py_ssize_t i, count = tokens.count
        cdef Token* items = tokens.items
        cdef Token* token
        cdef double score, difference = 0, inside, begins
        cdef uint32_t pair_before = 0, pair, triple_before = 0, triple_between = 0, triple
        for i in range(count):
            token = &items[i]
            score = self.own[token.traits & 7] + self.known[token.known].own
            if i > 0:
                score += self.to_next[items[i - 1].traits & 7]
                score += self.known[items[i - 1].known].to_next
            pair = triple = 0
            if i + 1 < count:
                score += self.to_previous[items[i + 1].traits & 7]
                score += self.known[items[i + 1].known].to_previous
                if self.known[token.known].seconds >> (items[i + 1].known & 63) & 1:
                    pair = self._find(<uint32_t>token.known << 16 | items[i + 1].known).value
                if pair > 1 and i + 2 < count:
                    triple = self._find(triple_key(pair, items[i + 2].known)).value
            if pair & 1:
                score += self.pair_first
            if pair_before & 1:
                score += self.pair_second
            if triple:
                score += self.triple_first
            if triple_before:
                score += self.triple_third
            if i:
                inside = max(self.begin_inside, difference + self.inside_inside)
                begins = max(self.begin_begin, difference + self.inside_begin)
                score += inside - begins
            token.difference = difference = score
            pair_before = pair
            triple_before = triple_between
            triple_between = triple

    cdef int _backwards(self, Tokens* tokens) noexcept nogil:
        """Viterbi's way back; INSIDE marks the tokens that pyvi joins to the one before."""
        cdef Py_ssize_t i
        cdef Token* token
        cdef uint32_t before
        cdef double threshold = 0, doubt = doubt_of_all + doubt_by_token * tokens.count
        for i in range(tokens.count - 1, -1, -1):
            token = &tokens.items[i]
            if -doubt < token.difference - threshold < doubt:
                return DOUBTFUL
            if token.difference <= threshold:
                threshold = self.if_begins
                continue
            threshold = self.if_inside
            before = tokens.items[i - 1].traits if i else NEVER_JOINS
            if not (token.traits | before) & NEVER_JOINS and (
                not token.traits & STARTS_TITLE or before & STARTS_TITLE
            ):
                token.traits |= INSIDE
        return 0
