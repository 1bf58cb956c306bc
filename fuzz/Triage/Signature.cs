using System.Security.Cryptography;
using System.Text;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>
/// What makes two findings one bug: the oracle that objected and the place it objected to. The text is a file name and stays the
/// same from run to run and from machine to machine.
/// </summary>
public readonly record struct Signature
{
    private const int LongestPlace = 60;

    private Signature(string text) => Text = text;

    public string Text { get; }

    /// <summary>The oracle's name, the readable part of the place, and a digest of the whole place.</summary>
    public static Signature Of(string oracle, string place)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 4));
        return new Signature($"{oracle}-{Readable(place)}-{digest}");
    }

    /// <summary>That oracle objected.</summary>
    public bool IsOf(string oracle) => Text.StartsWith($"{oracle}-", StringComparison.Ordinal);

    public override string ToString() => Text;

    private static string Readable(string place)
    {
        string plain = string.Concat(place.Take(LongestPlace).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        return plain.Trim('-');
    }
}
