#include "core/util/md5.h"

#include "core/util/strings.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace relata {
namespace {

using State = std::array<std::uint32_t, 4>;

// RFC 1321, 3.4: the integer part of 4294967296 * abs(sin(i)).
const std::array<std::uint32_t, 64>& sines()
{
    static const std::array<std::uint32_t, 64> table = [] {
        std::array<std::uint32_t, 64> made{};
        for (std::size_t i = 0; i < made.size(); ++i)
            made[i] = static_cast<std::uint32_t>(
                std::floor(4294967296.0 * std::fabs(std::sin(static_cast<double>(i + 1)))));
        return made;
    }();
    return table;
}

constexpr std::array<std::array<int, 4>, 4> shifts = {
    {{{7, 12, 17, 22}}, {{5, 9, 14, 20}}, {{4, 11, 16, 23}}, {{6, 10, 15, 21}}}};

void addBlock(State& state, std::string_view block)
{
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < 64; ++i)
        words[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(block[i])) << (8 * (i % 4));
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        std::uint32_t mixed = 0;
        std::size_t word = 0;
        switch (i / 16) {
        case 0:
            mixed = (b & c) | (~b & d);
            word = i;
            break;
        case 1:
            mixed = (b & d) | (c & ~d);
            word = (5 * i + 1) % 16;
            break;
        case 2:
            mixed = b ^ c ^ d;
            word = (3 * i + 5) % 16;
            break;
        default:
            mixed = c ^ (b | ~d);
            word = (7 * i) % 16;
        }
        std::uint32_t sum = a + mixed + sines()[i] + words[word];
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, shifts[i / 16][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

} // namespace

std::string md5Hex(std::string_view bytes)
{
    std::string padded(bytes);
    padded += '\x80';
    while (padded.size() % 64 != 56)
        padded += '\0';
    std::uint64_t bits = std::uint64_t(bytes.size()) * 8;
    for (int i = 0; i < 8; ++i)
        padded += static_cast<char>((bits >> (8 * i)) & 0xFF);
    State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t at = 0; at < padded.size(); at += 64)
        addBlock(state, std::string_view(padded).substr(at, 64));
    std::string digest;
    for (std::uint32_t word : state) {
        for (int i = 0; i < 4; ++i)
            digest += static_cast<char>((word >> (8 * i)) & 0xFF);
    }
    return toHex(digest);
}

} // namespace relata
