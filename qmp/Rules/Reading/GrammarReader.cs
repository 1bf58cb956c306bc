namespace QmpFuzz.Qmp.Rules.Reading;

public enum GrammarStep
{
    /// <summary>The value goes on.</summary>
    Continues,

    /// <summary>That byte was the last of the value.</summary>
    Complete,

    /// <summary>No JSON value begins with the bytes so far.</summary>
    Refused,
}

/// <summary>Where in the grammar a reader stands.</summary>
internal enum GrammarPlace
{
    /// <summary>Between tokens: a value, a name, a bracket, a comma or a colon may come.</summary>
    Value,
    String,
    Escape,
    Unicode,
    Literal,
    Number,
}

/// <summary>
/// The grammar of RFC 8259, byte by byte and without a value: it refuses at the first byte that cannot be right, which is never
/// later than any server may answer with an error. Stricter than QEMU (no 0e5, no single quotes), so what passes here passes there.
/// Only objects, arrays and strings are read at top level: the end of a bare number is known only by what follows.
/// </summary>
public sealed class GrammarReader
{
    /// <summary>QEMU's limit is 1024; what is deeper than this is not judged.</summary>
    public const int DepthLimit = 1000;

    private readonly bool[] _isArray = new bool[DepthLimit];
    private int _depth;
    private State _state;
    private string _literal = "";
    private int _matched;
    private bool _isKey;

    private enum State : byte
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        Colon,
        AfterValue,
        InString,
        Escape,
        Unicode,
        Minus,
        Zero,
        Digits,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
        Literal,
    }

    /// <summary>Inside a string, where most bytes need no more than a glance.</summary>
    public bool InString => _state == State.InString;

    /// <summary>Where it stands; where it refused a byte, that one is not part of it.</summary>
    internal GrammarPlace Place => _state switch
    {
        State.InString => GrammarPlace.String,
        State.Escape => GrammarPlace.Escape,
        State.Unicode => GrammarPlace.Unicode,
        State.Literal => GrammarPlace.Literal,
        >= State.Minus and <= State.ExponentDigits => GrammarPlace.Number,
        _ => GrammarPlace.Value,
    };

    /// <summary>Objects and arrays that have begun and not ended.</summary>
    internal (int Objects, int Arrays) CountOpen()
    {
        int arrays = _isArray.AsSpan(0, _depth).Count(true);
        return (_depth - arrays, arrays);
    }

    /// <summary>Forgets what was read and starts a value with its first byte.</summary>
    public GrammarStep Begin(byte first)
    {
        _depth = 0;
        _state = State.Value;
        return first is (byte)'{' or (byte)'[' or (byte)'"' ? Step(first) : GrammarStep.Refused;
    }

    public GrammarStep Step(byte next) => _state switch
    {
        State.InString => InsideString(next),
        State.Escape or State.Unicode => Escaped(next),
        State.Literal => Letter(next),
        >= State.Minus and <= State.ExponentDigits => Numeric(next),
        _ => Structural(next),
    };

    private GrammarStep To(State state)
    {
        _state = state;
        return GrammarStep.Continues;
    }

    private GrammarStep InsideString(byte next) => next switch
    {
        < 0x20 => GrammarStep.Refused,
        (byte)'\\' => To(State.Escape),
        (byte)'"' when _isKey => To(State.Colon),
        (byte)'"' => EndValue(),
        _ => GrammarStep.Continues,
    };

    private GrammarStep Escaped(byte next)
    {
        if (_state == State.Escape)
        {
            _matched = 0;
            return next == 'u' ? To(State.Unicode) : "\"\\/bfnrt"u8.Contains(next) ? To(State.InString) : GrammarStep.Refused;
        }

        if (!char.IsAsciiHexDigit((char)next))
        {
            return GrammarStep.Refused;
        }

        return ++_matched == 4 ? To(State.InString) : GrammarStep.Continues;
    }

    private GrammarStep Letter(byte next)
    {
        if (next != _literal[_matched])
        {
            return GrammarStep.Refused;
        }

        return ++_matched == _literal.Length ? EndValue() : GrammarStep.Continues;
    }

    private GrammarStep Numeric(byte next)
    {
        bool digit = char.IsAsciiDigit((char)next);
        return _state switch
        {
            State.Minus when next == '0' => To(State.Zero),
            State.Minus => digit ? To(State.Digits) : GrammarStep.Refused,
            State.Zero or State.Digits when next == '.' => To(State.Point),
            State.Zero when digit => GrammarStep.Refused,
            State.Digits or State.Fraction when digit => GrammarStep.Continues,
            State.Digits or State.Fraction when next is (byte)'e' or (byte)'E' => To(State.Exponent),
            State.Point => digit ? To(State.Fraction) : GrammarStep.Refused,
            State.Exponent when next is (byte)'+' or (byte)'-' => To(State.ExponentSign),
            State.Exponent or State.ExponentSign => digit ? To(State.ExponentDigits) : GrammarStep.Refused,
            State.ExponentDigits when digit => GrammarStep.Continues,
            _ => EndNumber(next),
        };
    }

    private GrammarStep EndNumber(byte next)
    {
        _state = State.AfterValue;
        return Structural(next);
    }

    private GrammarStep Structural(byte next)
    {
        if (next is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            return GrammarStep.Continues;
        }

        return _state switch
        {
            State.Colon => next == ':' ? To(State.Value) : GrammarStep.Refused,
            State.AfterValue when next == ',' => To(_isArray[_depth - 1] ? State.Value : State.Key),
            State.AfterValue => Close(next),
            State.ValueOrEnd when next == ']' => Close(next),
            State.KeyOrEnd when next == '}' => Close(next),
            State.Key or State.KeyOrEnd => next == '"' ? BeginString(isKey: true) : GrammarStep.Refused,
            _ => BeginValue(next),
        };
    }

    private GrammarStep BeginValue(byte next) => next switch
    {
        (byte)'{' => Open(isArray: false),
        (byte)'[' => Open(isArray: true),
        (byte)'"' => BeginString(isKey: false),
        (byte)'-' => To(State.Minus),
        (byte)'0' => To(State.Zero),
        >= (byte)'1' and <= (byte)'9' => To(State.Digits),
        (byte)'t' => BeginLiteral("true"),
        (byte)'f' => BeginLiteral("false"),
        (byte)'n' => BeginLiteral("null"),
        _ => GrammarStep.Refused,
    };

    private GrammarStep BeginString(bool isKey)
    {
        _isKey = isKey;
        return To(State.InString);
    }

    private GrammarStep BeginLiteral(string literal)
    {
        (_literal, _matched) = (literal, 1);
        return To(State.Literal);
    }

    private GrammarStep Open(bool isArray)
    {
        if (_depth == DepthLimit)
        {
            return GrammarStep.Refused;
        }

        _isArray[_depth++] = isArray;
        return To(isArray ? State.ValueOrEnd : State.KeyOrEnd);
    }

    private GrammarStep Close(byte next)
    {
        if (next != (_isArray[_depth - 1] ? ']' : '}'))
        {
            return GrammarStep.Refused;
        }

        _depth--;
        return EndValue();
    }

    private GrammarStep EndValue()
    {
        _state = State.AfterValue;
        return _depth == 0 ? GrammarStep.Complete : GrammarStep.Continues;
    }
}
