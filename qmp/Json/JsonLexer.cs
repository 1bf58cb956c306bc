using System.Buffers;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Cuts QMP's bytes into tokens, exactly as QEMU's json-lexer.c does. Fed with any chunking, it gives the same tokens:
/// between calls only the state and the bytes of one unfinished token are kept. After a <see cref="JsonTokenKind.Stray"/>
/// token it recovers: it skips to the next structural or control byte, which is then read as usual.
/// </summary>
internal sealed class JsonLexer(JsonSyntax syntax)
{
    /// <summary>QEMU's MAX_TOKEN_SIZE; a token of one byte more is given up.</summary>
    public const int MaxTokenBytes = 64 << 20;

    // 00..1F, FE and FF are errors inside a string; backslash starts an escape
    public static readonly SearchValues<byte> EndOfDoubleQuoted = SearchValues.Create([.. Controls(), (byte)'\\', (byte)'"', 0xFE, 0xFF]);
    private static readonly SearchValues<byte> EndOfSingleQuoted = SearchValues.Create([.. Controls(), (byte)'\\', (byte)'\'', 0xFE, 0xFF]);
    private static readonly SearchValues<byte> EndOfRecovery = SearchValues.Create([.. Controls().Where(control => control != '\t'), .. "{}[]:,"u8, 0xFE, 0xFF]);

    private readonly bool _strict = syntax.IsStrict;
    private readonly ByteBuffer _unfinished = new(enough: MaxTokenBytes + 1);
    private State _state;

    private enum State : byte
    {
        Start,
        Recovery,
        DoubleQuoted,
        DoubleQuotedEscape,
        SingleQuoted,
        SingleQuotedEscape,
        Minus,
        Zero,
        Digits,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
        Keyword,
    }

    /// <summary>Takes bytes up to the end of the next token; false when they are used up before one is complete.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out JsonToken token)
    {
        if (_state is State.Start or State.Recovery)
        {
            bytes = SkipToToken(bytes);
            if (bytes.IsEmpty)
            {
                token = default;
                return false;
            }

            if (TryReadStructural(bytes[0], out JsonTokenKind kind))
            {
                token = new JsonToken(kind, bytes[..1]);
                bytes = bytes[1..];
                return true;
            }
        }

        return TryReadLong(ref bytes, out token);
    }

    /// <summary>Bytes of memory that the unfinished token takes.</summary>
    public int UnfinishedSize => _unfinished.Length > 0 ? _unfinished.Capacity : 0;

    /// <summary>Nothing is unfinished, nor is anything to be skipped.</summary>
    public bool IsAtStart => _state == State.Start;

    public int StateNumber => (int)_state;

