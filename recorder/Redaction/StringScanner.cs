using System.Buffers;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>How far a string was read.</summary>
internal enum StringProgress : byte
{
    /// <summary>It goes on in the next chunk.</summary>
    GoesOn,

    /// <summary>It has ended at its quote.</summary>
    Ended,

    /// <summary>A byte stands in it that no string may hold.</summary>
    Broken,
}

/// <summary>
/// Reads one string after the other, in any chunking. In a text it looks for known secrets and for what announces one; of a name or a
/// secret it finds the end. What has to be masked for sure is masked here; the rest is its reader's to decide.
/// </summary>
internal sealed class StringScanner(SecretRules rules, KnownSecrets known, SecretCollector secrets, MaskList masks, bool fromClient)
{
    private static readonly SearchValues<byte> EndOfDoubleQuoted = SearchValues.Create([.. Controls(), (byte)'\\', (byte)'"', 0xFE, 0xFF]);
    private static readonly SearchValues<byte> EndOfSingleQuoted = SearchValues.Create([.. Controls(), (byte)'\\', (byte)'\'', 0xFE, 0xFF]);

    private readonly RawText _begun = new();
    private readonly TextWatch _watch = new(rules, commands: fromClient);
    private readonly EchoMatcher _echo = new(known);
    private byte _quote;
    private bool _escaped;                                  // after a backslash; in texts the units know
    private StringUnits _units;
    private long _unitStart;
    private int _authority;                                 // of a URL in this chunk
    private int _skip;                                      // words before the secret in the rest of a text
    private long _chunk;                                    // where this chunk begins in the stream

    public StringRole Role { get; private set; }

    /// <summary>Where the string begins in this chunk.</summary>
    public int TextStart { get; private set; }

    /// <summary>Where the string, or the rest that is its secret, begins in this chunk.</summary>
    public int Start { get; private set; }

    /// <summary>It began in an earlier chunk.</summary>
    public bool SpansChunks { get; private set; }

    /// <summary>Secrets found inside of texts.</summary>
    public int Found { get; private set; }

    public void BeginChunk(long offset) => (_chunk, TextStart, Start, _authority) = (offset, 0, 0, 0);

    /// <summary>A string begins behind its quote.</summary>
    public void Begin(byte quote, int start, StringRole role)
    {
        (_quote, TextStart, Start, Role, _escaped) = (quote, start, start, role, false);
        SpansChunks = false;
        _begun.Clear();
        if (role == StringRole.Text)
        {
            _units = default;
            _watch.Reset();
            _echo.Begin(_chunk + start, _chunk, masks);
        }
    }

    /// <summary>Reads on; returns the place of the byte that ended the string, or the end of the chunk.</summary>
    public int Scan(ReadOnlySpan<byte> chunk, int at, out StringProgress progress)
    {
        progress = StringProgress.GoesOn;
        while (at < chunk.Length && progress == StringProgress.GoesOn)
        {
            at = Role == StringRole.Text ? ScanText(chunk, at, ref progress) : ScanOther(chunk, at, ref progress);
        }

        return at;
    }

    /// <summary>The whole content of the string that has ended, or of the rest that is its secret.</summary>
    public ReadOnlySpan<byte> TakeContent(ReadOnlySpan<byte> chunk, int end)
    {
        if (Role == StringRole.Text)
        {
            _echo.End(_chunk + end, _chunk, masks);
        }

        return _begun.Complete(chunk[Start..end]);
    }

    /// <summary>Makes a known secret of a content that was one.</summary>
    public void Collect(ReadOnlySpan<byte> content)
    {
        if (Role == StringRole.Rest)
        {
            secrets.AddFromText(content, _skip);
        }
        else
        {
            secrets.Add(content);
        }
    }

