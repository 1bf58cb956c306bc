using System.Buffers;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// Reads the bytes of one side in any chunking, with QEMU's idea of tokens and recovery, and says which parts of a chunk are to be masked.
/// Names are known by the colon behind them, wherever they stand, so that a malformed message does not hide its secrets from us.
/// </summary>
internal sealed class SecretScanner
{
    private const int LongestName = 3 * 64;                 // in UTF-8, unescaped

    private static readonly SearchValues<byte> EndOfBare = SearchValues.Create([.. Controls(), .. "{}[]:, \"'"u8, 0xFE, 0xFF]);
    private static readonly SearchValues<byte> EndOfRecovery = SearchValues.Create([.. Controls().Where(control => control != '\t'), .. "{}[]:,"u8, 0xFE, 0xFF]);
    private static readonly SearchValues<byte> EndOfMaskedRecovery = SearchValues.Create([.. Controls().Where(control => control != '\t'), (byte)'{', 0xFE, 0xFF]);

    private readonly MaskList _masks;
    private readonly PendingMasks _pending;
    private readonly MessageContext _message;
    private readonly StringScanner _string;
    private Place _place;
    private StringRole _bareRole;
    private int _bareStart;                                 // in this chunk
    private bool _masksRecovery;
    private long _chunk;                                    // where this chunk begins in the stream
    private long _values;

    public SecretScanner(SecretRules rules, KnownSecrets known, MaskList masks, bool fromClient)
    {
        SecretCollector secrets = new(known);
        _masks = masks;
        _pending = new PendingMasks(masks, secrets);
        _message = new MessageContext(rules, fromClient);
        _string = new StringScanner(rules, known, secrets, masks, fromClient);
    }

    private enum Place : byte
    {
        Between,
        Bare,
        String,
        Recovery,
    }

    /// <summary>How many values were masked.</summary>
    public long Values => _values + _string.Found;

    /// <summary>How many messages have ended, of which a failure to read one is one.</summary>
    public long Messages { get; private set; }

    public void Scan(ReadOnlySpan<byte> chunk)
    {
        _bareStart = 0;
        _string.BeginChunk(_chunk);
        for (int at = 0; at < chunk.Length;)
        {
            at = _place switch
            {
                Place.String => ScanString(chunk, at),
                Place.Bare => ScanBare(chunk, at),
                Place.Recovery => ScanRecovery(chunk, at),
                _ => ScanBetween(chunk[at], at),
            };
        }

        EndChunk(chunk);
        _chunk += chunk.Length;
    }

