using System.Globalization;

namespace QmpFuzz.Recorder.Import;

/// <summary>The strings of a call's arguments as bytes: C escapes undone, up to the first string that strace cut (<c>"…"...</c>).</summary>
internal readonly record struct StraceText(byte[] Bytes, bool IsCut)
{
    private const string Cut = "...";

    /// <summary>Reads so many bytes at most: behind a buffer's bytes may stand names and paths.</summary>
    public static StraceText Read(string arguments, long most)
    {
        List<byte> bytes = [];
        int at = 0;
        while (bytes.Count < most && NextBuffer(arguments, at) is { } start)
        {
            at = Unescape(arguments, start, bytes);
            if (string.CompareOrdinal(arguments, at, Cut, 0, Cut.Length) == 0)
            {
                return Limited(bytes, most, isCut: true);
            }
        }

        return Limited(bytes, most, isCut: false);
    }

    private static StraceText Limited(List<byte> bytes, long most, bool isCut) => new([.. bytes.Take((int)Math.Min(most, bytes.Count))], isCut);

    // with iov_base= the buffers are named; else the first string is the buffer
    private static int? NextBuffer(string arguments, int from)
    {
        const string Named = "iov_base=\"";
        int named = arguments.IndexOf(Named, from, StringComparison.Ordinal);
        int quote = named >= 0 ? named + Named.Length - 1 : from == 0 ? arguments.IndexOf('"', StringComparison.Ordinal) : -1;
        return quote < 0 ? null : quote + 1;
    }

    // returns the place behind the closing quote
    private static int Unescape(string text, int at, List<byte> bytes)
    {
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                bytes.Add((byte)text[at++]);
                continue;
            }

            at += Escape(text.AsSpan(at + 1), out byte value) + 1;
            bytes.Add(value);
        }

        return Math.Min(at + 1, text.Length);
    }

    // \n \t … \" \\, \ooo with one to three digits, \xhh; returns how many characters stand behind the backslash
    private static int Escape(ReadOnlySpan<char> text, out byte value)
    {
        int digits = text[..Math.Min(3, text.Length)].IndexOfAnyExceptInRange('0', '7');
        digits = digits < 0 ? Math.Min(3, text.Length) : digits;
        if (digits > 0)
        {
            int octal = 0;
            foreach (char digit in text[..digits])
            {
                octal = (octal * 8) + (digit - '0');
            }

            value = (byte)octal;
            return digits;
        }

        if (text[0] == 'x' && text.Length >= 3 && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
        {
            return 3;
        }

        value = text[0] switch
        {
            'n' => (byte)'\n',
            'r' => (byte)'\r',
            't' => (byte)'\t',
            'v' => (byte)'\v',
            'f' => (byte)'\f',
            'a' => (byte)'\a',
            'b' => (byte)'\b',
            _ => (byte)text[0],
        };
        return 1;
    }
}
