using System.Buffers;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>What a unit of a text means for what stands beside it.</summary>
internal enum TextSign : byte
{
    None,

    /// <summary>What follows is a secret, or ends with one.</summary>
    SecretFollows,

    /// <summary>The authority of a URL follows: its user and password, if it has any.</summary>
    AuthorityFollows,

    /// <summary>The authority so far was user and password.</summary>
    SecretEnds,

    /// <summary>The authority has ended, and held none.</summary>
    AuthorityEnds,
}

/// <summary>
/// Watches a text for what announces a secret in it: <c>key=…</c>, <c>"password": "…"</c>, <c>set_password vnc …</c>, <c>scheme://user:password@host</c>.
/// </summary>
/// <param name="rules">Which words announce one.</param>
/// <param name="commands">Words of human monitor commands count.</param>
internal sealed class TextWatch(SecretRules rules, bool commands)
{
    public static readonly SearchValues<byte> Stops = SearchValues.Create(StopBytes);
    private const int LongestWord = 48;
    private const int InAuthority = 3;

    private readonly byte[] _word = new byte[LongestWord];
    private int _length;
    private bool _ended;                                    // only blanks and quotes since the word
    private int _slashes;                                   // of ://

    /// <summary>Bytes that mean something here or end a run of plain text; whatever else there is can be skipped.</summary>
    public static ReadOnlySpan<byte> StopBytes =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)' ', (byte)'=', (byte)':', (byte)'"', (byte)'\'', (byte)'\\', 0xFE, 0xFF,
    ];

    /// <summary>Every byte counts.</summary>
    public bool IsInside => _slashes > 0;

    public bool IsInAuthority => _slashes == InAuthority;

    public void Reset() => (_length, _ended, _slashes) = (0, false, 0);

    /// <summary>Takes note of a run without any of <see cref="StopBytes"/>.</summary>
    public void Skip(ReadOnlySpan<byte> run)
    {
        if (run.IsEmpty)
        {
            return;
        }

        // of a run without end, its last bytes say enough
        ReadOnlySpan<byte> tail = run.Length > LongestWord ? run[^(LongestWord + 1)..] : run;
        int from = tail.Length;
        while (from > 0 && IsWord((char)tail[from - 1]))
        {
            from--;
        }

        if (from > 0 || _ended)
        {
            Reset();
        }

        Append(tail[from..]);
    }

    /// <summary>Takes a unit; after <see cref="TextSign.SecretFollows"/>, <paramref name="skip"/> words stand before the secret.</summary>
    public TextSign Feed(char unit, out int skip)
    {
        skip = 0;
        return _slashes == InAuthority ? FeedAuthority(unit)
            : _slashes > 0 && unit == '/' ? FeedSlash()
            : FeedText(unit, ref skip);
    }

    public void CopyFrom(TextWatch other)
    {
        (_length, _ended, _slashes) = (other._length, other._ended, other._slashes);
        other._word.CopyTo(_word, 0);
    }

    private TextSign FeedText(char unit, ref int skip)
    {
        _slashes = unit == ':' ? 1 : 0;
        switch (unit)
        {
            case '=' or ':':
                bool secret = IsWhole && rules.IsSecretName(_word.AsSpan(0, _length));
                _length = 0;
                return secret ? TextSign.SecretFollows : TextSign.None;
            case ' ' when commands && !_ended && IsWhole && rules.IsSecretWord(_word.AsSpan(0, _length), out skip):
                return TextSign.SecretFollows;
            case ' ' or '"' or '\'':
                _ended = true;
                return TextSign.None;
            default:
                Skip(unit < 0x80 ? [(byte)unit] : "/"u8);
                return TextSign.None;
        }
    }

    // one more than fits: too long for a word that we know
    private void Append(ReadOnlySpan<byte> part)
    {
        int fits = Math.Max(0, Math.Min(part.Length, LongestWord - _length));
        part[..fits].CopyTo(_word.AsSpan(Math.Min(_length, LongestWord)));
        _length = Math.Min(_length + part.Length, LongestWord + 1);
    }

    private TextSign FeedSlash()
    {
        _slashes++;
        return _slashes == InAuthority ? TextSign.AuthorityFollows : TextSign.None;
    }

    private TextSign FeedAuthority(char unit)
    {
        switch (unit)
        {
            case '@':
                Reset();
                return TextSign.SecretEnds;
            case '/' or '?' or '#' or ' ' or '"' or '\'':
                Reset();
                return TextSign.AuthorityEnds;
            default:
                return TextSign.None;
        }
    }

    private bool IsWhole => _length is > 0 and <= LongestWord;

    private static bool IsWord(char unit) => char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_';
}
