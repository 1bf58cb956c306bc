namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// Turns the raw content of a JSON string into UTF-16 units, byte by byte and so in any chunking: however a peer escapes a text,
/// the units are the same. It forgives what is no UTF-8 or no escape.
/// </summary>
internal struct StringUnits
{
    private const int HexDigits = 4;
    private const char Broken = '\uFFFD';

    private bool _escaped;
    private int _hexLeft;
    private int _moreLeft;                                  // bytes that a UTF-8 sequence still needs
    private int _value;

    /// <summary>Part of a unit has been fed.</summary>
    public readonly bool IsInside => _escaped || _hexLeft > 0 || _moreLeft > 0;

    /// <summary>The byte before was a backslash: the next one does not end the string.</summary>
    public readonly bool IsEscaped => _escaped;

    /// <summary>Feeds a byte; returns how many units it completes, 0 to 2.</summary>
    public int Feed(byte next, out char first, out char second)
    {
        (first, second) = (default, default);
        if (_hexLeft > 0 && char.IsAsciiHexDigit((char)next))
        {
            return FeedHex(next, ref first);
        }

        if (_moreLeft > 0)
        {
            return (next & 0xC0) == 0x80 ? FeedMore(next, ref first, ref second) : FeedAfterBroken(next, ref first, ref second);
        }

        _hexLeft = 0;
        return FeedFirst(next, ref first);
    }

    private int FeedFirst(byte next, ref char unit)
    {
        if (_escaped)
        {
            return FeedEscaped(next, ref unit);
        }

        if (next == '\\')
        {
            _escaped = true;
            return 0;
        }

        if (next < 0xC0)
        {
            unit = next < 0x80 ? (char)next : Broken;
            return 1;
        }

        _moreLeft = next < 0xE0 ? 1 : next < 0xF0 ? 2 : 3;
        _value = next & (0x3F >> _moreLeft);
        return 0;
    }

    private int FeedEscaped(byte next, ref char unit)
    {
        _escaped = false;
        if (next == 'u')
        {
            (_hexLeft, _value) = (HexDigits, 0);
            return 0;
        }

        unit = next switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)next,
        };
        return 1;
    }

    private int FeedHex(byte next, ref char unit)
    {
        _value = (_value << 4) + (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10);
        _hexLeft--;
        unit = (char)_value;
        return _hexLeft == 0 ? 1 : 0;
    }

    private int FeedMore(byte next, ref char first, ref char second)
    {
        _value = (_value << 6) + (next & 0x3F);
        _moreLeft--;
        if (_moreLeft > 0)
        {
            return 0;
        }

        if (_value < 0x10000)
        {
            first = (char)_value;
            return 1;
        }

        first = (char)(0xD7C0 + (_value >> 10));            // a surrogate pair, as an escape has to write it
        second = (char)(0xDC00 + (_value & 0x3FF));
        return 2;
    }

    private int FeedAfterBroken(byte next, ref char first, ref char second)
    {
        _moreLeft = 0;
        first = Broken;
        return 1 + FeedFirst(next, ref second);
    }
}