    public void CopyFrom(SecretScanner other)
    {
        _message.CopyFrom(other._message);
        _string.CopyFrom(other._string);
        (_place, _bareRole, _masksRecovery, _chunk, _values, Messages) =
            (other._place, other._bareRole, other._masksRecovery, other._chunk, other._values, other.Messages);
    }

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, 0x20).Select(control => (byte)control);

    private int ScanBetween(byte next, int at)
    {
        switch (next)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                break;
            case (byte)'"' or (byte)'\'':
                _place = Place.String;
                _string.Begin(next, at + 1, _message.BeginValue(isString: true));
                break;
            case (byte)'{' or (byte)'[':
                EndMessageIf(!_message.TryOpen(next == '{'));
                break;
            case (byte)'}' or (byte)']':
                EndMessageIf(_message.Close());
                break;
            case (byte)':':
                _message.Colon();
                break;
            case (byte)',':
                _message.Comma();
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z'):
                (_place, _bareStart, _bareRole) = (Place.Bare, at, _message.BeginValue(isString: false));
                break;
            default:
                FailAt(next, at);
                break;
        }

        return at + 1;
    }

    private void EndMessageIf(bool ended)
    {
        if (ended)
        {
            Messages++;
            _values += _pending.EndMessage();
        }
    }

    private int ScanString(ReadOnlySpan<byte> chunk, int at)
    {
        at = _string.Scan(chunk, at, out StringProgress progress);
        if (progress == StringProgress.GoesOn)
        {
            return at;
        }

        ReadOnlySpan<byte> content = _string.TakeContent(chunk, at);
        if (progress == StringProgress.Broken)
        {
            Fail(_string.Role is StringRole.Secret or StringRole.Conditional or StringRole.Rest);
            Mask(content, at, _masksRecovery);
            return at + 1;
        }

        _place = Place.Between;
        Settle(content, at);
        Name(content, chunk[(at + 1)..]);
        return at + 1;
    }

    private void Mask(ReadOnlySpan<byte> content, int end, bool isSecret)
    {
        if (isSecret && !content.IsEmpty)
        {
            _masks.Add(_string.Start, end);
            _string.Collect(content);
            _values++;
        }
    }

    private void Settle(ReadOnlySpan<byte> content, int end)
    {
        switch (_string.Role)
        {
            case StringRole.Command:
                NameCommand(content);
                break;
            case StringRole.Secret:
                Mask(content, end, isSecret: true);
                break;
            case StringRole.Rest:
                Mask(content, end, isSecret: true);
                HoldText(_string.Start);
                break;
            case StringRole.Conditional:
                _pending.AddConditional(_string.Start, end, content.ToArray());
                break;
            case StringRole.Text:
                HoldText(end);
                break;
            default:
                break;
        }
    }

    // it may repeat a secret that is still to come; of one that began in an earlier chunk, that could not be seen here
    private void HoldText(int end)
    {
        if (_message.IsUnsettled)
        {
            _pending.AddString(_string.TextStart, end, unlessHarmless: _string.SpansChunks);
        }
    }

    private void NameCommand(ReadOnlySpan<byte> content)
    {
        Span<byte> plain = stackalloc byte[LongestName];
        if (_message.TryNameHarmless(Unescaped(content, plain)))
        {
            _pending.Drop();
        }
        else
        {
            _values += _pending.MaskConditional();
        }
    }

    // only what a colon follows can be a name; where the chunk ends it may still come
    private void Name(ReadOnlySpan<byte> content, ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> following = rest.TrimStart(" \t\r\n"u8);
        if (!following.IsEmpty && following[0] != ':')
        {
            return;
        }

        if (content.Length >= LongestName)
        {
            _message.EndLongName();
            return;
        }

        Span<byte> plain = stackalloc byte[LongestName];
        _message.EndName(Unescaped(content, plain));
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> name, Span<byte> plain) =>
        name.Contains((byte)'\\') ? plain[..SecretCollector.Unescape(name, plain)] : name;

    private int ScanBare(ReadOnlySpan<byte> chunk, int at)
    {
        int run = chunk[at..].IndexOfAny(EndOfBare);
        if (run < 0)
        {
            return chunk.Length;
        }

        if (!IsKeyword(chunk[_bareStart..(at + run)]))
        {
            MaskBare(at + run);
        }

        _place = Place.Between;
        return at + run;
    }

    private static bool IsKeyword(ReadOnlySpan<byte> word) => word.SequenceEqual("null"u8) || word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8);

    private void MaskBare(int end)
    {
        if (_bareRole == StringRole.Secret)
        {
            _masks.Add(_bareStart, end, bare: true);
            _values++;
        }
        else if (_bareRole == StringRole.Conditional)
        {
            _pending.AddConditional(_bareStart, end, null, bare: true);
        }
    }

    // a byte that no token begins with; 0xFF and controls are how a client begins afresh, and stay
    private void FailAt(byte next, int at)
    {
        bool isSecret = _message.BeginValue(isString: false) is StringRole.Secret or StringRole.Conditional && next is >= 0x20 and < 0xFE;
        Fail(isSecret);
        if (isSecret)
        {
            _masks.Add(at, at + 1);
            _values++;
        }
    }

    // QEMU drops the message and skips what follows; of a secret, better too much is masked than too little
    private void Fail(bool inSecret)
    {
        EndMessageIf(true);
        _message.Reset();
        (_place, _masksRecovery) = (Place.Recovery, inSecret);
    }

    private int ScanRecovery(ReadOnlySpan<byte> chunk, int at)
    {
        int run = chunk[at..].IndexOfAny(_masksRecovery ? EndOfMaskedRecovery : EndOfRecovery);
        int end = run < 0 ? chunk.Length : at + run;
        if (_masksRecovery)
        {
            _masks.Add(at, end);
        }

        _place = run < 0 ? Place.Recovery : Place.Between;
        return end;
    }

    private void EndChunk(ReadOnlySpan<byte> chunk)
    {
        if (_place == Place.Bare)
        {
            MaskBare(chunk.Length);
        }
        else if (_place == Place.String)
        {
            _string.EndChunk(chunk);
            if (_string.Role is StringRole.Text or StringRole.Rest)
            {
                HoldText(_string.Role == StringRole.Text ? chunk.Length : _string.Start);
            }
        }

        _values += _message.IsUnsettled ? _pending.EndChunk() : _pending.EndMessage();
    }
}
