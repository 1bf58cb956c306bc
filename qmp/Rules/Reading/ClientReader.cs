using System.Buffers;
using QmpFuzz.Qmp.Rules.Pairing;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>
/// Reads what a client sent, in any chunking, and says only what is certain about it: a message whose grammar is right and that
/// began at a clean boundary is owed one reply, a reset byte one error. At the first byte that is neither, the stream becomes
/// unclear until the next reset byte, and anything may be answered to that stretch.
/// </summary>
internal sealed class ClientReader(DialectRules dialect, ReplyMatcher matcher)
{
    // a longer message may meet one of the server's limits
    private const int MessageLimit = 1 << 20;

    // FF, FE and every control character but TAB, LF and CR: one error, and the parser starts afresh
    private static readonly SearchValues<byte> Resets = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 0xFE, 0xFF,
    ]);

    private static readonly SearchValues<byte> EndsSkipping = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', 0xFE, 0xFF,
    ]);

    private static readonly SearchValues<byte> EndsGlance = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'"', (byte)'\\', 0xFE, 0xFF,
    ]);

    private readonly ArrayBufferWriter<byte> _carried = new();
    private readonly GrammarReader _grammar = new();
    private readonly BrokenMessage _broken = new(dialect.IsStrictJson);
    private readonly MemberNames _names = new(dialect.IsStrictJson);
    private readonly ReadingMemory<ClientReading> _known = new();
    private State _state;

    private enum State : byte
    {
        /// <summary>Between messages.</summary>
        Clean,

        /// <summary>Between messages, after a reset byte: a lexer that recovers may skip all but brackets until the line ends.</summary>
        Recovering,
        InMessage,

        /// <summary>In a message that is no JSON, where it is known how it ends.</summary>
        Broken,

        /// <summary>Behind a byte that no token has, where it is known what is skipped.</summary>
        Skipping,
        Unclear,
    }

    /// <summary>There was a stretch on this connection of which nothing is known.</summary>
    public bool WasUnclear { get; private set; }

    /// <summary>A new connection. Where the server keeps what the last client left unfinished, nothing is known until the next reset byte.</summary>
    public void Begin()
    {
        bool unfinished = dialect.KeepsUnfinishedInput && _state != State.Clean;
        Clear();
        if (unfinished)
        {
            BecomeUnclear(State.Unclear);
        }
    }

    /// <summary>A new transcript.</summary>
    public void Clear()
    {
        _state = State.Clean;
        _carried.ResetWrittenCount();
        WasUnclear = false;
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            at += Skippable(bytes[at..]);
            if (at == bytes.Length)
            {
                break;
            }

            byte next = bytes[at];
            if (Resets.Contains(next))
            {
                Reset();
            }
            else if (_state == State.InMessage)
            {
                Follow(_grammar.Step(next), bytes[start..(at + 1)]);
            }
            else if (_state == State.Broken)
            {
                Follow(_broken.Step(next));
            }
            else if (_state == State.Clean && TryRecallLine(bytes[at..], out int length))
            {
                at += length - 1;
            }
            else if (_state != State.Unclear)
            {
                start = at;
                Begin(next, bytes[at..(at + 1)]);
            }
        }

        if (_state == State.InMessage)
        {
            Carry(bytes[start..]);
        }
    }

    /// <summary>How many bytes from here on change nothing.</summary>
    private int Skippable(ReadOnlySpan<byte> bytes)
    {
        int length = _state switch
        {
            State.Unclear => bytes.IndexOfAny(Resets),
            State.Skipping => bytes.IndexOfAny(EndsSkipping),
            State.InMessage when _grammar.InString => bytes.IndexOfAny(EndsGlance),
            _ => 0,
        };
        return length < 0 ? bytes.Length : length;
    }

    /// <summary>A line that is one message, and was once read as such, need not be read again.</summary>
    private bool TryRecallLine(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes[0] == '{' ? bytes.IndexOf((byte)'\n') : -1;
        if (length <= 0 || !_known.TryRecall(bytes[..length], out ClientReading reading))
        {
            return false;
        }

        Expect(bytes[..length], reading);
        return true;
    }

    private void Reset()
    {
        matcher.ExpectFault(dialect.ActsAsQemu ? CommandTraits.NoJson : CommandTraits.None);
        _state = dialect.ActsAsQemu ? State.Skipping : State.Recovering;
        _carried.ResetWrittenCount();
    }

    private void Begin(byte next, ReadOnlySpan<byte> message)
    {
        if (next is (byte)'\n' or (byte)'\r')
        {
            _state = State.Clean;
        }
        else if (next is not ((byte)' ' or (byte)'\t'))
        {
            bool swallowed = next == '"' && _state == State.Recovering;
            _state = State.InMessage;
            Follow(swallowed ? GrammarStep.Refused : _grammar.Begin(next), message);
        }
    }

    private void Follow(GrammarStep step, ReadOnlySpan<byte> message)
    {
        if (step == GrammarStep.Refused && dialect.ActsAsQemu)
        {
            _state = State.Broken;
            _carried.ResetWrittenCount();
            Follow(_broken.Begin(_grammar, message[^1]));
        }
        else if (step == GrammarStep.Refused)
        {
            BecomeUnclear(State.Unclear);
        }
        else if (step == GrammarStep.Complete)
        {
            _state = State.Clean;
            Finish(message);
        }
    }

    private void Follow(BrokenStep step)
    {
        if (step == BrokenStep.Unclear)
        {
            BecomeUnclear(State.Unclear);
        }
        else if (step != BrokenStep.Continues)
        {
            matcher.ExpectFault(CommandTraits.NoJson);
            _state = step == BrokenStep.Stray ? State.Skipping : State.Clean;
        }
    }

    private void Finish(ReadOnlySpan<byte> message)
    {
        if (_carried.WrittenCount > 0)
        {
            _carried.Write(message);
            message = _carried.WrittenSpan;
        }

        ClientReading reading = ClientMessage.Read(message, dialect, _names);
        _known.Remember(message, reading);
        Expect(message, reading);
        _carried.ResetWrittenCount();
    }

    private void Expect(ReadOnlySpan<byte> message, in ClientReading reading)
    {
        switch (reading.Kind)
        {
            case ExpectedKind.Command:
                matcher.ExpectReply(new ClientMessage(message, reading));
                break;
            case ExpectedKind.Fault:
                matcher.ExpectFault(reading.Traits);
                break;
            default:
                BecomeUnclear(State.Clean);
                break;
        }
    }

    private void Carry(ReadOnlySpan<byte> part)
    {
        if (_carried.WrittenCount + part.Length > MessageLimit)
        {
            BecomeUnclear(State.Unclear);
            return;
        }

        _carried.Write(part);
    }

    private void BecomeUnclear(State next)
    {
        _state = next;
        _carried.ResetWrittenCount();
        WasUnclear = true;
        matcher.ExpectAnything();
    }
}
