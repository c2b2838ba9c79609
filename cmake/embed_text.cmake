# Writes OUTPUT, a C++ source that defines `extern const unsigned char SYMBOL[]` and `extern const std::size_t
# SYMBOL_size` with the bytes of INPUT. Bytes rather than a string literal, because compilers limit its length.
file(READ "${INPUT}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include <cstddef>

namespace relata {

extern const unsigned char ${SYMBOL}[];
extern const std::size_t ${SYMBOL}_size;
const unsigned char ${SYMBOL}[] = {
${bytes}
};
const std::size_t ${SYMBOL}_size = ${size};

} // namespace relata
")
