using System.Text;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>A member name of a rule: as it is, or with <c>*</c> for anything at its beginning or end. Case does not count.</summary>
internal sealed class NamePattern
{
    private readonly byte[] _text;
    private readonly bool _anyBefore;
    private readonly bool _anyAfter;

    public NamePattern(string pattern)
    {
        _anyBefore = pattern.StartsWith('*');
        _anyAfter = pattern.Length > 1 && pattern.EndsWith('*');
        _text = Encoding.UTF8.GetBytes(pattern[(_anyBefore ? 1 : 0)..^(_anyAfter ? 1 : 0)]);
    }

    /// <summary>The last byte of every name that matches, in lower case, if there is one for all.</summary>
    public byte? Last => _anyAfter || _text.Length == 0 ? null : Lower(_text[^1]);

    /// <summary>The first one.</summary>
    public byte? First => _anyBefore || _text.Length == 0 ? null : Lower(_text[0]);

    public static byte Lower(byte letter) => char.IsAsciiLetterUpper((char)letter) ? (byte)(letter | 0x20) : letter;

    public bool Matches(ReadOnlySpan<byte> name)
    {
        if (name.Length < _text.Length || (name.Length > _text.Length && !_anyBefore && !_anyAfter))
        {
            return false;
        }

        return (_anyBefore, _anyAfter) switch
        {
            (true, true) => Contains(name),
            (true, false) => Ascii.EqualsIgnoreCase(name[^_text.Length..], _text),
            _ => Ascii.EqualsIgnoreCase(name[.._text.Length], _text),
        };
    }

    private bool Contains(ReadOnlySpan<byte> name)
    {
        for (int at = 0; at + _text.Length <= name.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(name.Slice(at, _text.Length), _text))
            {
                return true;
            }
        }

        return false;
    }
}
