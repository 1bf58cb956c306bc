using System.Buffers.Text;
using System.Text;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>
/// The characters that the inside of a JSON string stands for, one UTF-16 unit after the other: escapes and UTF-8 come out the
/// same, nothing is allocated and nothing is thrown. The string is known to follow the grammar.
/// </summary>
internal ref struct CodeUnits(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private char _low;

    /// <summary>The next unit, or false at the end. Bytes that are not UTF-8 come out as U+FFFD.</summary>
    public bool TryTake(out char unit)
    {
        if (_low != 0)
        {
            (unit, _low) = (_low, '\0');
            return true;
        }

        if (_rest.IsEmpty)
        {
            unit = default;
            return false;
        }

        unit = _rest[0] == '\\' ? TakeEscape() : _rest[0] < 0x80 ? TakeAscii() : TakeRune();
        return true;
    }

    /// <summary>The same characters, however they were written.</summary>
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        CodeUnits one = new(left);
        CodeUnits other = new(right);
        while (one.TryTake(out char unit))
        {
            if (!other.TryTake(out char counterpart) || unit != counterpart)
            {
                return false;
            }
        }

        return !other.TryTake(out _);
    }

    /// <summary>Valid UTF-8, surrogates only in pairs, and for QEMU no noncharacter: what a server must take as text.</summary>
    public static bool IsText(ReadOnlySpan<byte> text, bool hasNoncharacters)
    {
        if (Ascii.IsValid(text) && !text.Contains((byte)'\\'))
        {
            return true;
        }

        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            return false;
        }

        CodeUnits units = new(text);
        while (units.TryTake(out char unit))
        {
            int point = unit;
            if (char.IsSurrogate(unit))
            {
                if (!char.IsHighSurrogate(unit) || !units.TryTake(out char low) || !char.IsLowSurrogate(low))
                {
                    return false;
                }

                point = char.ConvertToUtf32(unit, low);
            }

            if (!hasNoncharacters && (point is >= 0xFDD0 and <= 0xFDEF || (point & 0xFFFE) == 0xFFFE))
            {
                return false;
            }
        }

        return true;
    }

    private char TakeAscii()
    {
        char unit = (char)_rest[0];
        _rest = _rest[1..];
        return unit;
    }

    private char TakeEscape()
    {
        byte kind = _rest[1];
        if (kind == 'u')
        {
            bool isHex = Utf8Parser.TryParse(_rest.Slice(2, 4), out ushort unit, out _, 'x');
            _rest = _rest[6..];
            return isHex ? (char)unit : char.MaxValue;
        }

        _rest = _rest[2..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)kind,
        };
    }

    private char TakeRune()
    {
        Rune.DecodeFromUtf8(_rest, out Rune rune, out int taken);
        _rest = _rest[taken..];
        Span<char> units = stackalloc char[2];
        if (rune.EncodeToUtf16(units) == 2)
        {
            _low = units[1];
        }

        return units[0];
    }
}