    public void Reset()
    {
        _state = State.Start;
        _unfinished.Clear();
    }

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, 0x20).Select(control => (byte)control);

    private static bool TryReadStructural(byte first, out JsonTokenKind kind)
    {
        switch (first)
        {
            case (byte)'{': kind = JsonTokenKind.LeftBrace; return true;
            case (byte)'}': kind = JsonTokenKind.RightBrace; return true;
            case (byte)'[': kind = JsonTokenKind.LeftBracket; return true;
            case (byte)']': kind = JsonTokenKind.RightBracket; return true;
            case (byte)':': kind = JsonTokenKind.Colon; return true;
            case (byte)',': kind = JsonTokenKind.Comma; return true;
            default: kind = default; return false;
        }
    }

    private ReadOnlySpan<byte> SkipToToken(ReadOnlySpan<byte> bytes)
    {
        if (_state == State.Recovery)
        {
            int end = bytes.IndexOfAny(EndOfRecovery);
            if (end < 0)
            {
                return default;
            }

            _state = State.Start;
            bytes = bytes[end..];
        }

        int start = 0;
        while (start < bytes.Length && bytes[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        return bytes[start..];
    }

    /// <summary>Reads a token that may have begun in an earlier chunk and may not end in this one.</summary>
    private bool TryReadLong(ref ReadOnlySpan<byte> bytes, out JsonToken token)
    {
        int room = MaxTokenBytes + 1 - _unfinished.Length;
        ReadOnlySpan<byte> window = bytes.Length > room ? bytes[..room] : bytes;
        int length = Scan(window, out JsonTokenKind kind);
        if (length < 0)
        {
            return TrySuspend(ref bytes, window, out token);
        }

        ReadOnlySpan<byte> text = window[..length];
        bytes = bytes[length..];
        if (_unfinished.Length > 0)
        {
            _unfinished.Append(text);
            text = _unfinished.Span;
            _unfinished.Clear();                            // keeps the memory unless it is large, and then text still holds it
        }

        _state = kind == JsonTokenKind.Stray ? State.Recovery : State.Start;
        token = new JsonToken(kind, text);
        return true;
    }

    private bool TrySuspend(ref ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> window, out JsonToken token)
    {
        bytes = bytes[window.Length..];
        _unfinished.Append(window);
        token = default;
        if (_unfinished.Length <= MaxTokenBytes)
        {
            return false;
        }

        Reset();
        token = new JsonToken(JsonTokenKind.Oversized, default);
        return true;
    }

    /// <summary>Returns the length of the token's part in these bytes, or -1 if it does not end here (the state says where it stands).</summary>
    private int Scan(ReadOnlySpan<byte> bytes, out JsonTokenKind kind)
    {
        int position = 0;
        if (_state == State.Start)
        {
            _state = _strict && bytes[0] == '\'' ? State.Start : First(bytes[0]);
            position = 1;
        }

        switch (_state)
        {
            case State.Start:                               // no token starts with this byte
                kind = JsonTokenKind.Stray;
                return position;
            case State.DoubleQuoted or State.DoubleQuotedEscape:
                return ScanString(bytes, position, EndOfDoubleQuoted, (byte)'"', State.DoubleQuoted, out kind);
            case State.SingleQuoted or State.SingleQuotedEscape:
                return ScanString(bytes, position, EndOfSingleQuoted, (byte)'\'', State.SingleQuoted, out kind);
            case State.Keyword:
                return ScanKeyword(bytes, position, out kind);
            default:
                return ScanNumber(bytes, position, out kind);
        }
    }

    private static State First(byte first) => first switch
    {
        (byte)'"' => State.DoubleQuoted,
        (byte)'\'' => State.SingleQuoted,
        (byte)'-' => State.Minus,
        (byte)'0' => State.Zero,
        >= (byte)'1' and <= (byte)'9' => State.Digits,
        >= (byte)'a' and <= (byte)'z' => State.Keyword,
        _ => State.Start,
    };

    private int ScanString(ReadOnlySpan<byte> bytes, int position, SearchValues<byte> end, byte quote, State inside, out JsonTokenKind kind)
    {
        while (position < bytes.Length)
        {
            if (_state != inside)                           // the byte after a backslash: any but those that no string may hold
            {
                byte escaped = bytes[position++];
                if (escaped is < 0x20 or >= 0xFE)
                {
                    kind = JsonTokenKind.Stray;
                    return position;
                }

                _state = inside;
                continue;
            }

            int run = bytes[position..].IndexOfAny(end);
            if (run < 0)
            {
                break;
            }

            position += run + 1;
            byte stop = bytes[position - 1];
            if (stop != '\\')
            {
                kind = stop == quote ? JsonTokenKind.String : JsonTokenKind.Stray;
                return position;
            }

            _state = inside + 1;
        }

        kind = default;
        return -1;
    }

    private static int ScanKeyword(ReadOnlySpan<byte> bytes, int position, out JsonTokenKind kind)
    {
        kind = JsonTokenKind.Keyword;
        int run = bytes[position..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        return run < 0 ? -1 : position + run;
    }

    // -? ( 0 | [1-9][0-9]* ) ( . [0-9]+ )? ( [eE] [+-]? [0-9]+ )?, but no exponent directly after a single 0
    private int ScanNumber(ReadOnlySpan<byte> bytes, int position, out JsonTokenKind kind)
    {
        for (; position < bytes.Length; position++)
        {
            State next = _strict && _state == State.Zero && (bytes[position] | 0x20) == 'e' ? State.Exponent : Next(_state, bytes[position]);
            if (next == State.Start)                        // not part of the number: look at this byte again, as the next token
            {
                kind = _state is State.Zero or State.Digits ? JsonTokenKind.Integer : JsonTokenKind.Float;
                return position;
            }

            if (next == State.Recovery)                     // an error takes the offending byte with it, even a brace
            {
                kind = JsonTokenKind.Stray;
                return position + 1;
            }

            _state = next;
        }

        kind = default;
        return -1;
    }

    /// <summary>One step inside a number: Start when it has ended before this byte, Recovery when this byte cannot stand here.</summary>
    private static State Next(State state, byte value)
    {
        bool digit = value is >= (byte)'0' and <= (byte)'9';
        bool exponent = value is (byte)'e' or (byte)'E';
        return state switch
        {
            State.Minus => value == '0' ? State.Zero : digit ? State.Digits : State.Recovery,
            State.Zero => digit ? State.Recovery : value == '.' ? State.Point : State.Start,
            State.Digits => digit ? State.Digits : value == '.' ? State.Point : exponent ? State.Exponent : State.Start,
            State.Point => digit ? State.Fraction : State.Recovery,
            State.Fraction => digit ? State.Fraction : exponent ? State.Exponent : State.Start,
            State.Exponent => digit ? State.ExponentDigits : value is (byte)'+' or (byte)'-' ? State.ExponentSign : State.Recovery,
            State.ExponentSign => digit ? State.ExponentDigits : State.Recovery,
            _ => digit ? State.ExponentDigits : State.Start,
        };
    }
}