    /// <summary>The chunk ends inside of the string: what may be a secret cannot wait.</summary>
    public void EndChunk(ReadOnlySpan<byte> chunk)
    {
        SpansChunks = true;
        int from = Start;
        if (Role == StringRole.Text)
        {
            _echo.MaskBegun(_chunk + chunk.Length, _chunk, masks);
            from = _watch.IsInAuthority ? _authority : Start;
        }

        _begun.Append(chunk[from..]);
        if (Role is StringRole.Secret or StringRole.Conditional or StringRole.Rest || (Role == StringRole.Text && _watch.IsInAuthority))
        {
            masks.Add(from, chunk.Length);
        }
    }

    public void CopyFrom(StringScanner other)
    {
        _begun.CopyFrom(other._begun);
        _watch.CopyFrom(other._watch);
        _echo.CopyFrom(other._echo);
        (_quote, _escaped, _units, _unitStart, _skip) = (other._quote, other._escaped, other._units, other._unitStart, other._skip);
        (Role, Found, SpansChunks) = (other.Role, other.Found, other.SpansChunks);
    }

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, 0x20).Select(control => (byte)control);

    private static bool Breaks(byte next) => next is < 0x20 or >= 0xFE;

    private int ScanOther(ReadOnlySpan<byte> chunk, int at, ref StringProgress progress)
    {
        int run = _escaped ? 0 : chunk[at..].IndexOfAny(_quote == '"' ? EndOfDoubleQuoted : EndOfSingleQuoted);
        if (run < 0)
        {
            return chunk.Length;
        }

        at += run;
        byte stop = chunk[at];
        if (Breaks(stop))
        {
            progress = StringProgress.Broken;
            return at;
        }

        if (stop == _quote && !_escaped)
        {
            progress = StringProgress.Ended;
            return at;
        }

        _escaped = !_escaped && stop == '\\';
        return at + 1;
    }

    // plain runs are skipped; what could mean something is looked at unit by unit
    private int ScanText(ReadOnlySpan<byte> chunk, int at, ref StringProgress progress)
    {
        if (!_units.IsInside && !_watch.IsInside && !_echo.IsInside)
        {
            int run = chunk[at..].IndexOfAny(known.Stops);
            ReadOnlySpan<byte> plain = run < 0 ? chunk[at..] : chunk.Slice(at, run);
            _watch.Skip(plain);
            at += plain.Length;
            if (run < 0)
            {
                return at;
            }
        }

        byte next = chunk[at];
        bool ends = next == _quote && !_units.IsEscaped;
        if (ends || Breaks(next))
        {
            progress = ends ? StringProgress.Ended : StringProgress.Broken;
            return at;
        }

        FeedText(chunk, at);
        return at + 1;
    }

    private void FeedText(ReadOnlySpan<byte> chunk, int at)
    {
        _unitStart = _units.IsInside ? _unitStart : _chunk + at;
        int count = _units.Feed(chunk[at], out char first, out char second);
        if (count > 0)
        {
            FeedUnit(chunk, first, at + 1);
        }

        if (count > 1 && Role == StringRole.Text)
        {
            FeedUnit(chunk, second, at + 1);
        }
    }

    private void FeedUnit(ReadOnlySpan<byte> chunk, char unit, int end)
    {
        if (_echo.Feed(unit, _unitStart, _chunk + end, _chunk, masks, out bool goesOn))
        {
            Found++;
        }

        switch (_watch.Feed(unit, out int skip))
        {
            case TextSign.SecretFollows:
                BeginRest(end, skip);
                return;
            case TextSign.AuthorityFollows:
                _begun.Clear();
                _authority = end;
                break;
            case TextSign.SecretEnds:
                masks.Add(_authority, end - 1);
                secrets.AddFromAuthority(_begun.Complete(chunk[_authority..(end - 1)]));
                Found++;
                break;
            default:
                break;
        }

        if (goesOn)
        {
            BeginRest(end, int.MaxValue);
        }
    }

    // from here on the string is no text any more
    private void BeginRest(int at, int skip)
    {
        (Role, Start, _skip, _escaped) = (StringRole.Rest, at, skip, false);
        _begun.Clear();
    }
}
