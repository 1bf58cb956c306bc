namespace QmpFuzz.Qmp.Json;

/// <summary>UTF-8 as QEMU's unicode.c reads it: U+0000 is C0 80; surrogates and noncharacters are not characters.</summary>
internal static class ModifiedUtf8
{
    /// <summary>
    /// Reads one sequence and says how many bytes it took. The result is -1 for a sequence that is not a character; then the
    /// bytes taken are those of the ill-formed sequence as a whole, which is shown as one U+FFFD.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> bytes, out int taken)
    {
        int codePoint = DecodeScalar(bytes, out taken);
        return IsCharacter(codePoint) ? codePoint : -1;
    }

    /// <summary>As RFC 8259 wants it: noncharacters are fine, C0 80 is not.</summary>
    public static int DecodeStrictly(ReadOnlySpan<byte> bytes, out int taken)
    {
        int codePoint = DecodeScalar(bytes, out taken);
        return codePoint == 0 && taken > 1 ? -1 : codePoint;
    }

    /// <summary>Any but surrogates; U+0000 also as C0 80.</summary>
    public static int DecodeScalar(ReadOnlySpan<byte> bytes, out int taken)
    {
        byte first = bytes[0];
        taken = 1;
        if (first < 0x80)
        {
            return first;
        }

        int length = SequenceLength(first);
        if (length == 0)
        {
            return -1;                                      // a stray continuation byte, or FE, FF
        }

        int codePoint = first & (0x7F >> length);
        for (; taken < length; taken++)
        {
            if (taken >= bytes.Length || (bytes[taken] & 0xC0) != 0x80)
            {
                return -1;                                  // too short
            }

            codePoint = (codePoint << 6) | (bytes[taken] & 0x3F);
        }

        bool nul = codePoint == 0 && length == 2;
        return nul || (codePoint >= Smallest(length) && IsScalar(codePoint)) ? codePoint : -1;
    }

    /// <summary>True for 0 to 10FFFF without surrogates and noncharacters.</summary>
    public static bool IsCharacter(int codePoint) =>
        IsScalar(codePoint)
        && codePoint is not (>= 0xFDD0 and <= 0xFDEF)
        && (codePoint & 0xFFFE) != 0xFFFE;

    /// <summary>True for 0 to 10FFFF without surrogates.</summary>
    public static bool IsScalar(int codePoint) => codePoint is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF);

    /// <summary>Writes a character into at least four bytes; returns how many it took.</summary>
    public static int Encode(int codePoint, Span<byte> destination)
    {
        switch (codePoint)
        {
            case > 0 and < 0x80:
                destination[0] = (byte)codePoint;
                return 1;
            case < 0x800:
                destination[0] = (byte)(0xC0 | (codePoint >> 6));
                destination[1] = Continuation(codePoint);
                return 2;
            case < 0x10000:
                destination[0] = (byte)(0xE0 | (codePoint >> 12));
                destination[1] = Continuation(codePoint >> 6);
                destination[2] = Continuation(codePoint);
                return 3;
            default:
                destination[0] = (byte)(0xF0 | (codePoint >> 18));
                destination[1] = Continuation(codePoint >> 12);
                destination[2] = Continuation(codePoint >> 6);
                destination[3] = Continuation(codePoint);
                return 4;
        }
    }

    private static byte Continuation(int bits) => (byte)(0x80 | (bits & 0x3F));

    private static int SequenceLength(byte first) => first switch
    {
        >= 0xC0 and < 0xE0 => 2,
        >= 0xE0 and < 0xF0 => 3,
        >= 0xF0 and < 0xF8 => 4,
        >= 0xF8 and < 0xFC => 5,                            // five and six bytes: never a character, but one sequence
        >= 0xFC and < 0xFE => 6,
        _ => 0,
    };

    private static int Smallest(int length) => length switch
    {
        2 => 0x80,
        3 => 0x800,
        4 => 0x10000,
        5 => 0x200000,
        _ => 0x4000000,
    };
}
