using System.Buffers;

namespace QmpFuzz.Corpus.Timeline;

/// <summary>
/// Finds where messages end in one side's bytes, in any chunking, for counting and showing: braces and brackets outside strings,
/// with the quotes of both kinds that QEMU takes. It judges nothing; what is no message is lumped together up to the next line or brace.
/// </summary>
public sealed class TolerantFramer
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create([.. "{}[]\"'"u8, 0xFF]);
    private static readonly SearchValues<byte> EndOfRubbish = SearchValues.Create([.. "{[\n"u8, 0xFF]);

    private int _depth;
    private byte _quote;
    private bool _escaped;
    private bool _rubbish;

    /// <summary>Bytes of a message that has not ended yet were seen.</summary>
    public bool IsInside => _depth > 0 || _rubbish;

    /// <summary>Returns the length up to the end of the first message, or -1 if it does not end here; white space before a message is part of it.</summary>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            at += _quote != 0 ? SkipInString(rest, out bool ended)
                : _depth > 0 ? SkipInStructure(rest, out ended)
                : SkipBetween(rest, out ended);
            if (ended)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Forgets a message that will not be completed.</summary>
    public void Reset() => (_depth, _quote, _escaped, _rubbish) = (0, 0, false, false);

    private int SkipInString(ReadOnlySpan<byte> bytes, out bool ended)
    {
        ended = false;
        if (_escaped)
        {
            _escaped = false;
            return 1;
        }

        int at = bytes.IndexOfAny(_quote, (byte)'\\', (byte)'\n');
        if (at < 0)
        {
            return bytes.Length;
        }

        _escaped = bytes[at] == '\\';
        ended = bytes[at] == '\n';                          // no string goes over a line: QEMU gives the message up here
        if (ended)
        {
            Reset();
        }
        else if (!_escaped)
        {
            _quote = 0;
        }

        return at + 1;
    }

    private int SkipInStructure(ReadOnlySpan<byte> bytes, out bool ended)
    {
        int at = bytes.IndexOfAny(Structure);
        ended = false;
        if (at < 0)
        {
            return bytes.Length;
        }

        switch (bytes[at])
        {
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                ended = _depth == 0;
                break;
            case 0xFF:
                Reset();
                ended = true;
                break;
            default:
                _quote = bytes[at];
                break;
        }

        return at + 1;
    }

    private int SkipBetween(ReadOnlySpan<byte> bytes, out bool ended)
    {
        ended = false;
        if (!_rubbish && IsSpace(bytes[0]))
        {
            return 1;
        }

        int at = bytes.IndexOfAny(EndOfRubbish);
        if (at == 0 && !_rubbish)
        {
            _depth = 1;
            return 1;
        }

        _rubbish = at < 0;
        ended = at >= 0;
        return at < 0 ? bytes.Length : at;
    }

    // 0xFF is what guest agents and their clients send to make the other side start afresh
    private static bool IsSpace(byte character) => character is <= (byte)' ' or 0xFF;
}
