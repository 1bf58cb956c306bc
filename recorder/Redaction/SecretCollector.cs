using System.Text;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>Makes known secrets of what was masked, so that they are found again where a peer repeats them.</summary>
internal sealed class SecretCollector(KnownSecrets known)
{
    private readonly char[] _units = new char[KnownSecrets.LongestKept];

    /// <summary>The content of a string is a secret.</summary>
    public void Add(ReadOnlySpan<byte> content) => known.Add(Decode(content));

    /// <summary>A secret stands in this rest of a text, behind some words.</summary>
    public void AddFromText(ReadOnlySpan<byte> rest, int skip)
    {
        ReadOnlySpan<char> text = Decode(rest).TrimStart(" =:");
        for (; skip > 0 && !text.IsEmpty; skip--)
        {
            int blank = text.IndexOf(' ');
            text = (blank < 0 ? default : text[blank..]).TrimStart(' ');
        }

        if (text.IsEmpty)
        {
            return;
        }

        if (text[0] is '"' or '\'')
        {
            int quote = text[1..].IndexOf(text[0]);
            known.Add(quote < 0 ? text[1..] : text.Slice(1, quote));
            return;
        }

        // an option's value ends with a comma, in some texts with another mark: both readings count
        known.Add(Until(text, " ,\"'"));
        known.Add(Until(text, " ,\"':;&"));
    }

    /// <summary>What stands before the host in a URL: the password if there is one, else all of it.</summary>
    public void AddFromAuthority(ReadOnlySpan<byte> user)
    {
        ReadOnlySpan<char> text = Decode(user);
        int mark = text.IndexOfAny(':', '%');
        known.Add(text[(mark + 1)..]);
    }

    /// <summary>A name without its escapes, as far as it is short enough to matter.</summary>
    public static int Unescape(ReadOnlySpan<byte> name, Span<byte> plain)
    {
        Span<char> units = stackalloc char[plain.Length / 3];
        return Encoding.UTF8.GetBytes(units[..Decode(name, units)], plain);
    }

    private static ReadOnlySpan<char> Until(ReadOnlySpan<char> text, string marks)
    {
        int end = text.IndexOfAny(marks);
        return end < 0 ? text : text[..end];
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> content) => _units.AsSpan(0, Decode(content, _units));

    private static int Decode(ReadOnlySpan<byte> content, Span<char> output)
    {
        StringUnits units = default;
        int length = 0;
        foreach (byte next in content)
        {
            int count = units.Feed(next, out char first, out char second);
            if (length + count > output.Length)
            {
                break;
            }

            if (count > 0)
            {
                output[length++] = first;
            }

            if (count > 1)
            {
                output[length++] = second;
            }
        }

        return length;
    }
}
